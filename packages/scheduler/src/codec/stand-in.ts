/**
 * What is sent in place of an error that can't cross whole. Errors must arrive: a field too many (a
 * request with its socket, a callback) may not turn a task's failure into another one.
 */

import { EncodeError, TaskError } from '../errors.js';
import { describeThrown, makeError, partsOf, setErrorField } from './failures.js';
import type { Field } from './failures.js';
import { defineField } from './fields.js';
import { KIND_ERROR, kindOf } from './kinds.js';
import { Lowering } from './lower.js';
import type { SharedBuffers } from './shared-buffers.js';

/** Causes of causes are followed this far. */
const MOST_CAUSES = 8;

/** In place of what a getter threw instead of returning. */
const UNREADABLE = Symbol('unreadable');

/**
 * Returns an error of the same class without what can't cross, which is named in `notSent`; for
 * anything else than an error a {@link TaskError} with its text. `refusal` says why it can't cross.
 *
 * @throws whatever the error's own getters throw.
 */
export function standInFor(thrown: unknown, refusal: unknown, buffers: SharedBuffers): Error {
  if (typeof thrown === 'object' && thrown !== null && kindOf(thrown) === KIND_ERROR) {
    return errorWithout(thrown, buffers, 0);
  }
  const why = describeThrown(refusal);
  return new TaskError(`threw what can't be sent (${why}): ${describeThrown(thrown)}`);
}

function errorWithout(error: object, buffers: SharedBuffers, depth: number): Error {
  const notSent: string[] = [];
  const { type, hidden, shown } = partsOf(error, (from, key) => {
    try {
      return (from as Readonly<Record<string, unknown>>)[key];
    } catch (thrown) {
      notSent.push(`${key}: reading it threw: ${describeThrown(thrown)}`);
      return UNREADABLE;
    }
  });
  const copy = makeError(type, textOf(hidden, 'message'), textOf(hidden, 'name'));
  const add = ([key, value]: Field, enumerable: boolean): void => {
    if (value === UNREADABLE) return;
    const refused = refusalOf(value, key, buffers);
    if (refused === undefined) setErrorField(copy, type, key, value, enumerable);
    else if (isError(value) && depth < MOST_CAUSES) {
      setErrorField(copy, type, key, errorWithout(value, buffers, depth + 1), enumerable);
    } else notSent.push(refused);
  };
  for (const field of hidden) add(field, false);
  for (const field of shown) add(field, true);
  if (notSent.length > 0) defineField(copy, 'notSent', notSent, true);
  return copy;
}

function textOf(fields: readonly Field[], key: string): string {
  const value = fields.find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : '';
}

function isError(value: unknown): value is object {
  return typeof value === 'object' && value !== null && kindOf(value) === KIND_ERROR;
}

/** Says why a value can't cross; nothing if it can. */
function refusalOf(value: unknown, name: string, buffers: SharedBuffers): string | undefined {
  try {
    new Lowering(buffers).lower(value, name);
    return undefined;
  } catch (error) {
    return error instanceof EncodeError ? error.message : describeThrown(error);
  }
}
