/**
 * The task: what runs on all cores. A module of its own, since every thread imports it.
 *
 * A task takes a path, not the file's bytes: reading is part of the work, and nothing large crosses
 * threads.
 */

import { tasks } from '@pilfer/scheduler';
import type { FileReport } from './report.js';
import { shrinkFile } from './shrink-file.js';

/** One file to be done. */
export interface Job {
  readonly index: number;
  readonly path: string;
}

export const { shrink } = tasks(import.meta.url, {
  shrink({ path, index }: Job): FileReport {
    return shrinkFile(path, index);
  },
});
