/**
 * What a thread's private objects remember between its calls.
 *
 * A structure may cache what only it writes, in ordinary fields. Such fields are part of the state
 * of the world, so a thread lists its objects, and this file walks them: own enumerable fields,
 * through nested objects, arrays and Maps, and the elements of typed arrays in private memory. Views
 * of shared memory and functions are constants. `#private` fields can't be seen, and a Set is
 * refused: keep such state in plain fields.
 */

import { show } from './show.js';

/** A copy of all private fields, as they were at one moment. */
export interface Snapshot {
  /** Equal keys mean equal fields. */
  readonly key: string;
  /** Puts all fields back. */
  restore(): void;
}

type Fields = Record<string, unknown>;

/** Copies the fields of the objects and of all objects that they reach. */
export function takeSnapshot(roots: readonly object[]): Snapshot {
  const seen = new Map<object, number>();
  const restorers: (() => void)[] = [];
  const key = roots.map((root) => walk(root, seen, restorers)).join(';');
  return {
    key,
    restore() {
      for (const restore of restorers) restore();
    },
  };
}

function walk(value: unknown, seen: Map<object, number>, restorers: (() => void)[]): string {
  if (typeof value !== 'object' || value === null) return show(value);
  const known = seen.get(value);
  if (known !== undefined) return `#${known}`;
  seen.set(value, seen.size);
  if (ArrayBuffer.isView(value)) return walkView(value, restorers);
  const tag = Object.prototype.toString.call(value);
  if (tag === '[object SharedArrayBuffer]') return 'shared';
  if (tag === '[object Map]') return walkMap(value as Map<unknown, unknown>, seen, restorers);
  if (tag === '[object Set]') {
    throw new TypeError('snapshot: a Set among the private fields cannot be followed');
  }
  const fields = value as Fields;
  const copy: Fields = { ...fields };
  const length = Array.isArray(value) ? value.length : 0;
  if (!Object.isFrozen(value)) {
    restorers.push(() => {
      for (const name of Object.keys(fields)) {
        if (!(name in copy)) Reflect.deleteProperty(fields, name);
      }
      Object.assign(fields, copy);
      if (Array.isArray(value)) value.length = length;
    });
  }
  const entries = Object.entries(copy);
  return `{${entries.map(([name, field]) => `${name}=${walk(field, seen, restorers)}`).join(',')}}`;
}

/** In the order of insertion, which a program may depend on. */
function walkMap(
  map: Map<unknown, unknown>,
  seen: Map<object, number>,
  restorers: (() => void)[],
): string {
  const copy = [...map];
  restorers.push(() => {
    map.clear();
    for (const [key, value] of copy) map.set(key, value);
  });
  const entries = copy.map((entry) => entry.map((part) => walk(part, seen, restorers)).join('=>'));
  return `Map(${entries.join(',')})`;
}

function walkView(view: ArrayBufferView, restorers: (() => void)[]): string {
  if (Object.prototype.toString.call(view.buffer) === '[object SharedArrayBuffer]') {
    return `shared@${view.byteOffset}+${view.byteLength}`;
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const copy = bytes.slice();
  restorers.push(() => {
    bytes.set(copy);
  });
  return `<${copy.join(' ')}>`;
}
