/**
 * Lifts the pieces that `lower.ts` made to the values they were.
 *
 * First every piece gets its object, still empty; then all are filled, references being replaced by
 * the objects. Plain arrays and maps are filled in place. The bytes are not trusted: a reference to
 * no piece, a mark in the wrong place or a field of the wrong type is an error, and all work and
 * memory is bounded by the number of items.
 */

import { types } from 'node:util';
import { makeError, setErrorField } from './failures.js';
import { defineField } from './fields.js';
import * as format from './format.js';
import { malformed } from './malformed.js';
import { viewOn } from './views.js';

/** What an extension is decoded to, until it is lifted. */
export class Token {
  readonly type: number;
  /** The number of the mark or of the piece; the value of a leaf. */
  readonly value: unknown;

  constructor(type: number, value: unknown) {
    this.type = type;
    this.value = value;
  }
}

type Raw = unknown[];

/** Lifts the pieces of one payload. */
export class Lifting {
  readonly #pieces: Raw;
  readonly #objects: unknown[] = [];

  constructor(pieces: unknown) {
    if (!Array.isArray(pieces) || pieces.length === 0) throw malformed('no pieces');
    this.#pieces = pieces;
  }

  /**
   * Returns the value of the first piece.
   *
   * @throws EncodeError, RangeError or SyntaxError if the pieces aren't what lowering makes.
   */
  lift(): unknown {
    const pieces = this.#pieces;
    for (const piece of pieces) this.#objects.push(this.#shell(piece));
    for (let i = 0; i < pieces.length; i++) this.#fill(pieces[i], this.#objects[i]);
    return this.#objects[0];
  }

  #value(raw: unknown): unknown {
    if (typeof raw !== 'object' || raw === null) return raw;
    if (raw instanceof Token && raw.type === format.EXT_REF) return this.#referred(raw);
    const value = this.#shell(raw);
    this.#fill(raw, value);
    return value;
  }

  #referred(ref: Token): unknown {
    const piece = ref.value as number;
    if (piece >= this.#pieces.length) throw malformed(`reference to piece ${piece}`);
    return this.#objects[piece];
  }

  /** Returns the object that a container becomes, empty; and anything else as it is. */
  #shell(raw: unknown): unknown {
    if (raw instanceof Token) {
      if (raw.type === format.EXT_MARK) throw malformed('a mark that heads nothing');
      if (raw.type === format.EXT_REF) throw malformed('a piece that is a reference');
      return raw.value;
    }
    if (!isMarked(raw)) return raw;
    switch (raw[0].value) {
      case format.MARK_MAP:
        return new Map();
      case format.MARK_SET:
        return new Set();
      case format.MARK_BOXED:
        return boxed(raw[1] instanceof Token ? raw[1].value : raw[1]);
      case format.MARK_SPARSE:
        return sparseArray(raw[1]);
      case format.MARK_OBJECT:
        return {};
      case format.MARK_VIEW:
        return this.#view(raw);
      case format.MARK_ERROR:
        return errorOf(raw);
      default:
        throw malformed('unknown mark');
    }
  }

  #view(raw: Raw): unknown {
    const ref = raw[2];
    if (!(ref instanceof Token) || ref.type !== format.EXT_REF)
      throw malformed('a view of nothing');
    // The buffer may be a later piece, which has no object yet; but it is a leaf.
    const piece = this.#pieces[ref.value as number];
    const buffer = piece instanceof Token ? piece.value : undefined;
    if (!types.isArrayBuffer(buffer)) throw malformed('a view of something else than a buffer');
    return viewOn(numberAt(raw, 1), buffer, numberAt(raw, 3), numberAt(raw, 4));
  }

  #fill(raw: unknown, value: unknown): void {
    if (typeof raw !== 'object' || raw === null || raw instanceof Token) return;
    if (!Array.isArray(raw)) {
      const object = raw as Record<string, unknown>;
      for (const key of Object.keys(object)) object[key] = this.#value(object[key]);
    } else if (raw === value) {
      for (let i = 0; i < raw.length; i++) raw[i] = this.#value(raw[i]);
    } else {
      this.#fillMarked(raw, value);
    }
  }

  #fillMarked(raw: Raw, value: unknown): void {
    switch ((raw[0] as Token).value) {
      case format.MARK_MAP:
        this.#pairs(raw, 1, (key, item) => (value as Map<unknown, unknown>).set(key, item));
        break;
      case format.MARK_SET:
        for (let i = 1; i < raw.length; i++) (value as Set<unknown>).add(this.#value(raw[i]));
        break;
      case format.MARK_SPARSE: {
        const array = value as unknown[];
        this.#pairs(raw, 2, (index, item) => {
          if (!isIndex(index, array.length)) throw malformed('an index outside of its array');
          array[index] = item;
        });
        break;
      }
      case format.MARK_OBJECT:
        this.#pairs(raw, 1, (key, item) => {
          defineField(value as object, keyOf(key), item, true);
        });
        break;
      case format.MARK_ERROR:
        this.#fillError(raw, value as Error);
        break;
      default: // BOXED and VIEW have nothing to fill
    }
  }

  #fillError(raw: Raw, error: Error): void {
    let hidden = numberAt(raw, 2);
    this.#pairs(raw, 3, (key, item) => {
      const shown = hidden-- <= 0;
      setErrorField(error, raw[1] as string, keyOf(key), item, shown);
    });
  }

  #pairs(raw: Raw, start: number, take: (key: unknown, value: unknown) => void): void {
    if ((raw.length - start) % 2 !== 0) throw malformed('a key without a value');
    for (let i = start; i < raw.length; i += 2) {
      const key = this.#value(raw[i]);
      take(key, this.#value(raw[i + 1]));
    }
  }
}

function isMarked(raw: unknown): raw is [Token, ...unknown[]] {
  const head: unknown = Array.isArray(raw) ? raw[0] : undefined;
  return head instanceof Token && head.type === format.EXT_MARK;
}

function keyOf(key: unknown): string {
  if (typeof key !== 'string') throw malformed('a key that is no string');
  return key;
}

function numberAt(raw: Raw, index: number): number {
  const number = raw[index];
  if (typeof number !== 'number') throw malformed('a number is missing');
  return number;
}

function isIndex(index: unknown, length: number): index is number {
  return Number.isInteger(index) && (index as number) >= 0 && (index as number) < length;
}

function boxed(primitive: unknown): unknown {
  if (!/^(?:number|string|boolean|bigint)$/.test(typeof primitive)) throw malformed('a bad box');
  return Object(primitive);
}

/** Makes an array of holes that takes no memory for them. */
function sparseArray(length: unknown): unknown[] {
  if (!isIndex(length, 2 ** 32)) throw malformed('a bad array length');
  const array: unknown[] = [];
  // Setting `length` alone would reserve all of it; a far index makes V8 keep a table instead.
  if (length > 0) array[length - 1] = undefined;
  Reflect.deleteProperty(array, length - 1);
  return array;
}

function errorOf(raw: Raw): Error {
  const text = (key: string): string => {
    for (let i = 3; i + 1 < raw.length; i += 2) {
      if (raw[i] === key && typeof raw[i + 1] === 'string') return raw[i + 1] as string;
    }
    return '';
  };
  if (typeof raw[1] !== 'string') throw malformed('an error of no type');
  return makeError(raw[1], text('message'), text('name'));
}
