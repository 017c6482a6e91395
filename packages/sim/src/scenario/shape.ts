/**
 * Shapes: what a part of a scenario file may look like, said once. A shape reads a value, reporting
 * what it received and what is allowed, and describes itself as JSON schema, so that the two cannot
 * contradict each other. `read` returns undefined after it has reported a problem.
 */

import { received } from './located.js';
import type { Located, LocatedMap } from './located.js';
import { didYouMean, listed } from './suggest.js';

/** A JSON schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Where a shape reports, and what it may ask. */
export interface Reader {
  add(at: number, message: string): void;
  /** Remembers which part of the file a value came from. */
  place<T extends object>(value: T, at: number): T;
  /** Returns the text of another file; reports at the reference if it cannot. */
  open(path: string, at: number): string | undefined;
}

/** What a value may look like. */
export interface Shape<T> {
  /** For messages: `a time like 50us`. */
  readonly what: string;
  read(value: Located, reader: Reader): T | undefined;
  schema(): JsonSchema;
}

/** Reports a value that a shape does not allow. */
function refuse<T>(shape: Shape<T>, value: Located, reader: Reader): T | undefined {
  reader.add(value.at, `expected ${shape.what}, received ${received(value)}`);
  return undefined;
}

/** A text without restrictions. */
export const text: Shape<string> = {
  what: 'a text',
  read: (value, reader) =>
    value.kind === 'scalar' && value.value !== null
      ? String(value.value)
      : refuse(text, value, reader),
  schema: () => ({ type: ['string', 'number', 'boolean'] }),
};

/** A number between two limits, both allowed. */
export function number(what: string, low: number, high: number, integer = false): Shape<number> {
  const shape: Shape<number> = {
    what,
    read(value, reader) {
      const n = value.kind === 'scalar' ? value.value : null;
      if (typeof n !== 'number' || !(n >= low && n <= high) || (integer && !Number.isInteger(n))) {
        return refuse(shape, value, reader);
      }
      return n;
    },
    schema: () => ({
      type: integer ? 'integer' : 'number',
      minimum: low,
      ...(Number.isFinite(high) ? { maximum: high } : {}),
    }),
  };
  return shape;
}

/** One of a few words. */
export function word<T extends string>(words: readonly T[]): Shape<T> {
  const shape: Shape<T> = {
    what: `one of ${listed(words)}`,
    read(value, reader) {
      const found = value.kind === 'scalar' ? words.find((one) => one === value.value) : undefined;
      if (found !== undefined) return found;
      const hint = value.kind === 'scalar' ? didYouMean(String(value.value), words) : '';
      reader.add(value.at, `expected ${shape.what}; received ${received(value)}${hint}`);
      return undefined;
    },
    schema: () => ({ enum: words }),
  };
  return shape;
}

/** The name of something declared elsewhere in the file; that it is declared is checked later. */
export function nameOf(kind: string): Shape<string> {
  const shape: Shape<string> = {
    what: `the name of a ${kind}`,
    read(value, reader) {
      if (value.kind !== 'scalar' || typeof value.value !== 'string') {
        return refuse(shape, value, reader);
      }
      return value.value;
    },
    schema: () => ({ type: 'string' }),
  };
  return shape;
}

/** A list of equal things. */
export function list<T>(what: string, item: Shape<T>, least = 0): Shape<T[]> {
  const shape: Shape<T[]> = {
    what,
    read(value, reader) {
      if (value.kind !== 'list' || value.items.length < least) return refuse(shape, value, reader);
      return value.items.flatMap((one) => item.read(one, reader) ?? []);
    },
    schema: () => ({
      type: 'array',
      items: item.schema(),
      ...(least > 0 ? { minItems: least } : {}),
    }),
  };
  return shape;
}

/** Names of the user's own, each with a thing. */
export function named<T>(what: string, item: Shape<T>): Shape<Map<string, T>> {
  const shape: Shape<Map<string, T>> = {
    what,
    read(value, reader) {
      if (value.kind !== 'map') return refuse(shape, value, reader);
      const result = new Map<string, T>();
      for (const [name, entry] of value.entries) {
        const read = item.read(entry.value, reader);
        if (read !== undefined) result.set(name, read);
      }
      return result;
    },
    schema: () => ({ type: 'object', additionalProperties: item.schema() }),
  };
  return shape;
}

/** A key of a {@link record}. */
export interface Field<T> {
  readonly shape: Shape<T>;
  readonly needed: boolean;
  readonly about?: string;
}

/** A key that may be left out. */
export function optional<T>(shape: Shape<T>, about?: string): Field<T> {
  return { shape, needed: false, ...(about === undefined ? {} : { about }) };
}

/** A key that must be there. */
export function needed<T>(shape: Shape<T>, about?: string): Field<T> {
  return { ...optional(shape, about), needed: true };
}

/** What a {@link record} reads: keys that were left out are undefined. */
export type Read<F> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T | undefined : never;
};

/** A map with given keys. */
export function record<F extends Readonly<Record<string, Field<unknown>>>>(
  what: string,
  fields: F,
): Shape<Read<F>> {
  const keys = Object.keys(fields);
  const shape: Shape<Read<F>> = {
    what: `${what}: a map with ${listed(keys)}`,
    read(value, reader) {
      if (value.kind !== 'map') return refuse(shape, value, reader);
      refuseUnknown(value, keys, reader);
      const result: Record<string, unknown> = {};
      let whole = true;
      for (const [key, field] of Object.entries(fields)) {
        const entry = value.entries.get(key);
        if (entry !== undefined) {
          result[key] = field.shape.read(entry.value, reader);
          whole &&= result[key] !== undefined;
        } else if (field.needed) {
          reader.add(value.at, `${what}: '${key}' is missing: ${field.shape.what}`);
          whole = false;
        }
      }
      return whole ? reader.place(result as Read<F>, value.at) : undefined;
    },
    schema: () => recordSchema(fields),
  };
  return shape;
}

/** The JSON schema of a map with given keys. */
export function recordSchema(fields: Readonly<Record<string, Field<unknown>>>): JsonSchema {
  const properties = Object.entries(fields).map(([key, { shape, about }]) => [
    key,
    about === undefined ? shape.schema() : { description: about, ...shape.schema() },
  ]);
  const required = Object.keys(fields).filter((key) => fields[key]?.needed === true);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as JsonSchema,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** Reports the keys of a map that are not among the allowed ones. */
export function refuseUnknown(map: LocatedMap, keys: readonly string[], reader: Reader): void {
  for (const [key, entry] of map.entries) {
    if (keys.includes(key)) continue;
    const hint = didYouMean(key, keys);
    reader.add(entry.keyAt, `unknown key '${key}'; allowed: ${listed(keys)}${hint}`);
  }
}

/** Another view of what a shape reads. `to` may report and return undefined. */
export function mapped<T, R>(
  shape: Shape<T>,
  to: (value: T, reader: Reader, at: number) => R | undefined,
): Shape<R> {
  return {
    what: shape.what,
    read(value, reader) {
      const read = shape.read(value, reader);
      return read === undefined ? undefined : to(read, reader, value.at);
    },
    schema: () => shape.schema(),
  };
}

/** A shape that the JSON schema names once and refers to. */
export interface SharedShape<T> extends Shape<T> {
  readonly name: string;
  /** What its name stands for. */
  definition(): JsonSchema;
}

/** Gives a shape a name: for those that occur often, or inside themselves. */
export function shared<T>(name: string, what: string, make: () => Shape<T>): SharedShape<T> {
  let made: Shape<T> | undefined;
  const shape = (): Shape<T> => (made ??= make());
  return {
    name,
    what,
    read: (value, reader) => shape().read(value, reader),
    schema: () => ({ $ref: `#/$defs/${name}` }),
    definition: () => shape().schema(),
  };
}
