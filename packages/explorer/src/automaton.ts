/**
 * A thread, as an automaton that is unfolded step by step.
 *
 * A thread is a deterministic function of the results of its memory operations. So a node of its
 * automaton is "what it has been told so far", and holds the operation that it asks for next; an
 * edge is one result. To find where an edge leads, the thread's current call is run once more from
 * its start: the private fields are put back as they were, the logged results are fed to its
 * operations, and the first operation beyond the log ends the run with a sentinel. Each node is
 * found out once; after that a step of a thread is one look into a table, whatever the code does.
 *
 * When a call returns, all that counts is: which call is next, the private fields, and the results
 * so far (those only if the program looks at them). Nodes that agree in this are one node; this is
 * the reduction that makes exploring possible.
 */

import { within, type Operation, type Answers } from './memory.js';
import type { Call, Thread } from './program.js';
import { show } from './show.js';
import { takeSnapshot, type Snapshot } from './snapshot.js';

/** A call that returned, and what. */
export interface Finished {
  readonly call: Call;
  readonly result: unknown;
}

/** Where a result leads, and the calls that it lets return (more than one if some do nothing). */
export interface Edge {
  readonly to: number;
  readonly finished: readonly Finished[];
}

/** One state of a thread. */
export interface Node {
  /** The operation that the thread waits to do; undefined when it is done, dead or failed. */
  readonly operation: Operation | undefined;
  /** How many calls have returned for good: the number of the call that it belongs to. */
  readonly next: number;
  /** That call. */
  readonly call: Call | undefined;
  /** Whether that call has done an operation before. */
  readonly isInside: boolean;
  readonly results: readonly unknown[];
  /** What the call threw, if it threw. */
  readonly failure: string | undefined;
}

interface Start {
  readonly next: number;
  readonly snapshot: Snapshot;
  readonly results: readonly unknown[];
  edge: Edge | undefined;
}

interface Entry extends Node {
  readonly start: Start;
  readonly log: readonly number[];
  readonly asked: readonly Operation[];
  readonly edges: Map<number, Edge>;
  readonly waits: Operation | undefined;
}

const SUSPENDED = new Error('the code under test caught what the explorer threw to stop it');
/** A call that makes more than these is taken to go on for ever. */
const MAX_OPERATIONS = 250;

/** The step of a call that does nothing to shared memory, where it matters when that happens. */
const NOTHING: Operation = {
  kind: 'nothing',
  cells: new Int32Array(new SharedArrayBuffer(4)),
  index: 0,
  a: 0,
  b: 0,
  thread: '',
};

/** The automaton of one thread. */
export class Automaton {
  readonly name: string;
  /** Where the thread begins. */
  readonly first: Edge;
  private readonly calls: readonly Call[];
  private readonly objects: readonly object[];
  private readonly keepResults: boolean;
  private readonly isOrdered: boolean;
  private readonly entries: Entry[] = [];
  private readonly starts = new Map<string, Start>();
  private readonly crashes = new Map<string, number>();

  /**
   * @param keepResults whether results are part of the state.
   * @param isOrdered whether it matters when a call is made that does nothing to shared memory.
   */
  constructor(name: string, thread: Thread, keepResults: boolean, isOrdered: boolean) {
    this.name = name;
    this.calls = thread.calls;
    this.objects = thread.objects ?? [];
    this.keepResults = keepResults;
    this.isOrdered = isOrdered;
    this.first = this.enter(this.startOf(0, []));
  }

  /** How many nodes were found out. */
  get size(): number {
    return this.entries.length;
  }

  /** Returns a node by its number. */
  node(id: number): Node {
    return this.entry(id);
  }

  /** Goes on from a node whose operation has had this result. */
  follow(id: number, result: number): Edge {
    const { edges, start, log, asked, operation } = this.entry(id);
    const known = edges.get(result);
    if (known !== undefined) return known;
    if (operation === undefined) throw new Error(`${this.name}: went on after its end`);
    const edge =
      log.length < MAX_OPERATIONS
        ? this.run(start, [...log, result], [...asked, operation])
        : this.endless(start, this.calls[start.next]);
    edges.set(result, edge);
    return edge;
  }

  /**
   * Stops the thread for ever at a node; `isInside` if it is in the middle of its call, `isAsleep`
   * if that is a `wait` in which it sleeps.
   */
  crash(id: number, isInside: boolean, isAsleep: boolean): number {
    const { start, results, call, operation } = this.entry(id);
    const where = isAsleep ? `asleep ${id}` : `${start.next} ${isInside}`;
    const key = `${where}|${results.map(show).join()}`;
    let node = this.crashes.get(key);
    if (node === undefined) {
      const waits = isAsleep ? operation : undefined;
      node = this.add({ start, isInside, results, waits, call: isInside ? call : undefined });
      this.crashes.set(key, node);
    }
    return node;
  }

  /** The `wait` in which the thread sleeps at a node, or slept when it crashed. */
  waitOf(id: number): Operation | undefined {
    const { operation, waits } = this.entry(id);
    return operation ?? waits;
  }

  private entry(id: number): Entry {
    const entry = this.entries[id];
    if (entry === undefined) throw new RangeError(`${this.name}: no node ${id}`);
    return entry;
  }

  private add(
    node: Pick<Entry, 'start' | 'isInside' | 'results' | 'call'> & Partial<Entry>,
  ): number {
    const blank = {
      operation: undefined,
      waits: undefined,
      failure: undefined,
      log: [],
      asked: [],
    };
    this.entries.push({ ...blank, next: node.start.next, edges: new Map(), ...node });
    return this.entries.length - 1;
  }

  private endless(start: Start, call: Call | undefined): Edge {
    const failure = `no end after ${MAX_OPERATIONS} operations; are its loops bounded?`;
    const { results } = start;
    return { to: this.add({ start, isInside: true, results, call, failure }), finished: [] };
  }

  /** The one start of a call with these results so far and the private fields as they are now. */
  private startOf(next: number, results: readonly unknown[]): Start {
    const snapshot = takeSnapshot(this.objects);
    const key = `${next}|${snapshot.key}|${results.map(show).join()}`;
    let start = this.starts.get(key);
    if (start === undefined) {
      start = { next, snapshot, results, edge: undefined };
      this.starts.set(key, start);
    }
    return start;
  }

  private enter(start: Start): Edge {
    start.edge ??= this.run(start, [], []);
    return start.edge;
  }

  /** Runs the call that begins at `start`, as far as the log goes. */
  private run(start: Start, log: readonly number[], asked: readonly Operation[]): Edge {
    const { next, results } = start;
    const call = this.calls[next];
    const isInside = log.length > 0;
    const node = { start, isInside, results, call, log, asked };
    if (call === undefined) return { to: this.add(node), finished: [] };
    start.snapshot.restore();
    const replay = new Replay(this.name, log, asked);
    let result: unknown;
    try {
      result = within(replay, call.run);
      if (replay.pending !== undefined) throw new Error(SUSPENDED.message);
    } catch (error) {
      const stopped =
        error === SUSPENDED ? { operation: replay.pending } : { failure: String(error) };
      return { to: this.add({ ...node, ...stopped }), finished: [] };
    }

    if (this.isOrdered && !isInside) {
      return { to: this.add({ ...node, operation: NOTHING }), finished: [] };
    }
    const value: unknown = Array.isArray(result) ? [...(result as unknown[])] : result;
    const then = call.repeats?.(value) === true ? next : next + 1;
    const kept = this.keepResults ? [...results.slice(0, next), value] : [];
    const after = this.enter(this.startOf(then, kept));
    return { to: after.to, finished: [{ call, result: value }, ...after.finished] };
  }
}

/** Feeds a log to a call, and stops it at the first operation beyond. */
class Replay implements Answers {
  pending: Operation | undefined = undefined;
  private readonly name: string;
  private readonly log: readonly number[];
  private readonly asked: readonly Operation[];
  private position = 0;

  constructor(name: string, log: readonly number[], asked: readonly Operation[]) {
    this.name = name;
    this.log = log;
    this.asked = asked;
  }

  perform(operation: Operation): number {
    const result = this.log[this.position];
    if (this.pending !== undefined || result === undefined) {
      // `finally` blocks may still access memory on the way out: they are stopped again.
      this.pending ??= operation;
      throw SUSPENDED;
    }
    const before = this.asked[this.position++];
    if (before?.kind !== operation.kind || before.index !== operation.index) {
      throw new Error(`${this.name}: not deterministic; it did something else when run again`);
    }
    return result;
  }
}
