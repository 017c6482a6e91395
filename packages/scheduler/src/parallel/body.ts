/**
 * The functions that loops call. A loop that moves to another machine takes the name of its function
 * along, so only functions that `tasks` has named will do.
 */

import { findFunction } from '../context.js';
import { describe } from '../describe.js';
import type { ExportRef } from '../functions/ref.js';
import { nameOf } from '../functions/registry.js';
import { tagOf, type SharedArray } from './shared-array.js';

/**
 * The name of a function, as a loop takes it along.
 *
 * @throws TypeError if it has none.
 */
export function refOf(fn: unknown, parameter: string): ExportRef {
  const ref = typeof fn === 'function' ? nameOf(fn) : undefined;
  if (ref === undefined) {
    throw new TypeError(
      `${parameter}: expected a function that tasks() has named, received ${describe(fn)}: only ` +
        'names cross threads, so put it into the module of your tasks',
    );
  }
  return ref;
}

/**
 * The function of a name, on this thread. The caller knows its type: the function was checked when
 * its name was taken.
 */
export function functionOf(ref: ExportRef): unknown {
  return findFunction(ref);
}

/**
 * Checks what a loop hands to its function besides indices or elements.
 *
 * @throws TypeError for a typed array on memory of its own: each machine would write to a copy.
 */
export function checkArgs(args: unknown): readonly unknown[] {
  if (args === undefined) return [];
  if (!Array.isArray(args)) {
    throw new TypeError(`options.args: expected an array of arguments, received ${describe(args)}`);
  }
  for (const [i, arg] of args.entries()) {
    if (tagOf(arg) !== undefined && !isShared(arg)) throw notShared(`options.args[${i}]`, arg);
  }
  return args as unknown[];
}

/**
 * Checks that an array is one that all machines see.
 *
 * @throws TypeError if not.
 */
export function checkShared(array: unknown, parameter: string): SharedArray {
  if (isShared(array)) return array;
  throw notShared(parameter, array);
}

function notShared(parameter: string, received: unknown): TypeError {
  const isArray = tagOf(received) !== undefined;
  return new TypeError(
    `${parameter}: expected a typed array on shared memory, received ${describe(received)}` +
      (isArray ? ' on memory of its own: copy it with sharedArray.from()' : ''),
  );
}

/** Whether a value is a typed array on shared memory. */
function isShared(value: unknown): value is SharedArray {
  return tagOf(value) !== undefined && isSharedMemory((value as SharedArray).buffer);
}

/** Whether memory is shared; no `instanceof`, it may be of another realm. */
function isSharedMemory(buffer: ArrayBufferLike): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}
