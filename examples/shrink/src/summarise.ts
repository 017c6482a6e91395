/** Sums up a run: counts, compares the passes file by file, and picks out the slowest files. */

import { createHash } from 'node:crypto';
import { relative, sep } from 'node:path';
import type { SharedPass } from './all-cores.js';
import type { Pass } from './pass.js';
import { isSame, type FileReport, type ProblemKind } from './report.js';
import type { PassSummary, Problems, SharedPassSummary, Summary } from './summary.js';
import type { Found, PathProblem } from './walk.js';

/** What a summary is made of. */
export interface Outcome {
  readonly found: Found;
  /** The files to be done. */
  readonly paths: readonly string[];
  readonly allCores: SharedPass | undefined;
  readonly oneThread: Pass | undefined;
  readonly interrupted: boolean;
}

const FIRST = 3;
const SLOWEST = 5;

/** Sums up a run. */
export function summarise(outcome: Outcome): Summary {
  const { found, paths, allCores, oneThread, interrupted } = outcome;
  const name = (path: string): string => relative(found.root, path).replaceAll(sep, '/');
  const names = paths.map(name);
  const reports = (allCores?.reports ?? []).filter((report) => report !== undefined);
  const compared = compare(allCores, oneThread);
  const different = compared.filter(({ same }) => !same);
  const isComplete = compared.length === paths.length && paths.length > 0;
  return {
    path: found.root,
    found: found.paths.length,
    files: paths.length,
    done: reports.length,
    sources: reports.filter(({ source }) => source).length,
    interrupted,
    bytes: {
      read: total(reports, 'size'),
      minified: total(reports, 'minified'),
      compressed: total(reports, 'compressed'),
    },
    allCores: allCores === undefined ? null : sharedPass(allCores, names),
    oneThread: oneThread === undefined ? null : pass(oneThread, names),
    speedUp: allCores && oneThread && isComplete ? oneThread.wallMs / allCores.wallMs : null,
    compared: compared.length,
    different: {
      count: different.length,
      first: different.slice(0, FIRST).map(({ index }) => names[index] as string),
    },
    problems: problems(
      found.problems.map((problem) => ({ ...problem, path: name(problem.path) })),
      reports,
      names,
    ),
    ...heavyTail(reports, names),
  };
}

function pass({ reports, wallMs, coresBusy }: Pass, names: readonly string[]): PassSummary {
  return { seconds: wallMs / 1000, coresBusy, fingerprint: fingerprint(names, reports) };
}

function sharedPass(shared: SharedPass, names: readonly string[]): SharedPassSummary {
  const processors = shared.processors.map(({ tasks, stolen, busyMs }) => ({
    tasks,
    stolen,
    busySeconds: busyMs / 1000,
    utilisation: busyMs / shared.wallMs,
  }));
  return { ...pass(shared, names), processors };
}

function total(
  reports: readonly FileReport[],
  figure: 'size' | 'minified' | 'compressed' | 'ms',
): number {
  return reports.reduce((sum, report) => sum + report[figure], 0);
}

function compare(a?: Pass, b?: Pass): { readonly index: number; readonly same: boolean }[] {
  return (a?.reports ?? []).flatMap((one, index) => {
    const other = b?.reports[index];
    return one && other ? [{ index, same: isSame(one, other) }] : [];
  });
}

/** One fingerprint for all: of the same names and results, in the order of the list. */
function fingerprint(
  names: readonly string[],
  reports: readonly (FileReport | undefined)[],
): string | null {
  const hash = createHash('sha256');
  for (const [index, report] of reports.entries()) {
    if (report === undefined) return null;
    const { size, minified, compressed, sha256 } = report;
    hash.update(`${names[index] ?? ''}\0${size}\0${minified}\0${compressed}\0${sha256}\n`);
  }
  return hash.digest('hex');
}

function problems(
  found: readonly PathProblem[],
  reports: readonly FileReport[],
  names: readonly string[],
): Record<ProblemKind, Problems> {
  const all: PathProblem[] = [...found];
  for (const { index, problem } of reports) {
    if (problem) all.push({ ...problem, path: names[index] as string });
  }
  const of = (kind: ProblemKind): Problems => {
    const these = all.filter((problem) => problem.kind === kind);
    const first = these.slice(0, FIRST).map(({ path, message }) => ({ path, message }));
    return { count: these.length, first };
  };
  return {
    unreadable: of('unreadable'),
    notUtf8: of('notUtf8'),
    unparsable: of('unparsable'),
    large: of('large'),
  };
}

function heavyTail(
  reports: readonly FileReport[],
  names: readonly string[],
): Pick<Summary, 'slowest' | 'heavy'> {
  const byTime = reports.toSorted((a, b) => b.ms - a.ms);
  const heavy = byTime.slice(0, Math.ceil(byTime.length / 100));
  return {
    slowest: byTime.slice(0, SLOWEST).map(({ index, size, ms }) => ({
      path: names[index] as string,
      bytes: size,
      seconds: ms / 1000,
    })),
    heavy: { files: heavy.length, share: total(heavy, 'ms') / (total(reports, 'ms') || 1) },
  };
}
