/**
 * Errors that no slot carries: of orders, of a machine's start, and strays. They go through a message
 * port, whose structured clone would keep neither classes nor codes, and may refuse one altogether.
 * So they are taken apart like a task's error, down to what can always be posted; the errors among
 * their fields go along, anything else that is no primitive value is left out.
 */

import { types } from 'node:util';
import { makeError, partsOf, setErrorField, type Field } from './codec/failures.js';

/** An error as it can be posted. */
export interface PostedError {
  /** The nearest class that exists on every thread. */
  readonly type: string;
  /** `message`, `stack`, `cause` and the like, which are not enumerable. */
  readonly hidden: readonly PostedField[];
  /** Its own enumerable fields. */
  readonly shown: readonly PostedField[];
}

type PostedField = readonly [key: string, value: PostedValue];
type Primitive = string | number | bigint | boolean | null | undefined;
type PostedValue = Primitive | PostedError | readonly PostedValue[];

/** Causes within causes that go along: a chain may be a ring. */
const MAX_DEPTH = 8;

/** Takes apart whatever was thrown. Never throws. */
export function posted(thrown: unknown): PostedError {
  return take(thrown, 0);
}

/** The error again. */
export function rebuilt({ type, hidden, shown }: PostedError): Error {
  const text = (key: string): string => {
    const value = hidden.find(([each]) => each === key)?.[1];
    return typeof value === 'string' ? value : '';
  };
  const error = makeError(type, text('message'), text('name'));
  for (const [key, value] of hidden) setErrorField(error, type, key, restored(value), false);
  for (const [key, value] of shown) setErrorField(error, type, key, restored(value), true);
  if (text('stack') === '') error.stack = String(error); // this thread's says nothing
  return error;
}

function take(thrown: unknown, depth: number): PostedError {
  try {
    if (typeof thrown !== 'object' || thrown === null) return bare(String(thrown));
    const { type, hidden, shown } = partsOf(thrown);
    const fields = (of: readonly Field[]): PostedField[] =>
      of.flatMap(([key, value]) => (canGo(value, depth) ? [[key, postable(value, depth)]] : []));
    return { type, hidden: fields(hidden), shown: fields(shown) };
  } catch {
    return bare('an error that can not be read');
  }
}

function bare(message: string): PostedError {
  return { type: 'Error', hidden: [['message', message]], shown: [] };
}

function canGo(value: unknown, depth: number): boolean {
  if (typeof value === 'symbol' || typeof value === 'function') return false;
  if (typeof value !== 'object' || value === null) return true;
  return depth < MAX_DEPTH && (types.isNativeError(value) || Array.isArray(value));
}

function postable(value: unknown, depth: number): PostedValue {
  if (Array.isArray(value)) {
    return value
      .filter((each) => canGo(each, depth + 1))
      .map((each: unknown) => postable(each, depth + 1));
  }
  if (typeof value === 'object' && value !== null) return take(value, depth + 1);
  return value as Primitive;
}

function restored(value: PostedValue): unknown {
  if (isList(value)) return value.map(restored);
  return typeof value === 'object' && value !== null ? rebuilt(value) : value;
}

function isList(value: PostedValue): value is readonly PostedValue[] {
  return Array.isArray(value);
}
