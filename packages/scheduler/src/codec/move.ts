/**
 * `move(buffer)`: the memory is the receiver's from now on.
 *
 * Threads of this runtime exchange bytes through shared memory, so a moved buffer is copied like any
 * other; what moving adds is that the sender's ArrayBuffer is detached when the bytes are out, so
 * that nobody goes on writing to a copy, and its memory is free at once.
 *
 * A mark on the buffer, and no object around it: a call may turn out to stay on this thread (a fork
 * that nobody steals, `inlineMode`, a caller that runs its task itself), and then its function gets
 * the buffer.
 */

import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import { describe } from '../describe.js';

/** What can be moved: an ArrayBuffer, or a view, whose whole ArrayBuffer is then detached. */
export type Movable = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

const MARKS: unique symbol = Symbol.for('pilfer.moved');

const everywhere = globalThis as { [MARKS]?: WeakSet<object> | undefined };

/** What {@link move} was given, of all copies of this package on this thread. */
const marked: WeakSet<object> = everywhere[MARKS] ?? new WeakSet();
everywhere[MARKS] = marked;

/**
 * Marks a buffer to be detached once it is sent, anywhere in the arguments or the result; returns it.
 * The task gets a buffer or view of the same type. Memory that can't be detached (that of a
 * `WebAssembly.Memory`) is copied and stays. Arguments of a `fork` are never detached: it may run
 * here, on this very memory.
 *
 * @throws TypeError if it is not an ArrayBuffer or a view of one, or is part of a pool of Buffers.
 */
export function move<T extends Movable>(buffer: T): T {
  const memory = memoryOf(buffer);
  if (!types.isArrayBuffer(memory)) {
    throw new TypeError(
      `move: expected an ArrayBuffer or a view of one, received ${describe(buffer)}`,
    );
  }
  if (Buffer.isBuffer(buffer) && buffer.length < memory.byteLength) {
    throw new TypeError("move: a part of a pool of Buffers can't be moved: copy it first");
  }
  marked.add(buffer);
  return buffer;
}

/** Says whether a buffer or view is to be detached once it is sent. */
export function isMoved(buffer: object): boolean {
  return marked.has(buffer);
}

/** The memory of a buffer or view. */
export function memoryOf(buffer: object): unknown {
  return ArrayBuffer.isView(buffer) ? buffer.buffer : buffer;
}

/** Detaches an ArrayBuffer, if it can be detached. */
export function detach(buffer: ArrayBuffer): void {
  try {
    // Node 22 and later can free the memory at once; before, it goes with the next collection.
    const { transfer } = buffer as Partial<ArrayBuffer>;
    if (transfer === undefined) structuredClone(buffer, { transfer: [buffer] });
    else transfer.call(buffer, 0);
  } catch {
    // Memory of WebAssembly: the bytes have been copied, which is all that was promised.
  }
}
