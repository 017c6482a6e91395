/** A pass: the same work over the same files, once on all cores and once in one thread. */

import type { FileReport } from './report.js';
import type { Job } from './shrink.tasks.js';

/** What a pass is to do. */
export interface PassOptions {
  readonly paths: readonly string[];
  /** Ends the pass early; what has been done so far is kept. */
  readonly signal: AbortSignal;
  /** Told of each file, in the order in which they are finished. */
  readonly onReport: (report: FileReport) => void;
}

/** How a pass went. */
export interface Pass {
  /** By index; undefined for files that were not done. */
  readonly reports: readonly (FileReport | undefined)[];
  /** From the first thread's start to the last result, threads' start-up included. */
  readonly wallMs: number;
  /** Processor time of the whole process over wall time. */
  readonly coresBusy: number;
}

/** Collects a pass's results and takes its time. */
export class Stopwatch {
  readonly reports: (FileReport | undefined)[];
  private readonly started = performance.now();
  private readonly cpu = process.cpuUsage();
  private readonly onReport: (report: FileReport) => void;
  private missing: number;
  private finish: Pick<Pass, 'wallMs' | 'coresBusy'> | undefined;

  constructor({ paths, onReport }: PassOptions) {
    this.reports = new Array<FileReport | undefined>(paths.length).fill(undefined);
    this.onReport = onReport;
    this.missing = paths.length;
  }

  add(report: FileReport): void {
    this.reports[report.index] = report;
    this.onReport(report);
    if (--this.missing === 0) this.finish = this.read(); // threads that end take no part
  }

  stop(): Pass {
    return { reports: this.reports, ...(this.finish ?? this.read()) };
  }

  private read(): Pick<Pass, 'wallMs' | 'coresBusy'> {
    const wallMs = performance.now() - this.started;
    const { user, system } = process.cpuUsage(this.cpu);
    return { wallMs, coresBusy: (user + system) / 1000 / wallMs };
  }
}

/** The jobs of a list of files. */
export function* jobsOf(paths: readonly string[]): Generator<Job, void, undefined> {
  for (const [index, path] of paths.entries()) yield { index, path };
}
