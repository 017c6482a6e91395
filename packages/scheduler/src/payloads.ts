/**
 * Arguments and results, between JavaScript values and a slot's cells: numbers inline, everything
 * else encoded into a block of the arena.
 *
 * The submitter allocates and frees the arguments' block, so that a task whose machine died can run
 * again; the runner allocates the result's block, and the submitter frees it.
 */

import type { Arena } from './arena.js';
import type { Codec } from './codec/index.js';
import { EncodeError } from './errors.js';
import {
  FLAG_FORK,
  INLINE_NUMBERS,
  SLOT_ARGUMENTS,
  SLOT_ARGUMENTS_BYTES,
  SLOT_RESULT,
  SLOT_RESULT_BYTES,
  SLOT_RESULT_SHAPE,
  SLOT_SHAPE,
} from './layout.js';
import type { Memory } from './memory.js';
import { abortedWithParent } from './parentage.js';
import {
  ARGUMENTS_BLOCK,
  argumentsHolder,
  RESULT_ERROR,
  RESULT_FALSE,
  RESULT_LOST,
  RESULT_NONE,
  RESULT_NULL,
  RESULT_NUMBER,
  RESULT_TRUE,
  RESULT_UNDEFINED,
  RESULT_VALUE,
  resultHolder,
  type Slots,
} from './slots.js';

/** Arguments: as they are, or encoded ahead of their slot. */
export type Ahead = Uint8Array | readonly unknown[];

/** One thread's way to write and read what slots carry. */
export class Payloads {
  private readonly memory: Memory;
  private readonly slots: Slots;
  private readonly arena: Arena;
  private readonly codec: Codec;

  private readonly isEstate: boolean;

  /** @param isEstate whether the slots belonged to a thread that died, perhaps while it freed them. */
  constructor(memory: Memory, slots: Slots, arena: Arena, codec: Codec, isEstate = false) {
    this.isEstate = isEstate;
    this.memory = memory;
    this.slots = slots;
    this.arena = arena;
    this.codec = codec;
  }

  /**
   * Puts the arguments into a slot that this thread owns.
   *
   * @param flags the task's. Of a fork, what is marked by `move()` stays: it may run here after all.
   * @throws EncodeError naming the path of what can't cross, or that the arena has no room.
   */
  writeArguments(slot: number, args: Ahead, flags: number): void {
    const { slots } = this;
    if (args instanceof Uint8Array) {
      this.writeAhead(slot, args);
      return;
    }
    const count = args.length;
    if (count <= INLINE_NUMBERS) {
      let i = 0;
      for (; i < count; i++) {
        const arg = args[i];
        if (typeof arg !== 'number') break;
        slots.setArgument(slot, i, arg);
      }
      if (i === count) {
        slots.set(slot, SLOT_SHAPE, count);
        return;
      }
    }
    const bytes = this.codec.encodeArguments(args);
    const address = this.copyIn(bytes, argumentsHolder(slot), (flags & FLAG_FORK) !== 0);
    if (address === 0) throw new EncodeError('args', noRoom(bytes));
    this.setArguments(slot, address, bytes);
  }

  /**
   * Encodes arguments for which there is no slot yet, as {@link writeArguments} does; a few numbers
   * stay as they are.
   *
   * @throws EncodeError naming the path of what can't cross, or that the arena could never hold it.
   */
  encodeAhead(args: readonly unknown[]): Ahead {
    if (args.length <= INLINE_NUMBERS && args.every((arg) => typeof arg === 'number')) return args;
    const bytes = this.codec.encodeArguments(args);
    if (bytes > this.arena.limit) throw new EncodeError('args', noRoom(bytes));
    const encoded = new Uint8Array(bytes);
    this.codec.copyTo(encoded, 0);
    return encoded;
  }

  /** Decodes arguments that are not inline. */
  readArguments(slot: number): unknown[] {
    const start = this.arena.byteOffset(this.slots.get(slot, SLOT_ARGUMENTS));
    const end = start + this.slots.get(slot, SLOT_ARGUMENTS_BYTES);
    return this.codec.decodeArguments(this.memory.bytes, start, end);
  }

  /**
   * Puts a result into a slot that this thread runs; never throws. A result that can't cross, or
   * finds no room, becomes the error that says so.
   */
  writeResult(slot: number, value: unknown): void {
    const { slots } = this;
    if (typeof value === 'number') {
      slots.setResultNumber(slot, value);
    } else if (value === undefined) {
      slots.set(slot, SLOT_RESULT_SHAPE, RESULT_UNDEFINED);
    } else if (typeof value === 'boolean') {
      slots.set(slot, SLOT_RESULT_SHAPE, value ? RESULT_TRUE : RESULT_FALSE);
    } else if (value === null) {
      slots.set(slot, SLOT_RESULT_SHAPE, RESULT_NULL);
    } else {
      try {
        const bytes = this.codec.encodeResult(value);
        if (!this.putResult(slot, RESULT_VALUE, bytes)) {
          throw new EncodeError('result', noRoom(bytes));
        }
      } catch (error) {
        this.writeError(slot, error);
      }
    }
  }

  /** Puts what a task threw into its slot; never throws. */
  writeError(slot: number, thrown: unknown): void {
    if (this.putResult(slot, RESULT_ERROR, this.codec.encodeError(thrown))) return;
    const small = new EncodeError('error', 'the payload arena has no room for it');
    if (!this.putResult(slot, RESULT_ERROR, this.codec.encodeError(small))) {
      this.slots.set(slot, SLOT_RESULT_SHAPE, RESULT_LOST);
    }
  }

  /** The result of a slot that is DONE: how it ended, and with what. */
  readResult(slot: number): { readonly failed: boolean; readonly value: unknown } {
    const shape = this.slots.get(slot, SLOT_RESULT_SHAPE);
    switch (shape) {
      case RESULT_UNDEFINED:
        return { failed: false, value: undefined };
      case RESULT_NULL:
        return { failed: false, value: null };
      case RESULT_TRUE:
      case RESULT_FALSE:
        return { failed: false, value: shape === RESULT_TRUE };
      case RESULT_NUMBER:
        return { failed: false, value: this.slots.resultNumber(slot) };
      case RESULT_VALUE:
        return this.decode(slot, false);
      case RESULT_ERROR:
        return this.decode(slot, true);
      case RESULT_NONE:
        return { failed: true, value: abortedWithParent() };
      default:
        return { failed: true, value: new EncodeError('error', 'it was lost: no room for it') };
    }
  }

  /** Frees the blocks of a slot that is DONE. */
  release(slot: number): void {
    this.releaseArguments(slot);
    const shape = this.slots.get(slot, SLOT_RESULT_SHAPE);
    if (shape !== RESULT_VALUE && shape !== RESULT_ERROR) return;
    this.give(this.slots.get(slot, SLOT_RESULT), resultHolder(slot));
    this.slots.drop(slot, SLOT_RESULT_SHAPE, RESULT_NONE);
  }

  /** Frees only the arguments' block: for a slot without a result. */
  releaseArguments(slot: number): void {
    if (this.slots.get(slot, SLOT_SHAPE) !== ARGUMENTS_BLOCK) return;
    this.give(this.slots.get(slot, SLOT_ARGUMENTS), argumentsHolder(slot));
    this.slots.drop(slot, SLOT_SHAPE, 0); // after the free: who dies in between can be cleaned up after
  }

  private writeAhead(slot: number, args: Uint8Array): void {
    const address = this.arena.allocate(args.length, argumentsHolder(slot));
    if (address === 0) throw new EncodeError('args', noRoom(args.length));
    this.memory.bytes.set(args, this.arena.byteOffset(address));
    this.setArguments(slot, address, args.length);
  }

  private setArguments(slot: number, address: number, bytes: number): void {
    this.slots.set(slot, SLOT_ARGUMENTS, address);
    this.slots.set(slot, SLOT_ARGUMENTS_BYTES, bytes);
    this.slots.set(slot, SLOT_SHAPE, ARGUMENTS_BLOCK);
  }

  private give(address: number, holder: number): void {
    if (this.isEstate) this.arena.reclaim(address, holder);
    else this.arena.free(address, holder);
  }

  private decode(slot: number, failed: boolean): { failed: boolean; value: unknown } {
    const { bytes } = this.memory;
    const start = this.arena.byteOffset(this.slots.get(slot, SLOT_RESULT));
    const end = start + this.slots.get(slot, SLOT_RESULT_BYTES);
    try {
      const value = failed
        ? this.codec.decodeError(bytes, start, end)
        : this.codec.decodeResult(bytes, start, end);
      return { failed, value };
    } catch (error) {
      return { failed: true, value: error };
    }
  }

  /** Copies what the codec has just encoded into a block of its own; false if there is no room. */
  private putResult(slot: number, shape: number, bytes: number): boolean {
    const address = this.copyIn(bytes, resultHolder(slot));
    if (address === 0) return false;
    this.slots.set(slot, SLOT_RESULT, address);
    this.slots.set(slot, SLOT_RESULT_BYTES, bytes);
    this.slots.set(slot, SLOT_RESULT_SHAPE, shape);
    return true;
  }

  private copyIn(bytes: number, holder: number, keepsMoved = false): number {
    if (bytes > this.arena.limit) return 0;
    const address = this.arena.allocate(bytes, holder);
    if (address !== 0) {
      this.codec.copyTo(this.memory.bytes, this.arena.byteOffset(address), keepsMoved);
    }
    return address;
  }
}

function noRoom(bytes: number): string {
  return `the payload arena has no room for ${bytes} bytes (option memory)`;
}
