/**
 * Linearizability, checked while exploring.
 *
 * A run is linearizable if each call can be given one moment between its first operation and its
 * return, so that the calls, made one after another in the order of these moments, return what they
 * returned (M. Herlihy and J. Wing, 1990). J. Wing and C. Gong's search (1993) tries the orders at
 * the end of a run. Here the search is carried along, as the set of all orders that are still
 * possible: each reduced to what the future can depend on, namely the state of the model and the
 * results foreseen for calls that have had their moment and not yet returned. When a call returns,
 * each order gives it its moment now (other open calls may go before it) or must have foreseen the
 * result; orders that can't are dropped, and an empty set is a violation.
 *
 * So a violation is found at the earliest return that shows it, and the past need not be kept: two
 * states with the same set have the same future. The order of calls in real time is in the set,
 * because a call can have its moment only while it is open. A call that crashes has had its moment
 * by then, or never has one (M. Aguilera and S. Frølund's strict linearizability, 2003).
 */

import { showCall, type Call, type SequentialModel } from './program.js';
import { show } from './show.js';

/** A call that has begun and not returned, and its thread's number. */
export interface OpenCall {
  readonly thread: number;
  readonly call: Call;
}

interface Order {
  readonly state: unknown;
  /** By thread: the result foreseen for its open call, as text. */
  readonly foreseen: ReadonlyMap<number, string>;
}

/** All sets of possible orders met so far, each known by its number. */
export class Linearizer {
  /** The set at the beginning. */
  readonly initial: number;
  private readonly model: SequentialModel;
  private readonly sets: (readonly Order[])[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly transitions = new Map<string, number>();

  constructor(model: SequentialModel) {
    this.model = model;
    this.initial = this.numberOf([{ state: model.initial, foreseen: new Map() }]);
  }

  /**
   * The set that follows when a call returns; `others` are the open calls of other threads.
   * Undefined if no order is left.
   */
  returned(
    set: number,
    returning: OpenCall,
    result: unknown,
    others: readonly OpenCall[],
  ): number | undefined {
    return this.closed(set, returning, show(result), others);
  }

  /** The set that follows when a call crashes, after its moment or without one. */
  crashed(set: number, crashing: OpenCall, others: readonly OpenCall[]): number {
    return this.closed(set, crashing, undefined, others) ?? set;
  }

  /** A call is over. What it must have returned is `wanted`; undefined if it crashed. */
  private closed(
    set: number,
    closing: OpenCall,
    wanted: string | undefined,
    others: readonly OpenCall[],
  ): number | undefined {
    const key = `${set} ${wanted ?? 'crash'} ${[closing, ...others].map(showOpen).join(' ')}`;
    let next = this.transitions.get(key);
    if (next === undefined) {
      const left = new Map<string, Order>();
      for (const order of this.sets[set] ?? []) {
        if (wanted === undefined) keep(without(order, closing.thread), left);
        this.extend(order, closing, wanted, others, left);
      }
      next = left.size === 0 ? -1 : this.numberOf([...left.values()]);
      this.transitions.set(key, next);
    }
    return next === -1 ? undefined : next;
  }

  /** Lists what the calls of a set may still do, for messages. */
  describe(set: number): string {
    return (this.sets[set] ?? []).map(({ state }) => show(state)).join(' or ');
  }

  /** Collects all continuations of an order in which the call has had its moment. */
  private extend(
    order: Order,
    closing: OpenCall,
    wanted: string | undefined,
    others: readonly OpenCall[],
    left: Map<string, Order>,
  ): void {
    const { state, foreseen } = order;
    const foresaw = foreseen.get(closing.thread);
    if (foresaw !== undefined) {
      if (foresaw === (wanted ?? foresaw)) keep(without(order, closing.thread), left);
      return;
    }
    for (const [result, after] of this.model.outcomes(state, closing.call)) {
      if (show(result) === (wanted ?? show(result))) keep({ state: after, foreseen }, left);
    }
    for (const other of others) {
      if (foreseen.has(other.thread)) continue;
      for (const [result, after] of this.model.outcomes(state, other.call)) {
        const more = new Map(foreseen).set(other.thread, show(result));
        this.extend({ state: after, foreseen: more }, closing, wanted, others, left);
      }
    }
  }

  private numberOf(orders: readonly Order[]): number {
    const key = orders.map(keyOf).sort().join('\n');
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.sets.push(orders) - 1;
      this.numbers.set(key, number);
    }
    return number;
  }
}

/** The order, with nothing foreseen for a thread. */
function without({ state, foreseen }: Order, thread: number): Order {
  const rest = new Map(foreseen);
  rest.delete(thread);
  return { state, foreseen: rest };
}

function showOpen({ thread, call }: OpenCall): string {
  return `${thread}:${showCall(call)}`;
}

function keep(order: Order, left: Map<string, Order>): void {
  left.set(keyOf(order), order);
}

function keyOf({ state, foreseen }: Order): string {
  const entries = [...foreseen].sort(([a], [b]) => a - b);
  return `${show(state)} ${entries.map(([thread, result]) => `${thread}:${result}`).join()}`;
}
