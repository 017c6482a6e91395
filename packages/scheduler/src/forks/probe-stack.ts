/**
 * Makes sure of some stack before something begins that must not be cut short by its end.
 *
 * A task may come to the end of its stack anywhere, and V8 says so by a RangeError in whatever
 * function is called next: also in the middle of ours. So a slow path asks first. Calling a function
 * with many arguments has V8 check for room for all of them, and copy them: about a microsecond.
 */

/** Arguments of 8 bytes each: 16 kB. */
const ROOM: readonly undefined[] = Array.from({ length: 2048 }, () => undefined);

/** @throws RangeError if fewer than 16 kB of stack are left. */
export function probeStack(): void {
  Reflect.apply(nothing, undefined, ROOM);
}

function nothing(): void {
  // It was the call that counts.
}
