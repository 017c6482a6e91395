/**
 * The memory behind the door: what a package's `atomics.ts` exports, in the explorer's hands.
 *
 * Code under test calls `load(cells, i)` and the rest as always. What happens depends on who is
 * running:
 * - nobody in particular (a program builds its structures, a check looks at the end of a run): the
 *   operation is carried out on the real buffer, at once. That is the *direct* mode;
 * - a thread: its {@link Answers} come from the thread's log, or the run ends with a sentinel when
 *   the log is used up. The thread is then run again later, with one more answer.
 *
 * Beside the accesses there are operations for programs: {@link ring} and {@link awaitRing} stand for
 * whatever wakes an event loop (a posted message), {@link nextEvent} for the loop itself, where also a
 * `waitAsync` ends, and {@link hasCrashed} for the news of a thread's death.
 */

/** 32-bit cells in memory that several threads see. */
export type Cells = Int32Array<SharedArrayBuffer>;

/** What a thread can do to shared memory. */
export type Kind =
  | 'load'
  | 'store'
  | 'add'
  | 'sub'
  | 'setBits'
  | 'clearBits'
  | 'exchange'
  | 'compareExchange'
  | 'wait'
  | 'notify'
  | 'read'
  | 'write'
  | 'ring'
  | 'awaitRing'
  | 'waitAsync'
  | 'nextEvent'
  | 'hasCrashed'
  | 'nothing';

/** One access to shared memory. */
export interface Operation {
  readonly kind: Kind;
  readonly cells: Cells;
  readonly index: number;
  /**
   * The operand; what is expected, of `compareExchange`, `wait` and `waitAsync`; how many, of
   * `notify`; which bell, of `nextEvent`.
   */
  readonly a: number;
  /**
   * What is desired, of `compareExchange`; 1 if the time is limited, of `wait`; 1 if it sleeps until
   * there is an event, of `nextEvent`.
   */
  readonly b: number;
  /** The thread asked about, of `hasCrashed`. */
  readonly thread: string;
}

/** Answers the operations of the thread that is running. */
export interface Answers {
  perform(operation: Operation): number;
}

/** How a `wait` ended, as a number in a thread's log. */
export const OK = 0;
export const NOT_EQUAL = 1;
export const TIMED_OUT = 2;

/** What {@link nextEvent} found, as a number in a thread's log. */
export const NO_EVENT = 0;
export const RANG = 1;
export const NOTIFIED = 2;

/** How {@link waiters} count. */
export const WAITING = 1;
export const ENDED = 256;

const WAIT_RESULTS = ['ok', 'not-equal', 'timed-out'] as const;

/** How many bells there are: {@link ring} takes 0 to 63. */
const BELLS = 64;

const bells: Cells = new Int32Array(new SharedArrayBuffer(BELLS * 4));

/** How many cells there can be on which somebody waits in an event loop. */
const WAITED_ON = 64;

/** A word for each: how many `waitAsync` on the cell have not ended; and, times 256, not called back. */
const waiters: Cells = new Int32Array(new SharedArrayBuffer(WAITED_ON * 4));
const numbers = new Map<SharedArrayBuffer, Map<number, number>>();
const callbacks: (() => void)[] = [];

let answers: Answers | undefined;
let touched: ((buffer: SharedArrayBuffer) => void) | undefined;

/** Runs code whose operations are answered so. */
export function within<T>(by: Answers, run: () => T): T {
  const outer = answers;
  answers = by;
  try {
    return run();
  } finally {
    answers = outer;
  }
}

/** Runs code in direct mode; `meet` hears of every buffer before its first access. */
export function directly<T>(meet: (buffer: SharedArrayBuffer) => void, run: () => T): T {
  const [outerAnswers, outerTouched] = [answers, touched];
  [answers, touched] = [undefined, meet];
  try {
    return run();
  } finally {
    [answers, touched] = [outerAnswers, outerTouched];
  }
}

/** Stops all bells: every exploration starts with silent ones, and nobody waits. */
export function silence(): void {
  bells.fill(0);
  waiters.fill(0);
  numbers.clear();
  callbacks.length = 0;
}

/** A word of the explorer's own, or of a program. */
export type Word = Pick<Operation, 'cells' | 'index'>;

/** Says whether anybody has ever waited on a cell in an event loop. */
export function isWaitedOn({ cells, index }: Word): boolean {
  return numbers.get(cells.buffer)?.has(wordOf(cells, index)) === true;
}

/** The word that counts those who wait on a cell in an event loop. */
export function waitersOn({ cells, index }: Word): Word {
  const words = numbers.get(cells.buffer) ?? new Map<number, number>();
  numbers.set(cells.buffer, words);
  const word = wordOf(cells, index);
  let number = words.get(word);
  if (number === undefined) {
    number = [...numbers.values()].reduce((count, { size }) => count + size, 0);
    words.set(word, number);
  }
  valueAt(waiters, number);
  return { cells: waiters, index: number };
}

/** The word of the bell that an operation listens to. */
export function bellOf({ a }: Operation): Word {
  return { cells: bells, index: a };
}

/** A cell's position in its buffer. */
export function wordOf(cells: Cells, index: number): number {
  return cells.byteOffset / 4 + index;
}

/** Returns the cell's value, or throws what the real access throws outside the cells. */
export function valueAt(cells: Int32Array, index: number): number {
  const value = cells[index];
  if (value === undefined) {
    throw new RangeError(`cell ${index} is outside the ${cells.length} cells of its view`);
  }
  return value;
}

/** What the cell holds after an operation that found `old` there. */
export function effect({ kind, a, b }: Operation, old: number): number {
  switch (kind) {
    case 'store':
    case 'write':
    case 'exchange':
      return a | 0;
    case 'add':
      return (old + a) | 0;
    case 'sub':
      return (old - a) | 0;
    case 'setBits':
      return old | a;
    case 'clearBits':
      return old & ~a;
    case 'compareExchange':
      return old === (a | 0) ? b | 0 : old;
    case 'ring':
      return old + 1;
    case 'awaitRing':
      return old - 1;
    default:
      return old;
  }
}

function perform(kind: Kind, cells: Cells, index: number, a = 0, b = 0, thread = ''): number {
  valueAt(cells, index);
  const operation: Operation = { kind, cells, index, a, b, thread };
  return answers === undefined ? performDirectly(operation) : answers.perform(operation);
}

function performDirectly(operation: Operation): number {
  const { kind, cells, index, a, b } = operation;
  touched?.(cells.buffer);
  const old = valueAt(cells, index);
  if (kind === 'wait') {
    if (old !== (a | 0)) return NOT_EQUAL;
    if (b === 1) return TIMED_OUT;
    throw new Error('wait: would sleep for ever outside the threads');
  }
  if (kind === 'awaitRing' && old === 0) {
    throw new Error('awaitRing: would sleep for ever outside the threads');
  }
  if (kind === 'waitAsync' || kind === 'nextEvent') {
    throw new Error(`${kind}: there is no event loop outside the threads`);
  }
  if (kind === 'notify' || kind === 'hasCrashed') return 0;
  cells[index] = effect(operation, old);
  return told(operation, old);
}

/** What an operation that found `old` in its cell tells its thread. */
export function told({ kind, a }: Operation, old: number): number {
  switch (kind) {
    case 'store':
    case 'write':
    case 'ring':
    case 'awaitRing':
      return 0;
    case 'setBits':
    case 'clearBits':
      return old & a;
    default:
      return old;
  }
}

/** Stands for `Atomics.load`. */
export const load = (cells: Cells, index: number): number => perform('load', cells, index);

/** Stands for `Atomics.store`. */
export function store(cells: Cells, index: number, value: number): number {
  perform('store', cells, index, value);
  return value;
}

/** Stands for `Atomics.add`. */
export const add = (cells: Cells, index: number, value: number): number =>
  perform('add', cells, index, value);

/** Stands for `Atomics.sub`. */
export const sub = (cells: Cells, index: number, value: number): number =>
  perform('sub', cells, index, value);

/** Stands for `Atomics.or`, of which only those bits are looked at that were to be set. */
export const setBits = (cells: Cells, index: number, bits: number): number =>
  perform('setBits', cells, index, bits);

/** Stands for `Atomics.and`, of which only those bits are looked at that were to be cleared. */
export const clearBits = (cells: Cells, index: number, bits: number): number =>
  perform('clearBits', cells, index, bits);

/** Stands for `Atomics.exchange`. */
export const exchange = (cells: Cells, index: number, value: number): number =>
  perform('exchange', cells, index, value);

/** Stands for `Atomics.compareExchange`. */
export const compareExchange = (
  cells: Cells,
  index: number,
  expected: number,
  desired: number,
): number => perform('compareExchange', cells, index, expected, desired);

/** Stands for `Atomics.wait`. With a finite timeout, running out of time is one of the branches. */
export function wait(
  cells: Cells,
  index: number,
  value: number,
  timeout?: number,
): 'ok' | 'not-equal' | 'timed-out' {
  const isLimited = timeout !== undefined && timeout < Infinity;
  const result = perform('wait', cells, index, value, isLimited ? 1 : 0);
  return WAIT_RESULTS[result] ?? 'ok';
}

/**
 * Stands for `Atomics.waitAsync` without a timeout. The callback must be the same for all waits on a
 * cell: it is {@link nextEvent} that calls it.
 */
export function waitAsync(cells: Cells, index: number, value: number): AsyncWait {
  const result = perform('waitAsync', cells, index, value);
  if (result === NOT_EQUAL) return { async: false, value: 'not-equal' };
  const { index: number } = waitersOn({ cells, index });
  const then = (callback: () => void): void => void (callbacks[number] = callback);
  return { async: true, value: { then } };
}

/** What {@link waitAsync} returns: in place of a promise, as much of one as it takes. */
export type AsyncWait =
  | { readonly async: false; readonly value: 'not-equal' }
  | { readonly async: true; readonly value: { then(callback: () => void): void } };

/** What {@link nextEvent} returns. */
export const EVENTS = ['none', 'rang', 'notified'] as const;

/** Stands for `Atomics.notify`. */
export const notify = (cells: Cells, index: number, count?: number): number =>
  perform('notify', cells, index, Math.min(count ?? Infinity, 0x7fffffff));

/** Stands for an ordinary read. */
export const read = (cells: Cells, index: number): number => perform('read', cells, index);

/** Stands for an ordinary write. */
export function write(cells: Cells, index: number, value: number): void {
  perform('write', cells, index, value);
}

/** For programs: rings a bell. Each ring wakes one {@link awaitRing}, now or later. */
export function ring(bell: number): void {
  perform('ring', bells, bell);
}

/** For programs: sleeps in the event loop until the bell has rung, and uses up one ring. */
export function awaitRing(bell: number): void {
  perform('awaitRing', bells, bell);
}

/**
 * For programs: a turn of an event loop that listens to a bell, and to the `waitAsync` on a cell. If
 * one of these has been notified, calls it back, and returns 'notified'; if the bell has rung, uses up
 * one ring, and returns 'rang'; which of the two comes first is open. Otherwise it sleeps, if `sleeps`
 * says so; else it may return 'none' in any case, since events take their time.
 */
export function nextEvent(
  bell: number,
  cells: Cells,
  index: number,
  sleeps: boolean,
): (typeof EVENTS)[number] {
  const event = EVENTS[perform('nextEvent', cells, index, bell, sleeps ? 1 : 0)] ?? 'none';
  if (event === 'notified') callbacks[waitersOn({ cells, index }).index]?.();
  return event;
}

/** For programs: says whether a thread has crashed. */
export const hasCrashed = (thread: string): boolean =>
  perform('hasCrashed', bells, 0, 0, 0, thread) === 1;
