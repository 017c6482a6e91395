/** Made-up outcomes to sum up. */

import type { SharedPass } from '../src/all-cores.js';
import type { Pass } from '../src/pass.js';
import type { FileReport } from '../src/report.js';
import type { Outcome } from '../src/summarise.js';

export function report(index: number, more: Partial<FileReport> = {}): FileReport {
  return {
    index,
    size: 1000,
    minified: 800,
    compressed: 200,
    sha256: `hash of ${index}`,
    ms: 10,
    source: true,
    ...more,
  };
}

export function pass(reports: Pass['reports'], wallMs: number): Pass {
  return { reports, wallMs, coresBusy: 1 };
}

export function sharedPass(reports: Pass['reports'], wallMs: number): SharedPass {
  const processors = [
    { tasks: 3, stolen: 0, busyMs: wallMs },
    { tasks: 1, stolen: 1, busyMs: wallMs / 2 },
  ];
  return { ...pass(reports, wallMs), processors };
}

/** Four files, done in both passes; half the time on all cores. */
export function outcome(more: Partial<Outcome> = {}): Outcome {
  const paths = ['a.js', 'b.js', 'c/d.ts', 'e.md'].map((name) => `/job/${name}`);
  const reports = [report(0), report(1), report(2), report(3, { source: false, minified: 1000 })];
  return {
    found: { root: '/job', paths, problems: [] },
    paths,
    allCores: sharedPass(reports, 1000),
    oneThread: pass(reports, 2000),
    interrupted: false,
    ...more,
  };
}
