/**
 * Errors as data, and as errors again.
 *
 * An error crosses as the name of a built-in class and a list of fields: `name`, `message`, `stack`,
 * `cause`, `errors`, `code`, then its own enumerable ones. On the other side it is an instance of
 * that class, never of one that the bytes could choose freely.
 */

import {
  AbortError,
  ClosedError,
  EncodeError,
  QueueFullError,
  TaskError,
  TimeoutError,
  WorkerLostError,
} from '../errors.js';
import { defineField } from './fields.js';

/** A field of an error. */
export type Field = readonly [key: string, value: unknown];

/** What crosses of an error. */
export interface ErrorParts {
  /** The nearest class that exists on every thread. */
  readonly type: string;
  /** `message`, `stack` and the like, which are not enumerable. */
  readonly hidden: readonly Field[];
  /** Own enumerable fields. */
  readonly shown: readonly Field[];
}

const builtins = new Map<string, () => Error>([
  ['Error', () => new Error()],
  ['TypeError', () => new TypeError()],
  ['RangeError', () => new RangeError()],
  ['SyntaxError', () => new SyntaxError()],
  ['ReferenceError', () => new ReferenceError()],
  ['EvalError', () => new EvalError()],
  ['URIError', () => new URIError()],
  ['AggregateError', () => new AggregateError([])],
]);

const ours = new Map<string, { readonly prototype: Error }>([
  ['TaskError', TaskError],
  ['WorkerLostError', WorkerLostError],
  ['QueueFullError', QueueFullError],
  ['TimeoutError', TimeoutError],
  ['AbortError', AbortError],
  ['ClosedError', ClosedError],
  ['EncodeError', EncodeError],
]);

/** Fields that `hidden` is for. */
const hiddenKeys = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** Reads a field of an error. */
export type ReadField = (error: object, key: string) => unknown;

const readField: ReadField = (error, key) => (error as Readonly<Record<string, unknown>>)[key];

/**
 * Takes an error apart. Reading `stack` makes V8 format it: some 10 µs.
 *
 * @throws whatever `read` throws; by default, what a getter of the error throws.
 */
export function partsOf(error: object, read: ReadField = readField): ErrorParts {
  const code = read(error, 'code');
  const type = typeOf(error, code);
  const hidden: Field[] = [];
  const name = read(error, 'name');
  const message = read(error, 'message');
  const stack = read(error, 'stack');
  if (typeof name === 'string' && name !== type) hidden.push(['name', name]);
  if (Object.hasOwn(error, 'message') || (typeof message === 'string' && message !== '')) {
    hidden.push(['message', message]);
  }
  if (typeof stack === 'string') hidden.push(['stack', stack]);
  if (Object.hasOwn(error, 'cause')) hidden.push(['cause', read(error, 'cause')]);
  if (type === 'AggregateError' && Object.hasOwn(error, 'errors')) {
    hidden.push(['errors', read(error, 'errors')]);
  }
  // A getter of the class; the number that a DOMException derives from its name comes by itself.
  if (typeof code === 'string' && !Object.hasOwn(error, 'code')) hidden.push(['code', code]);

  const hasErrors = type === 'AggregateError';
  const shown = Object.keys(error)
    .filter((key) => !hiddenKeys.has(key) || (key === 'errors' && !hasErrors))
    .map((key): Field => [key, read(error, key)]);
  return { type, hidden, shown };
}

/** Name of the nearest class of an error that {@link makeError} knows. */
function typeOf(error: object, code: unknown): string {
  const mayBeOurs = typeof code === 'string' && /^ERR_PILFER_|^ABORT_ERR$/.test(code);
  let link = Object.getPrototypeOf(error) as object | null;
  for (; link !== null; link = Object.getPrototypeOf(link) as object | null) {
    const type: unknown = Object.getOwnPropertyDescriptor(link, 'constructor')?.value;
    const name = typeof type === 'function' ? type.name : '';
    if (builtins.has(name) || name === 'DOMException') return name;
    // By its code too: a program may have its own TimeoutError.
    if (mayBeOurs && ours.has(name)) return name;
  }
  return 'Error';
}

/**
 * Makes an error of a class, without its fields. A DOMException is given its `message` and `name`
 * now, because it can't be later.
 *
 * @throws RangeError if there is no such class.
 */
export function makeError(type: string, message: string, name: string): Error {
  if (type === 'DOMException') return new DOMException(message, name);
  const make = builtins.get(type);
  if (make !== undefined) return make();
  const ourType = ours.get(type);
  if (ourType === undefined) throw new RangeError('an error of unknown type');
  // Not by its constructor, whose arguments are gone; its fields are among those that crossed.
  return Object.setPrototypeOf(new Error(), ourType.prototype) as Error;
}

/** Gives an error of a type a field, unless {@link makeError} has, and nobody else can. */
export function setErrorField(
  error: Error,
  type: string,
  key: string,
  value: unknown,
  enumerable: boolean,
): void {
  if (type === 'DOMException' && (key === 'name' || key === 'message')) return;
  // Redefining the stack would make V8 format the one that it replaces: 20 µs.
  if (key === 'stack' && !enumerable && typeof value === 'string') error.stack = value;
  else defineField(error, key, value, enumerable);
}

/** Returns what a thrown value says, whatever it is. */
export function describeThrown(thrown: unknown): string {
  try {
    const { message } = Object(thrown) as { readonly message?: unknown };
    return typeof message === 'string' ? message : String(thrown);
  } catch {
    return 'something that has no text';
  }
}
