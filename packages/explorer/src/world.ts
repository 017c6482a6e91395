/**
 * The states of a program's world, as rows of words.
 *
 * ```text
 *   threads' nodes │ threads' conditions │ orders │ races │ columns of memory
 * ```
 *
 * A thread's node is its place in its automaton; its condition says whether it moves, and why not.
 * `orders` is the set of orders that linearizability still allows, `races` the situation of plain
 * accesses: each by number, 0 where not in use. A column of memory holds the difference from its
 * word's initial value, so that a new column is 0 in all rows. What can happen next in a row is in
 * `steps.ts`.
 */

import { Accesses } from './accesses.js';
import { Automaton, type Edge, type Node } from './automaton.js';
import type { Image } from './image.js';
import { Linearizer, type OpenCall } from './linearize.js';
import { bellOf, ENDED, valueAt, waitersOn, type Operation, type Word } from './memory.js';
import { showCall, type Call, type Scenario, type Thread } from './program.js';
import { Quotient } from './quotient.js';
import { Sharing } from './sharing.js';
import { WeakMemory } from './weak.js';

/** How the world works in one exploration. */
export interface Rules {
  /** Plain reads may return old values. */
  readonly weak: boolean;
  /** Threads that may stop for ever after any operation. */
  readonly crashes: readonly string[];
  /** Whether a limited time may run out. */
  readonly timeouts: boolean;
  /** Whether local steps are taken alone. */
  readonly reduce: boolean;
  /** Whether nodes that behave alike are taken for one. */
  readonly merge: boolean;
}

/** It may take its next step, if that step is possible. */
export const READY = 0;
/** It sleeps in `wait`. */
export const ASLEEP = 1;
/** It has stopped for ever. */
export const CRASHED = 2;
/** It crashed in its sleep: a notify may still go to it. */
export const GHOST = 3;
/** Its time has not come. */
export const NOT_STARTED = 4;

/** Thrown when rows have become wider: the search begins anew. */
export class Wider extends Error {}

/** A program's world: its threads, its memory, and how to read a row. */
export class World {
  width: number;
  readonly rules: Rules;
  readonly image: Image;
  readonly accesses: Accesses = new Accesses();
  readonly automata: readonly Automaton[];
  readonly linearizer: Linearizer | undefined;
  readonly weak: WeakMemory | undefined;
  readonly sharing: Sharing | undefined;
  private readonly quotients: readonly Quotient[];
  /** Where a row holds the orders. */
  readonly ordersAt: number;
  /** Where a row holds the races. */
  readonly racesAt: number;
  private readonly threads: readonly Thread[];
  private readonly columns = new Map<Operation, number>();

  constructor({ threads, model, check }: Scenario, rules: Rules, image: Image) {
    this.rules = rules;
    this.image = image;
    this.threads = Object.values(threads);
    this.automata = Object.entries(threads).map(
      ([name, thread]) => new Automaton(name, thread, check !== undefined, model !== undefined),
    );
    this.linearizer = model === undefined ? undefined : new Linearizer(model);
    this.weak = rules.weak ? new WeakMemory(this.automata.length) : undefined;
    this.sharing = rules.reduce ? new Sharing() : undefined;
    this.quotients = rules.merge ? this.automata.map((automaton) => new Quotient(automaton)) : [];
    this.ordersAt = 2 * this.automata.length;
    this.racesAt = this.ordersAt + 1;
    this.width = this.columnAt(8);
  }

  /** Begins a search, with what is known of the program. */
  begin(): void {
    this.accesses.begin();
    this.sharing?.begin();
    for (const quotient of this.quotients) quotient.begin();
  }

  /** Whether more is known of the program than when the search began: it is to be done once more. */
  get isStale(): boolean {
    return this.accesses.isStale || this.sharing?.isStale === true || this.isMistaken;
  }

  /** Whether a search may have met what can't be: it took nodes for one that are not. */
  get isMistaken(): boolean {
    return this.quotients.some(({ isStale }) => isStale);
  }

  /** The row in which every run begins. */
  initial(): Int32Array {
    const row = new Int32Array(this.width);
    this.automata.forEach(({ first }, t) => {
      row[t] = this.quotients[t]?.representative(first.to) ?? first.to;
      row[this.conditionAt(t)] = this.startOf(t) === 'first' ? READY : NOT_STARTED;
    });
    return row;
  }

  /** A thread's automaton. */
  automaton(thread: number): Automaton {
    const automaton = this.automata[thread];
    if (automaton === undefined) throw new RangeError(`no thread ${thread}`);
    return automaton;
  }

  /** A thread's number. */
  numberOf(name: string): number {
    const number = this.automata.findIndex((automaton) => automaton.name === name);
    if (number === -1) throw new Error(`no thread is called '${name}'`);
    return number;
  }

  /** When a thread begins. */
  startOf(thread: number): NonNullable<Thread['starts']> {
    return this.threads[thread]?.starts ?? 'first';
  }

  /** Where a row holds a thread's condition. */
  conditionAt(thread: number): number {
    return this.automata.length + thread;
  }

  /** Where a row holds a column. */
  columnAt(column: number): number {
    return this.racesAt + 1 + column;
  }

  /** The node at which a thread is. */
  node(row: Int32Array, thread: number): Node {
    return this.automaton(thread).node(valueAt(row, thread));
  }

  /** Where a thread comes to from a node, when its operation has had this result. */
  follow(thread: number, node: number, result: number): Edge {
    return (this.quotients[thread] ?? this.automaton(thread)).follow(node, result);
  }

  /** A thread's condition. */
  condition(row: Int32Array, thread: number): number {
    return valueAt(row, this.conditionAt(thread));
  }

  /** Whether a thread sleeps, in `wait` or in its event loop. */
  isAsleep(row: Int32Array, thread: number): boolean {
    const condition = this.condition(row, thread);
    const { operation } = this.node(row, thread);
    if (condition !== READY) return condition === ASLEEP;
    if (operation?.kind === 'awaitRing') return this.value(row, this.columnOf(operation)) <= 0;
    if (operation?.kind !== 'nextEvent') return false;
    const hasRung = this.value(row, this.columnAtWord(bellOf(operation))) > 0;
    const hasEnded = this.value(row, this.columnAtWord(waitersOn(operation))) >= ENDED;
    return operation.b === 1 && !hasRung && !hasEnded;
  }

  /** The column of a word of the explorer's own: a bell, or those who wait in event loops. */
  columnAtWord({ cells, index }: Word): number {
    const column = this.image.columnOf(cells, index);
    this.ensure(column);
    return column;
  }

  /** Whether a thread has crashed. */
  hasCrashed(row: Int32Array, thread: number): boolean {
    const condition = this.condition(row, thread);
    return condition === CRASHED || condition === GHOST;
  }

  /** The call in which a thread is: begun, not returned, and not crashed. */
  openCall(row: Int32Array, thread: number): Call | undefined {
    if (this.hasCrashed(row, thread)) return undefined;
    const node = this.node(row, thread);
    return node.isInside || this.condition(row, thread) === ASLEEP ? node.call : undefined;
  }

  /** The calls in which all threads but one are. */
  openCalls(row: Int32Array, except: number): OpenCall[] {
    const calls: OpenCall[] = [];
    for (let t = 0; t < this.automata.length; t++) {
      const call = t === except ? undefined : this.openCall(row, t);
      if (call !== undefined) calls.push({ thread: t, call });
    }
    return calls;
  }

  /** What a thread's call threw, if that is what led to a node. */
  failure(thread: number, node: number): string | undefined {
    const { name } = this.automaton(thread);
    const { failure, call } = this.automaton(thread).node(node);
    if (failure === undefined) return undefined;
    return `${name}${call === undefined ? '' : ` in ${showCall(call)}`}: ${failure}`;
  }

  /** The threads that will not read before they know everything, as bits. */
  idle(row: Int32Array): number {
    let bits = 0;
    for (let t = 0; t < this.automata.length; t++) {
      const isDone = this.node(row, t).operation === undefined;
      const isLast = this.condition(row, t) === NOT_STARTED && this.startOf(t) === 'last';
      if (isDone || isLast) bits |= 1 << t;
    }
    return bits;
  }

  /** The value in a column. */
  value(row: Int32Array, column: number): number {
    return valueAt(row, this.columnAt(column)) ^ this.image.initial(column);
  }

  /** Puts a value into a column. */
  setValue(row: Int32Array, column: number, value: number): void {
    row[this.columnAt(column)] = value ^ this.image.initial(column);
  }

  /** Changes a count in a column of the explorer's own; whoever reads it knows what the thread knew. */
  count(row: Int32Array, thread: number, column: number, by: number): void {
    const old = this.value(row, column);
    const value = old + by;
    this.setValue(row, column, value);
    const rules = { isAtomic: true, isTracked: false, isRing: true };
    this.weak?.write({ thread, column, value, old, ...rules });
  }

  /** Puts the memory of a row into the real buffers. */
  install(row: Int32Array): void {
    this.image.install((column) =>
      this.columnAt(column) < this.width ? this.value(row, column) : this.image.initial(column),
    );
  }

  /** The column of an operation's cell. */
  columnOf(operation: Operation): number {
    let column = this.columns.get(operation);
    if (column === undefined) {
      column = this.image.columnOf(operation.cells, operation.index);
      this.columns.set(operation, column);
    }
    this.ensure(column);
    return column;
  }

  /** Makes rows wide enough for a column. */
  ensure(column: number): void {
    if (this.columnAt(column) < this.width) return;
    this.width = this.columnAt(2 * (column + 1));
    throw new Wider();
  }
}
