/** Who is woken by a `notify`. */

/** A thread that the futex may have in its list; a ghost crashed there and wakes no more. */
export interface Sleeper {
  readonly thread: number;
  readonly isGhost: boolean;
}

/**
 * Lists all ways to notify `count` of the sleepers. As many are notified as possible, except that
 * a ghost may have left the list already.
 */
export function waysToNotify(sleepers: readonly Sleeper[], count: number): readonly Sleeper[][] {
  const living = sleepers.filter(({ isGhost }) => !isGhost).length;
  const ways: Sleeper[][] = [];
  for (let bits = 0; bits < 1 << sleepers.length; bits++) {
    const woken = sleepers.filter((_, i) => (bits >>> i) & 1);
    const wokenLiving = woken.filter(({ isGhost }) => !isGhost).length;
    if (woken.length > count) continue;
    if (woken.length === count || wokenLiving === living) ways.push(woken);
  }
  return ways;
}
