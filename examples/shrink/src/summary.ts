/** What came out: the document that `--json` prints, and that the text is made of. */

import type { ProblemKind } from './report.js';

/** Problems of one kind: how many, and the first few. */
export interface Problems {
  readonly count: number;
  readonly first: readonly { readonly path: string; readonly message: string }[];
}

/** How a pass went. */
export interface PassSummary {
  /** From the first thread's start to the last result. */
  readonly seconds: number;
  /** Processor time of the whole process over wall time. */
  readonly coresBusy: number;
  /** SHA-256 over all files' names, figures and fingerprints; null unless all are done. */
  readonly fingerprint: string | null;
}

/** How the pass on all cores went. */
export interface SharedPassSummary extends PassSummary {
  readonly processors: readonly ProcessorSummary[];
}

/** What one processor did. */
interface ProcessorSummary {
  readonly tasks: number;
  /** Of these, taken from another processor's queue. */
  readonly stolen: number;
  readonly busySeconds: number;
  /** Share of the pass that went to tasks, 0 to 1. */
  readonly utilisation: number;
}

/** The outcome of a run. */
export interface Summary {
  /** The folder. */
  readonly path: string;
  /** Files in the folder; with `--limit`, not all are taken. */
  readonly found: number;
  /** Files to be done. */
  readonly files: number;
  /** Files done. */
  readonly done: number;
  /** Of these, JavaScript and TypeScript sources. */
  readonly sources: number;
  /** Whether it was ended before all was done. */
  readonly interrupted: boolean;
  readonly bytes: { readonly read: number; readonly minified: number; readonly compressed: number };
  readonly allCores: SharedPassSummary | null;
  /** The pass in one thread; null if it was left out. */
  readonly oneThread: PassSummary | null;
  /** Time in one thread over time on all cores; null unless both are complete. */
  readonly speedUp: number | null;
  /** Files that both passes did, and those of them that came out differently. */
  readonly compared: number;
  readonly different: { readonly count: number; readonly first: readonly string[] };
  readonly problems: Readonly<Record<ProblemKind, Problems>>;
  /** The files that took longest on all cores. */
  readonly slowest: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly seconds: number;
  }[];
  /** The slowest hundredth of the files, and their share of the work's time, 0 to 1. */
  readonly heavy: { readonly files: number; readonly share: number };
}
