/**
 * What a thread says about itself while a recording is on: one call per event, with the kinds of the
 * trace schema (packed.ts says how it is written). A site asks {@link Recorder.on} first, a plain read
 * of a word that all threads have in their caches; that is all that recording costs when it is off.
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
 * share it, unless promises may have called back between them; the tasks of one batch of the main thread are
 * created at one moment, and its results of one collection settle at one. A machine's results settle at
 * its last look. A task that comes from elsewhere does not start at a shared moment: it may have been
 * created since.
 *
 * Tried and of no use: private memory that is copied into the ring now and then (what the ring's lines
 * cost is within the noise), and a moment in a field in place of an argument.
 */

import { read, type Cells } from '../atomics.js';
import { offsetOf } from '../clock.js';
import { RECORDING, type Plan } from '../layout.js';
import type { Memory } from '../memory.js';
import { WakeCause } from '../trace/codes.js';
import { Kind } from '../trace/kinds.js';
import { highWord, joinWords, lowWord, NONE } from '../trace/layout.js';
import { isShort, writeClock, writeLong, writeShort } from './packed.js';
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
  /** Whether it sleeps, as far as its events say. */
  private sleep: number = UNKNOWN;
  /** Nanoseconds from the epoch to the zero of `performance.now`; not a number: not known yet. */
  private offset = Number.NaN;
  /** When the last event was, or will be: no later one is before it. */
  private time = 0;
  /** Its low bits. */
  private low = 0;
  /** The time from which on its high bits are others than the ring knows of (packed.ts). */
  private wrap = 0;

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

  // An event is plain if the ring knows what a short unit leaves out, the machine is awake, and nothing
  // was lost. Whatever makes the next one not plain sets the ring's room to 0: one look says it all.

  /** Records an event of this thread, now: a look at the clock, and about 15 ns. */
  event(kind: number, task: number, a: number, b: number, c: number): void {
    this.look(performance.now());
    if (kind === Kind.park || kind === Kind.unpark) this.turn(kind, a, b);
    else this.again(kind, task, a, b, c);
  }

  /** Records an event of this thread at the time of the last {@link look} or event. About 15 ns. */
  again(kind: number, task: number, a: number, b: number, c: number): void {
    const { cells, ring } = this;
    if (ring.room > 0 && read(cells, RECORDING) === this.recording && isShort(b, c)) {
      writeShort(cells, ring.take(), this.low, kind, task, a, b, c);
      // A machine that settles a task goes on at once: its next event publishes this one.
      if (kind !== Kind.settle || this.machine === NONE) ring.publish();
    } else {
      this.begin();
      this.awake();
      this.write(kind, this.proc, this.machine, task, a, b, c);
    }
  }

  /** Sets the time of what comes {@link again} to a `performance.now()` of just now. */
  look(now: number): void {
    const time = now * 1e6 + this.offset;
    if (!(time > this.time)) return; // or the offset is not known yet: see begin
    this.time = time;
    this.low = lowWord(time);
    if (time >= this.wrap) this.ring.room = 0;
  }

  /** Records, if a recording is on, what a machine can't say itself, or not as the holder of its P. */
  about(machine: number, kind: number, proc: number, a: number, b: number): void {
    if (!this.on) return;
    this.begin();
    this.look(performance.now());
    this.write(kind, proc, machine, NONE, a, b, 0);
  }

  /** Nanoseconds since the epoch of the memory. */
  now(): number {
    if (Number.isNaN(this.offset)) this.offset = offsetOf(this.plan) * 1e6;
    return performance.now() * 1e6 + this.offset;
  }

  /** Falls asleep, or wakes up. */
  private turn(kind: number, a: number, b: number): void {
    this.begin();
    if (kind === Kind.unpark) {
      if (this.sleep === AWAKE) return;
      this.sleep = AWAKE;
    } else {
      this.awake();
      this.sleep = ASLEEP;
    }
    this.write(kind, this.proc, this.machine, NONE, a, b, 0);
    if (this.sleep === ASLEEP) this.ring.room = 0;
  }

  /**
   * While a machine sleeps in its event loop, callbacks of its tasks run: with the first thing that
   * they do, it is awake. It is, too, if it had announced its sleep before the recording began.
   */
  private awake(): void {
    const slept = this.sleep === ASLEEP;
    this.sleep = AWAKE;
    if (slept) this.write(Kind.unpark, this.proc, this.machine, NONE, NONE, WakeCause.message, 0);
  }

  /** A recording may have begun since the last event. */
  private begin(): void {
    const recording = read(this.cells, RECORDING);
    if (recording === this.recording) return;
    this.recording = recording;
    this.sleep = UNKNOWN;
    this.wrap = 0;
    this.time = Math.max(this.now(), this.time);
    this.low = lowWord(this.time);
  }

  /** Writes any event, and before it whatever the reader has to know. */
  private write(
    kind: number,
    proc: number,
    machine: number,
    task: number,
    a: number,
    b: number,
    c: number,
  ): void {
    const { cells, ring, time, low } = this;
    if (!ring.hasRoom(MOST_UNITS)) {
      this.makeRoom?.();
      if (!ring.hasRoom(MOST_UNITS)) {
        ring.dropped++;
        ring.room = 0;
        return;
      }
    }
    if (time >= this.wrap) {
      this.wrap = joinWords(0, highWord(time) + 1);
      writeClock(cells, ring.take(), time, this.proc);
    }
    if (ring.dropped !== 0) {
      const [few, many] = [lowWord(ring.dropped), highWord(ring.dropped)];
      ring.dropped = 0;
      writeLong(cells, ring.takeTwo(), low, Kind.lost, NONE, this.machine, NONE, few, many, 0);
    }
    const isOwn = machine === this.machine && proc === this.proc;
    if (isOwn && isShort(b, c)) writeShort(cells, ring.take(), low, kind, task, a, b, c);
    else writeLong(cells, ring.takeTwo(), low, kind, proc, machine, task, a, b, c);
    ring.publish();
  }
}

const AWAKE = 0;
const ASLEEP = 1;
/** They have not said yet. */
const UNKNOWN = 2;

/** Of a clock, of what was lost, and of an event, both long and at the end of the ring. */
const MOST_UNITS = 7;
