/** The parts of lowering that know nothing of each other: objects that were met, marks, leaves. */

import { types } from 'node:util';
import { ExtData } from '@msgpack/msgpack';
import { EncodeError } from '../errors.js';
import { describeThrown } from './failures.js';
import * as format from './format.js';
import * as kinds from './kinds.js';
import { Output } from './output.js';
import * as places from './path.js';

/** An object that was met. */
export class GraphNode implements places.Place {
  /** The object around it, in whose lowered form it stands at `slot` unless it is a piece. */
  readonly above: GraphNode | undefined;
  readonly via: number;
  readonly key: unknown;
  readonly slot: string | number;
  readonly source: object;
  readonly kind: number;
  /** Nesting in all, and within its piece. */
  readonly level: number;
  depth: number;
  lowered: unknown = undefined;
  /** Its number, and what refers to it, once it is a piece. */
  piece = -1;
  ref: ExtData | undefined = undefined;

  constructor(
    source: object,
    kind: number,
    above: GraphNode | undefined,
    via: number,
    key: unknown,
    slot: string | number,
  ) {
    this.source = source;
    this.kind = kind;
    this.above = above;
    this.via = via;
    this.key = key;
    this.slot = slot;
    this.level = above === undefined ? 0 : above.level + 1;
    this.depth = above === undefined ? -1 : above.depth + 1;
  }
}

/** Heads of marked arrays. */
export const marks: readonly ExtData[] = [0, 1, 2, 3, 4, 5, 6].map(
  (which) => new ExtData(format.EXT_MARK, Uint8Array.of(which)),
);
/** `undefined` and -0. */
export const singles: readonly ExtData[] = [0, 1].map(
  (which) => new ExtData(format.EXT_SINGLE, Uint8Array.of(which)),
);

/** Where leaves are written before they are copied. */
const leaves = new Output();

/** Makes the lowered form of a container, still empty: what it contains may refer to it. */
export function shellOf(node: GraphNode): unknown {
  const { source } = node;
  switch (node.kind) {
    case kinds.KIND_ARRAY:
      return attempt(node, () => hasHoles(source as readonly unknown[]))
        ? [marks[format.MARK_SPARSE]]
        : [];
    case kinds.KIND_MAP:
      return [marks[format.MARK_MAP]];
    case kinds.KIND_SET:
      return [marks[format.MARK_SET]];
    case kinds.KIND_ERROR:
      return [marks[format.MARK_ERROR]];
    case kinds.KIND_BOXED:
      return [marks[format.MARK_BOXED]];
    default: {
      const keys = attempt(node, () => Object.keys(source));
      const isMap = keys.every((key) => key !== '__proto__' && key.isWellFormed());
      return isMap ? {} : [marks[format.MARK_OBJECT]];
    }
  }
}

function hasHoles(array: readonly unknown[]): boolean {
  // `includes` takes a hole for undefined, and is fast.
  if (!array.includes(undefined)) return false;
  for (let i = 0; i < array.length; i++) if (!Object.hasOwn(array, i)) return true;
  return false;
}

/** Returns the primitive in a `new Number(1)`. */
export function unboxed(source: object): unknown {
  if (types.isNumberObject(source)) return Number.prototype.valueOf.call(source);
  if (types.isStringObject(source)) return String.prototype.valueOf.call(source);
  if (types.isBooleanObject(source)) return Boolean.prototype.valueOf.call(source);
  return BigInt.prototype.valueOf.call(source);
}

/** Puts something where an object stands in the lowered form of the one around it. */
export function put(above: GraphNode | undefined, slot: string | number, lowered: unknown): void {
  (above?.lowered as Record<string | number, unknown>)[slot] = lowered;
}

/** Returns a leaf as an extension of MessagePack. */
export function leaf(write: (out: Output) => void): ExtData {
  leaves.reset(0);
  write(leaves);
  const { bytes, leafAt, at } = leaves;
  return new ExtData(bytes[leafAt - 1] as number, new Uint8Array(bytes.subarray(leafAt, at)));
}

/** Returns what stands for a piece. */
export function referenceTo(piece: number): ExtData {
  return leaf((out) => out.reference(piece));
}

/** Runs what may run code of the program: getters and traps. */
export function attempt<T>(place: places.Place, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw readingThrew(place, cause);
  }
}

/** Returns the error of a getter or trap that threw. */
export function readingThrew(place: places.Place, cause: unknown): EncodeError {
  const reason = `reading it threw: ${describeThrown(cause)}`;
  return new EncodeError(places.pathOf(place), reason, { cause });
}

/** Returns the error of what can't cross. */
export function refusal(place: places.Place, what: string): EncodeError {
  return new EncodeError(places.pathOf(place), `${what} can't cross threads`);
}
