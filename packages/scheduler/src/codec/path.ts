/** Paths to a place in a value, written as a program would reach it: `args[0].options.onDone`. */

/** The whole; `key` is what to call it. */
export const VIA_NAME = 0;
/** The same place as the one above. */
export const VIA_SELF = 6;
/** A field of an object. */
export const VIA_FIELD = 1;
/** An item of an array. */
export const VIA_INDEX = 2;
/** The key of a Map's `key`-th entry. */
export const VIA_MAP_KEY = 3;
/** A value of a Map, of the key `key`. */
export const VIA_MAP_VALUE = 4;
/** An item of a Set, the `key`-th. */
export const VIA_SET_ITEM = 5;

/** A place, and how it is reached from the place above it. */
export interface Place {
  readonly above: Place | undefined;
  readonly via: number;
  readonly key: unknown;
}

/** Longer paths lose their middle. */
const MOST_STEPS = 32;

/** Returns the path to a place. Costs nothing before it is asked for. */
export function pathOf(place: Place): string {
  const steps: string[] = [];
  let depth = 0;
  for (let at: Place | undefined = place; at !== undefined; at = at.above) {
    depth++;
    // The nearest steps and the name of the whole say most.
    if (steps.length < MOST_STEPS || at.above === undefined) steps.push(stepOf(at.via, at.key));
  }
  const left = depth - steps.length;
  if (left > 0) steps.splice(-1, 0, `…${left} more…`);
  return steps.reverse().join('');
}

function stepOf(via: number, key: unknown): string {
  switch (via) {
    case VIA_NAME:
      return key as string;
    case VIA_SELF:
      return '';
    case VIA_FIELD:
      return fieldStep(key as string);
    case VIA_MAP_KEY:
      return `.keys()[${key as number}]`;
    case VIA_MAP_VALUE:
      return `.get(${describeKey(key)})`;
    case VIA_SET_ITEM:
      return `.values()[${key as number}]`;
    default:
      return `[${key as number}]`;
  }
}

function fieldStep(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
    ? `.${key}`
    : `[${JSON.stringify(key)}]`;
}

function describeKey(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(key);
  return typeof key === 'object' && key !== null ? '{…}' : String(key);
}
