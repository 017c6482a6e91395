/** What `pilfer calibrate` has the real runtime do. */

import { context, fork, join, tasks } from '@pilfer/scheduler';
import type { Task } from '@pilfer/scheduler';

const NS_PER_MS = 1e6;

/** Returns what each of `count` repetitions took, ns. */
function perPiece(begin: number, count: number): number {
  return ((performance.now() - begin) * NS_PER_MS) / count;
}

export const calibration: {
  readonly nothing: Task<(value: number) => number>;
  readonly called: Task<(count: number) => number>;
  readonly forked: Task<(count: number) => number>;
  readonly submitted: Task<(count: number) => Promise<readonly [number, number]>>;
  readonly submitOne: Task<() => void>;
} = tasks(import.meta.url, {
  nothing(value: number): number {
    return value + 1;
  },

  /** The time of one plain call, ns. */
  called(count: number): number {
    const begin = performance.now();
    let sum = 0;
    for (let i = 0; i < count; i++) sum = calibration.nothing(sum);
    return sum === count ? perPiece(begin, count) : NaN;
  },

  /** The time of one fork and its join, ns. */
  forked(count: number): number {
    const begin = performance.now();
    let sum = 0;
    for (let i = 0; i < count; i++) sum = join(fork(calibration.nothing, sum));
    return sum === count ? perPiece(begin, count) : NaN;
  },

  /** The time of one submission to the own queue, and that of running one, ns. */
  async submitted(count: number): Promise<readonly [number, number]> {
    const { runtime } = context();
    const begin = performance.now();
    const all = Array.from({ length: count }, (_, i) => runtime.run(calibration.nothing, i));
    const spawn = perPiece(begin, count);
    const middle = performance.now();
    await Promise.all(all);
    return [spawn, perPiece(middle, count)];
  },

  /** Submits a task and ends. */
  submitOne(): void {
    void context().runtime.run(calibration.nothing, 0);
  },
});
