/** Work, span and the critical path of a trace; and what they allow on other numbers of Ps. */

import type { Trace } from '@pilfer/scheduler/trace';
import { fastest, slowestGreedy } from '../theory/bounds.js';
import { DEFAULT_BURDEN, speedupBand, WorkSpanPass } from './work-span.js';
import type { PathPart, WorkSpan } from './work-span.js';

/** What a trace says about its tasks, whatever the schedule was. */
export interface CriticalPath extends Omit<WorkSpan, 'speedup'> {
  /** The longest chain: the task that ran, until the chain went on in another one. */
  readonly path: readonly PathPart[];
}

/**
 * Returns work, span and critical path. A simulated trace has no events of joins and receives that
 * waited for nothing, so its span is a lower bound (`work-span.ts` tells when it is exact).
 *
 * @param burden what one move of a task costs on the burdened chain, ns
 */
export function criticalPath(trace: Trace, burden: number = DEFAULT_BURDEN): CriticalPath {
  const pass = new WorkSpanPass(burden, true);
  const event = trace.cursor();
  let procs = 1;
  while (event.next()) {
    procs = Math.max(procs, event.proc + 1);
    pass.see(event);
  }
  const { work, span, burdenedSpan, parallelism, burdenedParallelism } = pass.finish(procs);
  return {
    work,
    span,
    burdenedSpan,
    parallelism,
    burdenedParallelism,
    path: pass.path((text) => trace.strings.get(text)),
  };
}

/** What theory says about one number of Ps: speed-ups, T1 ÷ TP. */
export interface SpeedupLaw {
  readonly procs: number;
  /** Of a greedy schedule without costs at least: TP ≤ T1/P + T∞ (1 − 1/P). */
  readonly low: number;
  /** Of any schedule at most: TP ≥ max(T1/P, T∞). */
  readonly high: number;
  /** With the costs of moving tasks at least (Cilkview's estimate, no bound). */
  readonly burdened: number;
}

/** Returns the laws for a number of Ps. */
export function speedupLaw(of: Omit<WorkSpan, 'speedup'>, procs: number): SpeedupLaw {
  const { work, span, burdenedSpan } = of;
  const ratio = (time: number): number => (time === 0 ? 1 : work / time);
  return {
    procs,
    low: ratio(slowestGreedy(work, span, procs)),
    high: ratio(fastest(work, span, procs)),
    burdened: speedupBand(work, span, burdenedSpan, procs).low,
  };
}
