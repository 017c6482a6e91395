/** `pilfer truth --library`: the pilfer model against the real runtime, on this very machine. */

import { availableParallelism } from 'node:os';
import { costsNamed } from '../costs/index.js';
import { didYouMean, listed } from '../scenario/suggest.js';
import { formatTime } from '../scenario/time.js';
import { compareWithLibrary, LIBRARY_WORKLOADS } from '../truth/library.js';
import type { LibraryRow, LibraryWorkload } from '../truth/library.js';
import type { Args } from './args.js';
import { Exit, UsageError } from './errors.js';
import { brief, percent, table } from './format.js';
import { paintOf } from './io.js';
import type { Io } from './io.js';
import { loadCosts } from './load.js';
import { measureSpeed, recordWorkload } from './record-library.js';
import type { Speed } from './record-library.js';

const DEFAULT_REPS = 7;
/** Mean length of an interruption, if work is interrupted at all, ns. */
const INTERRUPTION_NS = 80_000;

/** Runs the workloads on the runtime and in the model; returns the exit code. */
export async function truthOfLibrary(args: Args, io: Io): Promise<number> {
  const cores = availableParallelism();
  const processors = args.integer('procs', 1, 64) ?? cores;
  const reps = args.integer('reps', 1, 1_000) ?? DEFAULT_REPS;
  const chosen = workloadsOf(args.words);
  const costsGiven = loadCosts(args.text('costs')) ?? 'pilfer-node20';
  const base = typeof costsGiven === 'string' ? costsNamed(costsGiven) : costsGiven;
  const speed = await measureSpeed(processors);
  const { slowdown, stepsPerUs } = speed;
  const interruption = slowdown === 0 ? 0 : INTERRUPTION_NS;
  const costs = { ...base, name: `${base.name}, measured`, slowdown, interruption };
  const rows: LibraryRow[] = [];
  for (const workload of chosen) {
    const [alone] = await recordWorkload(workload, 1, 1, stepsPerUs);
    if (alone === undefined) throw new Error('truth: nothing was recorded');
    const recordings = await recordWorkload(workload, processors, reps, stepsPerUs);
    const setting = { processors, cores: Math.min(cores, processors), costs };
    rows.push(...compareWithLibrary(workload, alone, recordings, setting));
  }
  const missed = rows.filter(({ meets }) => !meets).length;
  const report = { costs: base.name, processors, cores, reps, ...speed, missed, rows };
  if (args.has('json')) io.out(`${JSON.stringify(report, null, 2)}\n`);
  else io.out(textOf(report, io));
  return missed === 0 ? Exit.ok : Exit.failed;
}

function workloadsOf(words: readonly string[]): readonly LibraryWorkload[] {
  const names = LIBRARY_WORKLOADS.map(({ name }) => name);
  for (const word of words) {
    if (names.includes(word)) continue;
    throw new UsageError(
      `no workload is named '${word}'; with --library there are ${listed(names)}${didYouMean(word, names)}`,
    );
  }
  if (words.length === 0) return LIBRARY_WORKLOADS;
  return LIBRARY_WORKLOADS.filter(({ name }) => words.includes(name));
}

interface Report extends Speed {
  readonly reps: number;
  readonly cores: number;
  readonly missed: number;
  readonly rows: readonly LibraryRow[];
}

function textOf({ reps, cores, slowdown, missed, rows }: Report, io: Io): string {
  const paint = paintOf(io);
  const head = ['workload', 'Ps', 'metric', 'library', 'from … to', 'model', 'error', 'goal', ''];
  const verdict = `${rows.length - missed} within their goals, ${missed} not`;
  return [
    `Node ${process.versions.node}, ${cores} cores; medians of ${reps} recordings and 15 seeds;`,
    `all Ps at once, work takes ${(slowdown / 10).toFixed(1)} % longer than alone`,
    '',
    ...table([head, ...rows.map(cells)]),
    '',
    missed === 0 ? paint.green(verdict) : paint.red(verdict),
    '',
  ].join('\n');
}

function cells(row: LibraryRow): string[] {
  const { workload, processors, metric, library, range, model, error, goal, meets } = row;
  const isTime = metric === 'makespan';
  const show = (value: number): string =>
    isTime ? formatTime(Number(value.toPrecision(4))) : brief(value);
  const showError = (value: number): string => (isTime ? percent(value) : `× ${brief(value)}`);
  return [
    workload,
    String(processors),
    metric,
    show(library),
    range.map(show).join(' … '),
    show(model),
    showError(error),
    showError(goal),
    meets ? '' : 'missed',
  ];
}
