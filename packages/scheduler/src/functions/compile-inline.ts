/**
 * The only file that generates code: the source of an inline function becomes a function again.
 *
 * What is compiled here was taken from a function of this program by `inlineSource`, on another
 * thread of this process. It is strict code, as in a module, and sees the globals of this thread and
 * nothing else: not the variables around the original, `this`, `super` or `import.meta`.
 */

import { isFunction, type TaskFunction } from './kind.js';
import { LoadError } from './load-error.js';

/** The file that stack traces name for inline functions. */
export const INLINE_FILE = 'pilfer:inline';

/**
 * Compiles the source of an inline function. About 20 µs.
 *
 * @throws LoadError if it can't be compiled alone, or this process must not generate code.
 */
export function compileInline(source: string): TaskFunction {
  let value: unknown;
  try {
    const compile = new Function(
      `"use strict"; return (${source}\n)\n//# sourceURL=${INLINE_FILE}`,
    );
    value = (compile as () => unknown)();
  } catch (cause) {
    throw refused(source, cause);
  }
  if (!isFunction(value))
    throw refused(source, new TypeError('its source is not one of a function'));
  return value;
}

function refused(source: string, cause: unknown): LoadError {
  const { name, message } = cause as Error;
  const why =
    name === 'EvalError'
      ? 'inline functions need code generation, which --disallow-code-generation-from-strings ' +
        'forbids: put the function into a module, and use tasks() or runtime.module()'
      : `an inline function is shipped as its source, which can't stand alone: ${name}: ${message}` +
        (name === 'SyntaxError' ? ' (import.meta, super and private names stay behind)' : '');
  return new LoadError({ source }, 'inline', why, cause);
}
