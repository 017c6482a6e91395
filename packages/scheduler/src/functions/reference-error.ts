/**
 * A hint for the commonest mistake with inline functions: they use a variable of the place that they
 * were written in.
 */

import { INLINE_FILE } from './compile-inline.js';

/**
 * Adds the hint to a ReferenceError that was thrown by the code of an inline function; returns any
 * error as it came. It tells by the stack, so an inline function that calls others is no problem.
 */
export function explainReferenceError(error: unknown): unknown {
  if (!isErrorLike(error) || error.name !== 'ReferenceError') return error;
  const variable = /^(.+) is not defined$/.exec(error.message)?.[1];
  const frame = /^ +at .*$/m.exec(error.stack)?.[0];
  if (variable === undefined || frame?.includes(INLINE_FILE) !== true) return error;
  const explained =
    `${error.message} (an inline function is shipped as its source and can't see the variables ` +
    `around it: pass ${variable} as an argument, or put the function into a module; ` +
    'what a compiler or a coverage tool adds to the source is out of sight too)';
  const { stack, message } = error;
  error.message = explained;
  error.stack = stack.replace(message, () => explained);
  return error;
}

interface ErrorLike {
  readonly name: string;
  message: string;
  stack: string;
}

function isErrorLike(error: unknown): error is ErrorLike {
  return (
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string' &&
    'stack' in error &&
    typeof error.stack === 'string' &&
    'name' in error
  );
}
