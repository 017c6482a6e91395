/** How long tasks waited for a P, as a curve of percentiles. */

import type { Trace } from '@pilfer/scheduler/trace';
import { TaskPass } from '../metrics/tasks.js';
import { percentile } from '../statistics/percentile.js';

/** Returns the waits of a trace in the order of size, ns: each time from runnable to running. */
export function waitsOf(trace: Trace): Float64Array {
  const pass = new TaskPass();
  const event = trace.cursor();
  while (event.next()) pass.see(event);
  return pass.waits();
}

/** A point of the curve. */
export interface WaitPoint {
  /** 0 to 1. */
  readonly share: number;
  readonly time: number;
}

/**
 * Returns points of the curve, evenly spaced in the logarithm of what is left: half, a tenth, a
 * hundredth. It ends where fewer than one wait is left.
 */
export function waitCurve(sorted: Float64Array, points = 120): WaitPoint[] {
  if (sorted.length === 0) return [];
  const nines = Math.log10(Math.max(sorted.length, 2));
  return Array.from({ length: points + 1 }, (_, i) => {
    const share = i === points ? 1 : 1 - 10 ** ((-nines * i) / points);
    return { share, time: percentile(sorted, share) };
  });
}
