/**
 * An event on its way from a thread to the main thread: one unit of four words, or two.
 *
 * ```text
 * unit   word 0   time, low 32 bits, ns
 *             1   c: signed, 11 bits │ b: signed, 12 bits │ long: 1 bit │ kind: 8 bits
 *             2   task
 *             3   a
 * and, of a long event, a second one
 *        word 0   b
 *             1   c
 *             2   machine
 *             3   proc
 * ```
 *
 * *A short one is of the ring's own thread,* on its own P, with small `b` and `c`: nearly all are
 * short. What it leaves out stands in a unit of kind {@link CLOCK} before it: the high bits of the time,
 * and the P. A thread writes one when it begins to record, and every 4.3 s.
 *
 * *Why so small?* The words of a record (trace/layout.ts) are twice as many. Each 64 bytes are a line
 * that the writer's core must take away from the reader's; the next `Atomics` call of the thread waits
 * for it, and that, not the stores, is what an event costs. Half as much also makes the main thread's
 * copy twice as fast.
 *
 * *No event lies across the end of the ring:* the writer fills the last unit with nothing, kind 0.
 */

import { Kind } from '../trace/kinds.js';
import { highWord, joinWords, NONE } from '../trace/layout.js';

/** Words of a unit. */
export const UNIT_WORDS = 4;
/** Bytes of a unit. */
export const UNIT_BYTES = 16;
/** Kind of a unit that is no event: in `task` the P, in `a` the high bits of the time. */
export const CLOCK = 255;

const TIME = 0;
const HEAD = 1;
const TASK = 2;
const ARG_A = 3;
const LONG = 256;
const KIND = 255;
const B_SHIFT = 9;
const B_BITS = 12;
const C_SHIFT: number = B_SHIFT + B_BITS;
const B_UNUSED: number = 32 - B_BITS;

/** Says whether arguments fit in one unit. */
export function isShort(b: number, c: number): boolean {
  return (b << B_UNUSED) >> B_UNUSED === b && (c << C_SHIFT) >> C_SHIFT === c;
}

/** Writes an event of the ring's own thread, whose arguments {@link isShort fit}. */
export function writeShort(
  words: Int32Array,
  at: number,
  low: number,
  kind: number,
  task: number,
  a: number,
  b: number,
  c: number,
): void {
  words[at + TIME] = low;
  words[at + HEAD] = (c << C_SHIFT) | ((b & ((1 << B_BITS) - 1)) << B_SHIFT) | kind;
  words[at + TASK] = task;
  words[at + ARG_A] = a;
}

/** Writes any event, into two units. */
export function writeLong(
  words: Int32Array,
  at: number,
  low: number,
  kind: number,
  proc: number,
  machine: number,
  task: number,
  a: number,
  b: number,
  c: number,
): void {
  words[at + TIME] = low;
  words[at + HEAD] = LONG | kind;
  words[at + TASK] = task;
  words[at + ARG_A] = a;
  words[at + 4] = b;
  words[at + 5] = c;
  words[at + 6] = machine;
  words[at + 7] = proc;
}

/** Writes what the short events after it leave out. */
export function writeClock(words: Int32Array, at: number, time: number, proc: number): void {
  words[at + TIME] = 0;
  words[at + HEAD] = CLOCK;
  words[at + TASK] = proc;
  words[at + ARG_A] = highWord(time);
}

/** Writes a unit that says nothing. */
export function writeNothing(words: Int32Array, at: number): void {
  words[at + HEAD] = 0;
}

/** Who is told an event. */
export type Take = (
  time: number,
  kind: number,
  proc: number,
  machine: number,
  task: number,
  a: number,
  b: number,
  c: number,
) => void;

/** What short events leave out, as of one place in a thread's stream. */
export interface Context {
  readonly machine: number;
  proc: number;
  high: number;
}

/** The context at the start of a thread's stream. */
export function contextOf(thread: number): Context {
  return { machine: thread === 0 ? NONE : thread, proc: NONE, high: 0 };
}

/**
 * The reader's first look at units, where they lie: whatever only means something now gets its lasting
 * form, which is the P of a victim's block. Moves the context on, and returns how many events there are.
 */
export function settle(
  words: Int32Array,
  from: number,
  to: number,
  context: Context,
  procOfBlock: (block: number) => number,
): number {
  let count = 0;
  for (let at = from; at < to; at += UNIT_WORDS) {
    const head = words[at + HEAD] as number;
    switch (head & KIND) {
      case 0:
        continue;
      case CLOCK:
        context.proc = words[at + TASK] as number;
        context.high = words[at + ARG_A] as number;
        continue;
      case Kind.steal:
      case Kind.miss:
      case Kind.hungry:
        words[at + ARG_A] = procOfBlock(words[at + ARG_A] as number);
        break;
      case Kind.start:
        settleStart(words, at, head, procOfBlock);
        break;
    }
    count++;
    if ((head & LONG) !== 0) at += UNIT_WORDS;
  }
  return count;
}

function settleStart(
  words: Int32Array,
  at: number,
  head: number,
  procOfBlock: (block: number) => number,
): void {
  const block = (head & LONG) === 0 ? head >> C_SHIFT : (words[at + 5] as number);
  if (block === NONE) return;
  const proc = procOfBlock(block);
  if ((head & LONG) === 0) words[at + HEAD] = (proc << C_SHIFT) | (head & ((1 << C_SHIFT) - 1));
  else words[at + 5] = proc;
}

/** Tells the events of units, and moves the context on. */
export function unpack(
  words: Int32Array,
  from: number,
  to: number,
  context: Context,
  take: Take,
): void {
  for (let at = from; at < to; at += UNIT_WORDS) {
    const head = words[at + HEAD] as number;
    const kind = head & KIND;
    if (kind === 0) continue;
    const task = words[at + TASK] as number;
    const a = words[at + ARG_A] as number;
    if (kind === CLOCK) {
      context.proc = task;
      context.high = a;
      continue;
    }
    const time = joinWords(words[at + TIME] as number, context.high);
    if ((head & LONG) === 0) {
      const b = (head << (32 - C_SHIFT)) >> (32 - B_BITS);
      take(time, kind, context.proc, context.machine, task, a, b, head >> C_SHIFT);
    } else {
      at += UNIT_WORDS;
      const [b, c, machine, proc] = words.subarray(at, at + UNIT_WORDS) as unknown as Four;
      take(time, kind, proc, machine, task, a, b, c);
    }
  }
}

type Four = readonly [number, number, number, number];

/** Returns where the event after the first `count` begins. */
export function skip(words: Int32Array, from: number, to: number, count: number): number {
  let left = count;
  for (let at = from; at < to; at += UNIT_WORDS) {
    const head = words[at + HEAD] as number;
    const isEvent = (head & KIND) !== 0 && (head & KIND) !== CLOCK;
    if (isEvent && left-- === 0) return at;
    if ((head & LONG) !== 0) at += UNIT_WORDS;
  }
  return to;
}
