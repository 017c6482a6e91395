/**
 * A thread's automaton with nodes that behave alike taken for one: its quotient by bisimulation.
 *
 * In the middle of a call a node is all that the call has been told so far, though most of that
 * matters no longer: whether it took the lowest bit out of 2 or out of 6, say, or what a `notify`
 * returned that nobody looks at. Two nodes are *alike* if both are done with the same results or have
 * failed in the same way, or if they ask for the same operation in the same call, and each of its
 * results leads both to nodes that are alike and lets the same calls return, with equal results. The
 * begin of a call is alike only to itself when another call has led there: so whether nodes are alike
 * is found out by trying all results up to the end of the call. It must come to an end whatever it is
 * told: a loop belongs into a call that repeats.
 *
 * "Each result" is each that any node of the thread with this operation has met. This is learnt while
 * exploring, as in sharing.ts: as long as a search has met something new, it is done once more, and
 * what it has found counts for nothing, since it may have taken nodes for one that are not.
 *
 * In the search that met nothing new, every run has its counterpart with representatives in place of
 * nodes, by induction over its steps: a node and its representative ask for the same operation of the
 * same memory, so what happens is the same, with the same result; the search has met it at the
 * representative, so it was among those that were tried; so the nodes that follow are alike. What can be
 * seen of a node is part of what is compared: the call in which it is, whether inside, results,
 * failures. So the ends of runs are the same, and so are schedules and, since no step is dropped, the
 * number of interleavings. Local steps (sharing.ts) may be taken alone all the same: the quotient is an
 * automaton as any other, and a step that is put off meets the same result later.
 */

import type { Automaton, Edge } from './automaton.js';
import { wordOf, type Operation } from './memory.js';
import { show } from './show.js';

/** A thread with more nodes than these is taken to have a call that loops. */
const MAX_NODES = 100_000;

const buffers = new WeakMap<SharedArrayBuffer, number>();
let buffersMet = 0;

/** The quotient of one thread's automaton. */
export class Quotient {
  /** Whether an operation had a new result since {@link begin}. */
  isStale = false;
  private readonly automaton: Automaton;
  /** The results that each operation has had. */
  private readonly results = new Map<string, Set<number>>();
  /** Of a node, the one that stands for all that are like it, and its edges: those in use. */
  private readonly representatives: (number | undefined)[] = [];
  private readonly edges: (Map<number, Edge> | undefined)[] = [];
  private readonly known = new Map<string, number>();

  constructor(automaton: Automaton) {
    this.automaton = automaton;
  }

  /** Begins a search. */
  begin(): void {
    this.isStale = false;
    this.representatives.length = 0;
    this.edges.length = 0;
    this.known.clear();
  }

  /** Goes on from a representative whose operation has had this result, to a representative. */
  follow(id: number, result: number): Edge {
    const edges = (this.edges[id] ??= new Map<number, Edge>());
    let edge = edges.get(result);
    if (edge === undefined) {
      this.note(id, result);
      const { to, finished } = this.automaton.follow(id, result);
      edge = { to: this.representative(to), finished };
      edges.set(result, edge);
    }
    return edge;
  }

  /**
   * The node that stands for all that are like this one.
   *
   * @throws RangeError if a call does not come to an end.
   */
  representative(id: number): number {
    let representative = this.representatives[id];
    if (representative !== undefined) return representative;
    const { name, size } = this.automaton;
    if (size > MAX_NODES) throw new RangeError(`${name}: too many nodes; do its calls loop?`);
    const behaviour = this.behaviour(id);
    representative = this.known.get(behaviour) ?? id;
    this.known.set(behaviour, representative);
    this.representatives[id] = representative;
    return representative;
  }

  /** All that a node shows and does, as text. */
  private behaviour(id: number): string {
    const { next, operation, isInside, failure, results } = this.automaton.node(id);
    const shown = `${next}|${isInside}|${failure ?? ''}|${results.map(show).join()}`;
    if (operation === undefined) return shown;
    const key = keyOf(operation);
    const edges = [...(this.results.get(key) ?? [])].map((result) => {
      const { to, finished } = this.automaton.follow(id, result);
      const isBegin = finished.length > 0 && this.automaton.node(to).operation !== undefined;
      const returned = finished.map((each) => show(each.result)).join();
      return `${result}→${returned}:${isBegin ? `begin ${to}` : this.representative(to)}`;
    });
    return `${shown}|${key}|${edges.join()}`;
  }

  private note(id: number, result: number): void {
    const { operation } = this.automaton.node(id);
    if (operation === undefined) return;
    const key = keyOf(operation);
    const results = this.results.get(key) ?? new Set<number>();
    if (results.has(result)) return;
    this.results.set(key, results.add(result));
    this.isStale = true;
  }
}

function keyOf({ kind, cells, index, a, b, thread }: Operation): string {
  let buffer = buffers.get(cells.buffer);
  if (buffer === undefined) buffers.set(cells.buffer, (buffer = buffersMet++));
  return [kind, buffer, wordOf(cells, index), a, b, thread].join(' ');
}
