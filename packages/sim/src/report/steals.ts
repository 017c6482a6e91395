/** The steals of a trace, and which of them a view can draw as arrows. */

import { Kind, NONE } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { Column } from './columns.js';
import type { LaneKind } from './lanes.js';
import type { View } from './view.js';

/** Steals in the order of time. */
export interface StealList {
  readonly length: number;
  readonly time: Float64Array;
  /** Index of the event. */
  readonly event: Int32Array;
  readonly thief: Int32Array;
  readonly victim: Int32Array;
  /** The Ms that held them then; −1: none. */
  readonly thiefMachine: Int32Array;
  readonly victimMachine: Int32Array;
  /** Tasks that moved. */
  readonly count: Int32Array;
  /** The task that the thief runs first. */
  readonly task: Int32Array;
}

/** Collects the steals of a trace. */
export function stealsOf(trace: Trace): StealList {
  const time = new Column((n) => new Float64Array(n));
  const columns = Array.from({ length: 7 }, () => new Column((n) => new Int32Array(n)));
  const holders = new Map<number, number>();
  const event = trace.cursor();
  while (event.next()) {
    const { proc, machine } = event;
    if (proc !== NONE && machine !== NONE) holders.set(proc, machine);
    if (event.kind !== Kind.steal) continue;
    time.push(event.time);
    const holder = holders.get(event.a) ?? NONE;
    const row = [event.index, proc, event.a, machine, holder, event.b, event.task];
    row.forEach((value, i) => columns[i]?.push(value));
  }
  const [index, thief, victim, thiefMachine, victimMachine, count, task] = columns.map((one) =>
    one.values(),
  ) as [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];
  const list = { time: time.values(), event: index, thief, victim, thiefMachine, victimMachine };
  return { ...list, length: time.length, count, task };
}

/** Returns the first steal at or after a time. */
export function stealAt({ time, length }: StealList, when: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] as number) < when) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One arrow of a picture: from the row of the victim to that of the thief. */
export interface Arrow {
  readonly x: number;
  readonly fromRow: number;
  readonly toRow: number;
  /** The steal; where several fall together, the one that moved most. */
  readonly steal: number;
}

/** The arrows of a view. */
export interface Arrows {
  readonly arrows: readonly Arrow[];
  /** Steals in view. */
  readonly steals: number;
  /** Steals for which there was no arrow left. */
  readonly hidden: number;
}

/** More arrows are a grey mass, and slow. */
const MOST_ARROWS = 1_200;

/**
 * Returns the arrows of a view of `width` pixels. Steals between the same rows in the same column are
 * one arrow; if there are too many, those that moved most are drawn. `rowOf` gives the row of a lane
 * id, −1 for none.
 */
export function arrowsOf(
  steals: StealList,
  kind: LaneKind,
  view: View,
  width: number,
  rowOf: (id: number) => number,
): Arrows {
  const isP = kind === 'P';
  const [thieves, victims] = isP
    ? [steals.thief, steals.victim]
    : [steals.thiefMachine, steals.victimMachine];
  const best = new Map<number, Arrow>();
  const begin = stealAt(steals, view.from);
  let i = begin;
  for (; i < steals.length && (steals.time[i] as number) <= view.to; i++) {
    const fromRow = rowOf(victims[i] as number);
    const toRow = rowOf(thieves[i] as number);
    if (fromRow < 0 || toRow < 0) continue;
    const share = ((steals.time[i] as number) - view.from) / (view.to - view.from);
    const x = Math.min(width - 1, Math.floor(share * width));
    const key = (x * 4096 + (fromRow & 4095)) * 4096 + (toRow & 4095);
    const known = best.get(key);
    const count = steals.count[i] as number;
    if (known !== undefined && (steals.count[known.steal] as number) >= count) continue;
    best.set(key, { x, fromRow, toRow, steal: i });
  }
  const all = [...best.values()];
  if (all.length <= MOST_ARROWS) return { arrows: all, steals: i - begin, hidden: 0 };
  const size = ({ steal }: Arrow): number => steals.count[steal] as number;
  all.sort((one, other) => size(other) - size(one) || one.steal - other.steal);
  const arrows = all.slice(0, MOST_ARROWS);
  return { arrows, steals: i - begin, hidden: all.length - arrows.length };
}
