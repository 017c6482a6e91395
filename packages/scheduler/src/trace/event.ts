/** One event, and what a trace knows about itself. */

/** What a trace knows about itself. */
export interface TraceInfo {
  /** Who wrote it. */
  readonly source: 'simulator' | 'runtime';
  /** Its name, for the heading of a view. */
  readonly title: string;
  /** Unix time of its time 0, in milliseconds; 0 for a simulated one. */
  readonly epochMs: number;
}

/** The fields of one event. What `a`, `b` and `c` mean is in the table of kinds. */
export interface TraceEvent {
  /** Nanoseconds since the epoch of the trace. */
  readonly time: number;
  readonly kind: number;
  readonly proc: number;
  readonly machine: number;
  readonly task: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** What a trace is called if nobody says. */
export const UNNAMED: TraceInfo = Object.freeze<TraceInfo>({
  source: 'simulator',
  title: 'trace',
  epochMs: 0,
});
