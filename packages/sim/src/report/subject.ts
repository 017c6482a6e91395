/** One trace of a report, and all that is derived from it, each when it is first asked for. */

import type { Trace } from '@pilfer/scheduler/trace';
import { measure } from '../metrics/measure.js';
import type { Metrics } from '../metrics/measure.js';
import { criticalPath } from '../metrics/critical-path.js';
import type { PathPart } from '../metrics/work-span.js';
import { machineLanes, procLanes, taskLanes } from './lanes-of.js';
import type { LaneKind, Lanes } from './lanes.js';
import { stealsOf } from './steals.js';
import type { StealList } from './steals.js';
import { pathOn } from './path.js';
import type { PathPiece } from './path.js';
import { Sums } from './sums.js';
import type { View } from './view.js';
import { waitsOf } from './waits.js';

/** Parts into which heat maps cut the time, at least. */
const PARTS = 100;

/** The rows of a chart, and the sums that make them fast to draw. */
export interface Chart {
  readonly lanes: Lanes;
  readonly sums: Sums;
}

/** A trace under study. */
export class Subject {
  readonly label: string;
  readonly trace: Trace;
  readonly bounds: View;
  readonly #charts = new Map<LaneKind, Chart>();
  readonly #paths = new Map<LaneKind, readonly PathPiece[]>();
  #metrics: Metrics | undefined;
  #steals: StealList | undefined;
  #path: readonly PathPart[] | undefined;
  #waits: Float64Array | undefined;

  constructor(label: string, trace: Trace) {
    this.label = label;
    this.trace = trace;
    this.bounds = { from: trace.startTime, to: Math.max(trace.endTime, trace.startTime + 1) };
  }

  get metrics(): Metrics {
    return (this.#metrics ??= measure(this.trace, { parts: PARTS }));
  }

  get steals(): StealList {
    return (this.#steals ??= stealsOf(this.trace));
  }

  get path(): readonly PathPart[] {
    return (this.#path ??= criticalPath(this.trace).path);
  }

  get waits(): Float64Array {
    return (this.#waits ??= waitsOf(this.trace));
  }

  chart(kind: LaneKind): Chart {
    const known = this.#charts.get(kind);
    if (known !== undefined) return known;
    const lanes = LANES[kind](this.trace);
    const chart = { lanes, sums: new Sums(lanes) };
    this.#charts.set(kind, chart);
    return chart;
  }

  pathOn(kind: LaneKind): readonly PathPiece[] {
    const known = this.#paths.get(kind);
    if (known !== undefined) return known;
    const path = pathOn(this.chart(kind).lanes, this.path);
    this.#paths.set(kind, path);
    return path;
  }
}

const LANES: Readonly<Record<LaneKind, (trace: Trace) => Lanes>> = {
  P: procLanes,
  M: machineLanes,
  G: taskLanes,
};
