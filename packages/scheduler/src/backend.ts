/** What stands behind a runtime: threads, or the calling thread alone. */

import type { Recording, RecordOptions } from './recording/recording.js';
import type { Stats } from './stats.js';
import type { SubmissionCore } from './task-runner.js';

/** How a close went. */
export interface CloseReport {
  /** Threads that had not exited when the time was up: something native holds them. */
  readonly stuckThreads: number;
}

/** Runs tasks for a runtime. */
export interface Backend {
  readonly core: SubmissionCore;
  runSync(fn: unknown, args: readonly unknown[]): unknown;
  load(url: string): Promise<void>;
  broadcast(fn: unknown, args: readonly unknown[]): Promise<void>;
  stats(): Stats;
  record(options: RecordOptions): Recording;
  close(now: boolean): Promise<CloseReport>;
}
