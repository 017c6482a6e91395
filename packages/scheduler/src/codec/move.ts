/**
 * `move(buffer)`: the memory is the receiver's from now on.
 *
 * Threads of this runtime exchange bytes through shared memory, so a moved buffer is copied like any
 * other; what moving adds is that the sender's ArrayBuffer is detached when the bytes are out, so
 * that nobody goes on writing to a copy, and its memory is free at once.
 */

/** Marks a {@link Moved} of any copy of this package. */
export const MOVED: unique symbol = Symbol.for('pilfer.moved');

/** What can be moved: an ArrayBuffer, or a view, whose whole ArrayBuffer is then detached. */
export type Movable = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** A buffer to be detached once it is sent. It arrives as the buffer itself. */
export interface Moved<T extends Movable = Movable> {
  readonly [MOVED]: T;
}

class MovedBuffer<T extends Movable> implements Moved<T> {
  readonly [MOVED]: T;

  constructor(buffer: T) {
    this[MOVED] = buffer;
  }
}

/**
 * Marks a buffer to be detached once it is sent, anywhere in the arguments or the result. The task
 * gets a buffer or view of the same type. Memory that can't be detached (that of a
 * `WebAssembly.Memory`) is copied and stays.
 */
export function move<T extends Movable>(buffer: T): T {
  // The receiver's type is the buffer's, so that is the type a caller has to match.
  return new MovedBuffer(buffer) as unknown as T;
}

/** Returns what a {@link move} holds, and any other value as it is: for calls that stay here. */
export function unmoved(value: unknown): unknown {
  return typeof value === 'object' && value !== null && MOVED in value ? value[MOVED] : value;
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
