/** A problem: in plain serial JavaScript, and with fork and join. */

/** What of a task function a problem needs. */
export type AnyTask = (...args: never[]) => unknown;

/** One way to solve a problem, with its data made. */
export interface Prepared {
  /** Brings the data into its first state; not timed. */
  readonly prepare?: () => void;
  /** The answer; `returned` is what the last call returned. Not timed. */
  readonly answer?: (returned: unknown) => number;
  /** Plain serial JavaScript. Returns the answer, if `answer` is not there. */
  readonly plain: () => unknown;
  /** Ours: a task, and its arguments. */
  readonly task: AnyTask;
  readonly args: readonly unknown[];
  /** What the answer must be. */
  readonly expected: number;
}

/** A goal: plain time ÷ our time must be this much, on so many Ms. */
interface SpeedUp {
  readonly machines: 1 | 2;
  readonly atLeast: number;
}

/** A problem. */
export interface Problem {
  readonly name: string;
  /** Makes the data, in the process that measures: smaller for a smoke run. */
  readonly make: (smoke: boolean) => Prepared;
  readonly goals: readonly SpeedUp[];
  /** What rayon, Go and Java have for it: their names of the problem. */
  readonly native?: string;
}
