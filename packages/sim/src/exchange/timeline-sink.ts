/** What writes a timeline down (timeline.ts). */

import type { ProcState } from '@pilfer/scheduler/trace';

/** A row of a timeline: a P, an M, or what happens outside of both. */
export interface LaneId {
  readonly group: 'proc' | 'machine' | 'outside';
  readonly id: number;
}

/** A stretch of time on a lane, ns. Slices of one lane nest. */
export interface Slice {
  readonly lane: LaneId;
  readonly from: number;
  readonly to: number;
  readonly name: string;
  /** The state of a P; undefined for an M, and for the marker of a steal. */
  readonly state: ProcState | undefined;
  /** Number of the event that begins it; `NONE` if none does. */
  readonly index: number;
}

/** An arrow from a victim to a thief; both ends are inside slices. */
export interface Arrow {
  readonly id: number;
  readonly name: string;
  readonly victim: number;
  readonly victimTime: number;
  readonly thief: number;
  /** Not before `victimTime`. */
  readonly thiefTime: number;
}

/** Who writes a timeline down. On one lane, slices end in order. */
export interface TimelineSink {
  slice(slice: Slice): void;
  /** An event that begins no slice, by its number. */
  instant(lane: LaneId, index: number): void;
  arrow(arrow: Arrow): void;
  /** A counter has another value from now on; `proc` is the P it belongs to, or `NONE`. */
  counter(name: string, proc: number, time: number, value: number): void;
  /** A task is in another state from now on; an empty one: it is gone. */
  taskState(task: number, name: string, state: string, time: number): void;
}
