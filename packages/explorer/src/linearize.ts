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
 * because a call can have its moment only while it is open. A call that crashed stays open.
 */

import type { Call, SequentialModel } from './program.js';
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
  private readonly returns = new Map<string, number>();

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
    { thread, call }: OpenCall,
    result: unknown,
    others: readonly OpenCall[],
  ): number | undefined {
    const wanted = show(result);
    const open = others.map(
      (other) => `${other.thread} ${show(other.call.args)} ${other.call.name}`,
    );
    const key = `${set} ${thread} ${call.name} ${show(call.args)} ${wanted} ${open.join(';')}`;
    let next = this.returns.get(key);
    if (next === undefined) {
      const left = new Map<string, Order>();
      for (const order of this.sets[set] ?? []) {
        this.extend(order, { thread, call }, wanted, others, left);
      }
      next = left.size === 0 ? -1 : this.numberOf([...left.values()]);
      this.returns.set(key, next);
    }
    return next === -1 ? undefined : next;
  }

  /** Lists what the calls of a set may still do, for messages. */
  describe(set: number): string {
    return (this.sets[set] ?? []).map(({ state }) => show(state)).join(' or ');
  }

  private extend(
    { state, foreseen }: Order,
    returning: OpenCall,
    wanted: string,
    others: readonly OpenCall[],
    left: Map<string, Order>,
  ): void {
    const foresaw = foreseen.get(returning.thread);
    if (foresaw !== undefined) {
      if (foresaw !== wanted) return;
      const rest = new Map(foreseen);
      rest.delete(returning.thread);
      keep({ state, foreseen: rest }, left);
      return;
    }
    for (const [result, after] of this.model.outcomes(state, returning.call)) {
      if (show(result) === wanted) keep({ state: after, foreseen }, left);
    }
    for (const other of others) {
      if (foreseen.has(other.thread)) continue;
      for (const [result, after] of this.model.outcomes(state, other.call)) {
        const more = new Map(foreseen).set(other.thread, show(result));
        this.extend({ state: after, foreseen: more }, returning, wanted, others, left);
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

function keep(order: Order, left: Map<string, Order>): void {
  left.set(keyOf(order), order);
}

function keyOf({ state, foreseen }: Order): string {
  const entries = [...foreseen].sort(([a], [b]) => a - b);
  return `${show(state)} ${entries.map(([thread, result]) => `${thread}:${result}`).join()}`;
}
