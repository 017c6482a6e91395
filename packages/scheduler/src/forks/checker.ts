/**
 * The option `checked`: every fork is treated as if a thief had taken it, at its own fork and join, so
 * that a test finds what would only fail under a thief: an argument or a result that can't cross, a
 * function that relies on sharing objects with its forker, and arguments that are changed between
 * fork and join (the thief would have seen either version).
 *
 * At the fork the arguments are encoded; at the join once more, and compared; the call gets a decoded
 * copy, and the joiner a decoded copy of the result.
 */

import { types } from 'node:util';
import type { Codec } from '../codec/index.js';
import { TaskError } from '../errors.js';
import type { Callable, ForkEntry } from './fork-stack.js';

interface Kept {
  readonly handle: number;
  readonly bytes: Uint8Array;
}

/** Checks the forks of one thread. */
export class Checker {
  private readonly codec: Codec;
  private readonly kept = new WeakMap<ForkEntry, Kept>();

  constructor(codec: Codec) {
    this.codec = codec;
  }

  /**
   * Encodes the arguments of a fork that was just made, unless that was done.
   *
   * @throws EncodeError naming the argument that can't cross.
   */
  forked(entry: ForkEntry): void {
    const { handle } = entry;
    if (this.kept.get(entry)?.handle === handle) return;
    this.kept.set(entry, { handle, bytes: this.encoded(entry.args) });
  }

  /** Calls a fork with copies of its arguments; returns a copy of its result. */
  call(task: Callable, args: unknown[], entry: ForkEntry): unknown {
    const { bytes } = this.kept.get(entry) as Kept;
    if (!isSame(bytes, this.encoded(args))) {
      throw new TaskError(
        `join: the arguments of ${task.name} were changed between its fork and its join; ` +
          'a thief might have seen either version',
      );
    }
    const result = task(...this.codec.decodeArguments(bytes));
    if (types.isPromise(result)) throw promised(task.name);
    const size = this.codec.encodeResult(result);
    const copy = new Uint8Array(size);
    this.codec.copyTo(copy, 0);
    return this.codec.decodeResult(copy);
  }

  private encoded(args: readonly unknown[]): Uint8Array {
    const bytes = new Uint8Array(this.codec.encodeArguments(args));
    this.codec.copyTo(bytes, 0, true);
    return bytes;
  }
}

/** The error of a fork that is async after all. */
export function promised(name: string): TaskError {
  return new TaskError(`fork: ${name} returned a promise: use await forkAsync(${name}, …)`);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
