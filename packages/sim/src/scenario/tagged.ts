/**
 * Choices: a map whose one leading key says what it is (`work: 5us`, `exponential: 1ms`), perhaps with
 * further keys beside it; and values that may have one of two forms.
 */

import { received } from './located.js';
import type { Located, LocatedMap } from './located.js';
import { recordSchema, refuseUnknown } from './shape.js';
import type { Field, JsonSchema, Reader, Shape } from './shape.js';
import { didYouMean, listed } from './suggest.js';

/** One of the things that a {@link tagged} map can be. */
export interface Variant<T> {
  readonly argument: Shape<unknown>;
  readonly beside: Readonly<Record<string, Field<unknown>>>;
  readonly make: (argument: unknown, beside: Readonly<Record<string, unknown>>) => T;
  /** It may stand alone, as a word: `yield`. */
  readonly bare: boolean;
}

/** A variant: its argument, what becomes of it, and the keys beside it. */
export function variant<A, T>(argument: Shape<A>, make: (argument: A) => T): Variant<T> {
  return { argument, beside: {}, make: (value) => make(value as A), bare: false };
}

/** A variant with another key beside the leading one. */
export function variantWith<A, B, T>(
  argument: Shape<A>,
  key: string,
  field: Field<B>,
  make: (argument: A, beside: B | undefined) => T,
): Variant<T> {
  return {
    argument,
    beside: { [key]: field },
    make: (value, beside) => make(value as A, beside[key] as B | undefined),
    bare: false,
  };
}

/** A variant that is only a word. */
export function bareWord<T>(make: () => T): Variant<T> {
  const nothing: Shape<null> = {
    what: 'nothing',
    read: () => null,
    schema: () => ({ type: 'null' }),
  };
  return { argument: nothing, beside: {}, make, bare: true };
}

/** One of several variants, each known by its key. */
export function tagged<T extends object>(
  what: string,
  variants: Readonly<Record<string, Variant<T>>>,
): Shape<T> {
  const tags = Object.keys(variants);
  const refuse = (value: Located, reader: Reader): T | undefined => {
    const hint = value.kind === 'scalar' ? didYouMean(String(value.value), tags) : '';
    const allowed = `expected ${what}: one of ${listed(tags)}`;
    reader.add(value.at, `${allowed}; received ${received(value)}${hint}`);
    return undefined;
  };
  return {
    what,
    read(value, reader) {
      if (value.kind === 'list') return refuse(value, reader);
      if (value.kind === 'scalar') {
        const found = variants[String(value.value)];
        if (found?.bare !== true) return refuse(value, reader);
        return reader.place(found.make(null, {}), value.at);
      }
      const tag = tags.find((one) => value.entries.has(one));
      if (tag === undefined) {
        refuseMap(value, what, tags, reader);
        return undefined;
      }
      return readVariant(value, tag, variants[tag] as Variant<T>, reader);
    },
    schema: () => ({
      anyOf: tags.map((tag) => variantSchema(tag, variants[tag] as Variant<T>)),
    }),
  };
}

function refuseMap(value: LocatedMap, what: string, tags: readonly string[], reader: Reader): void {
  const [first = ''] = value.entries.keys();
  const at = value.entries.get(first)?.keyAt ?? value.at;
  const hint = didYouMean(first, tags);
  reader.add(at, `unknown ${what} '${first}'; allowed: ${listed(tags)}${hint}`);
}

function readVariant<T extends object>(
  value: LocatedMap,
  tag: string,
  found: Variant<T>,
  reader: Reader,
): T | undefined {
  refuseUnknown(value, [tag, ...Object.keys(found.beside)], reader);
  const main = value.entries.get(tag)?.value as Located;
  const argument = found.argument.read(main, reader);
  let whole = argument !== undefined;
  const beside: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(found.beside)) {
    const entry = value.entries.get(key);
    if (entry !== undefined) {
      beside[key] = field.shape.read(entry.value, reader);
      whole &&= beside[key] !== undefined;
    } else if (field.needed) {
      reader.add(value.at, `'${tag}' needs '${key}' beside it: ${field.shape.what}`);
      whole = false;
    }
  }
  return whole ? reader.place(found.make(argument, beside), value.at) : undefined;
}

function variantSchema(tag: string, { argument, beside, bare }: Variant<object>): JsonSchema {
  const fields = { [tag]: { shape: argument, needed: true }, ...beside };
  const map = recordSchema(fields);
  return bare ? { anyOf: [{ const: tag }, map] } : map;
}

/** A value that is a scalar in one form and a map or list in the other. */
export function scalarOr<A, B>(what: string, scalar: Shape<A>, other: Shape<B>): Shape<A | B> {
  return {
    what,
    read: (value, reader): A | B | undefined =>
      value.kind === 'scalar' ? scalar.read(value, reader) : other.read(value, reader),
    schema: () => ({ anyOf: [scalar.schema(), other.schema()] }),
  };
}

/** A value that is a list in one form and a scalar or map in the other. */
export function listOr<A, B>(what: string, list: Shape<A>, other: Shape<B>): Shape<A | B> {
  return {
    what,
    read: (value, reader): A | B | undefined =>
      value.kind === 'list' ? list.read(value, reader) : other.read(value, reader),
    schema: () => ({ anyOf: [list.schema(), other.schema()] }),
  };
}
