/**
 * What a thread says about itself while a recording is on: one call per event, with the kinds of the
 * trace schema. A site asks {@link Recorder.on} first, a plain read of a word that all threads have
 * in their caches; that is all that recording costs when it is off.
 *
 * Task ids are queue entries, and texts are numbers of the function table: the collector gives both
 * their final form (collector.ts, assemble.ts).
 *
 * *One clock.* `performance.now` is the cheapest clock there is, but counts from the start of its own
 * thread. Each thread finds out once how far that is from the epoch of the runtime's memory
 * (clock.ts). The threads' clocks then differ by less than what it takes to hand over a task.
 *
 * *Few looks at it.* A look takes as long as all the rest of an event. So who has looked just now hands
 * that in: a machine looks once between two tasks, and the end of the one and the start of the next
 * share it; a submitter looks once for all results that it collects together. A task that comes from
 * elsewhere does not start at a shared moment: it may have been created since.
 */

import { read, type Cells } from '../atomics.js';
import { offsetOf } from '../clock.js';
import { RECORDING, type Plan } from '../layout.js';
import type { Memory } from '../memory.js';
import { WakeCause } from '../trace/codes.js';
import { Kind } from '../trace/kinds.js';
import { highWord, lowWord, NONE, writeRecord } from '../trace/layout.js';
import { RingWriter } from './ring.js';

/** One thread's events. */
export class Recorder {
  /** The task whose code runs on this thread, or `NONE`. Kept by who runs tasks, on or off. */
  acting: number = NONE;
  private readonly cells: Cells;
  private readonly ring: RingWriter;
  private readonly machine: number;
  private readonly proc: number;
  private readonly plan: Plan;
  private readonly makeRoom: (() => void) | undefined;
  /** The recording that this thread last wrote to. */
  private recording = 0;
  /** Whether it sleeps, as far as its events say; undefined: they have not said yet. */
  private asleep: boolean | undefined = undefined;
  /** Nanoseconds from the epoch to the zero of `performance.now`; not a number: not known yet. */
  private offset = Number.NaN;
  /** When the last event was: no later one is before it. */
  private last = 0;

  /**
   * @param thread whose events these are; 0, the main thread, is no machine.
   * @param proc the P that it holds, or `NONE`.
   * @param makeRoom called when the ring is full; if it empties the ring, nothing is lost.
   */
  constructor(memory: Memory, thread: number, proc: number, makeRoom?: () => void) {
    this.cells = memory.cells;
    this.ring = new RingWriter(memory, thread);
    this.machine = thread === 0 ? NONE : thread;
    this.proc = proc;
    this.plan = memory.plan;
    this.makeRoom = makeRoom;
  }

  /** Whether a recording is on, as this thread last saw it: a few events more or less do no harm. */
  get on(): boolean {
    return read(this.cells, RECORDING) !== 0;
  }

  /**
   * Records an event of this thread, now. About 30 ns, and twice that for a look at the clock.
   *
   * While a machine sleeps in its event loop, callbacks of its tasks run: with the first thing that
   * they do, it is awake.
   *
   * @param look `performance.now()` of just now, if the caller has it.
   */
  event(
    kind: number,
    task: number,
    a: number,
    b: number,
    c: number,
    look: number = Number.NaN,
  ): void {
    const recording = read(this.cells, RECORDING);
    if (recording !== this.recording) {
      this.recording = recording;
      this.asleep = undefined;
    }
    if (kind === Kind.unpark) {
      if (this.asleep === false) return;
      this.asleep = false;
    } else {
      if (this.asleep === true) {
        this.write(look, Kind.unpark, this.proc, this.machine, NONE, NONE, WakeCause.message, 0);
      }
      // Who does something is awake, also if it had announced its sleep before the recording began.
      this.asleep = kind === Kind.park;
    }
    this.write(look, kind, this.proc, this.machine, task, a, b, c);
  }

  /** Records, if a recording is on, what a machine can't say itself, or not as the holder of its P. */
  about(machine: number, kind: number, proc: number, a: number, b: number): void {
    if (!this.on) return;
    this.write(Number.NaN, kind, proc, machine, NONE, a, b, 0);
  }

  private write(
    look: number,
    kind: number,
    proc: number,
    machine: number,
    task: number,
    a: number,
    b: number,
    c: number,
  ): void {
    const { ring } = this;
    const needed = ring.dropped === 0 ? 1 : 2;
    if (!ring.hasRoom(needed)) {
      this.makeRoom?.();
      if (!ring.hasRoom(needed)) {
        ring.dropped++;
        return;
      }
    }
    const time = Math.max(this.timeOf(Number.isNaN(look) ? performance.now() : look), this.last);
    this.last = time;
    if (needed === 2) {
      const { dropped } = ring;
      ring.dropped = 0;
      const high = highWord(dropped);
      this.append(time, Kind.lost, NONE, this.machine, NONE, lowWord(dropped), high, 0);
    }
    this.append(time, kind, proc, machine, task, a, b, c);
  }

  /** Nanoseconds since the epoch of the memory. */
  now(): number {
    return this.timeOf(performance.now());
  }

  private timeOf(look: number): number {
    if (Number.isNaN(this.offset)) this.offset = offsetOf(this.plan) * 1e6;
    return look * 1e6 + this.offset;
  }

  private append(
    time: number,
    kind: number,
    proc: number,
    machine: number,
    task: number,
    a: number,
    b: number,
    c: number,
  ): void {
    const { cells, ring } = this;
    writeRecord(cells, ring.place(), time, kind, proc, machine, task, a, b, c);
    ring.publish();
  }
}
