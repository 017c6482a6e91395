/**
 * Lanes: rows of a Gantt chart, each a sequence of stretches that do not overlap. All stretches of all
 * lanes lie in columns, those of a lane side by side and in order, so that a view finds what it shows
 * by bisection and a million of them take 33 MB.
 */

import { Column } from './columns.js';

/** What a lane stands for. */
export type LaneKind = 'P' | 'M' | 'G';

/** Rows of one kind. */
export interface Lanes {
  readonly kind: LaneKind;
  /** Lane → the number of its P, M or G. */
  readonly ids: Int32Array;
  /** Lane → its first stretch; one more entry at the end. */
  readonly first: Int32Array;
  /** Stretch → its times, ns. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Stretch → one of `Look`. */
  readonly look: Uint8Array;
  /** Stretch → the task it is about; −1: none. */
  readonly task: Int32Array;
  /** Stretch → the text that is the name of its task's function; 0: none. */
  readonly name: Int32Array;
  /** Stretch → the event that begins it, and the one that ends it: `events` if the trace ends first. */
  readonly begin: Int32Array;
  readonly end: Int32Array;
}

/** Collects stretches in any order of lanes; within a lane in the order of time. */
export class LaneBuilder {
  readonly #kind: LaneKind;
  readonly #lane = new Column((n) => new Int32Array(n));
  readonly #from = new Column((n) => new Float64Array(n));
  readonly #to = new Column((n) => new Float64Array(n));
  readonly #look = new Column((n) => new Uint8Array(n));
  readonly #task = new Column((n) => new Int32Array(n));
  readonly #name = new Column((n) => new Int32Array(n));
  readonly #begin = new Column((n) => new Int32Array(n));
  readonly #end = new Column((n) => new Int32Array(n));

  constructor(kind: LaneKind) {
    this.#kind = kind;
  }

  /** Adds a stretch, unless it takes no time. */
  add(
    lane: number,
    from: number,
    to: number,
    look: number,
    task: number,
    name: number,
    begin: number,
    end: number,
  ): void {
    if (to <= from) return;
    this.#lane.push(lane);
    this.#from.push(from);
    this.#to.push(to);
    this.#look.push(look);
    this.#task.push(task);
    this.#name.push(name);
    this.#begin.push(begin);
    this.#end.push(end);
  }

  /** Returns the lanes; `ids` names them. */
  build(ids: Int32Array): Lanes {
    const lane = this.#lane.values();
    const first = new Int32Array(ids.length + 1);
    for (const one of lane) first[one + 1] = (first[one + 1] as number) + 1;
    for (let i = 0; i < ids.length; i++) {
      first[i + 1] = (first[i + 1] as number) + (first[i] as number);
    }
    const next = first.slice();
    const place = lane.map((one) => (next[one] = (next[one] as number) + 1) - 1);
    return {
      kind: this.#kind,
      ids,
      first,
      from: scatter(this.#from.values(), place, new Float64Array(lane.length)),
      to: scatter(this.#to.values(), place, new Float64Array(lane.length)),
      look: scatter(this.#look.values(), place, new Uint8Array(lane.length)),
      task: scatter(this.#task.values(), place, new Int32Array(lane.length)),
      name: scatter(this.#name.values(), place, new Int32Array(lane.length)),
      begin: scatter(this.#begin.values(), place, new Int32Array(lane.length)),
      end: scatter(this.#end.values(), place, new Int32Array(lane.length)),
    };
  }
}

function scatter<A extends Float64Array | Int32Array | Uint8Array>(
  values: A,
  place: Int32Array,
  into: A,
): A {
  for (let i = 0; i < values.length; i++) into[place[i] as number] = values[i] as number;
  return into;
}

/** Returns the first stretch of a lane that ends after a time; the end of the lane if none does. */
export function stretchAt({ first, to }: Lanes, lane: number, time: number): number {
  let low = first[lane] as number;
  let high = first[lane + 1] as number;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((to[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the stretch of a lane that lasts at a time; −1 if none does. */
export function stretchDuring(lanes: Lanes, lane: number, time: number): number {
  const at = stretchAt(lanes, lane, time);
  return at < (lanes.first[lane + 1] as number) && (lanes.from[at] as number) <= time ? at : -1;
}
