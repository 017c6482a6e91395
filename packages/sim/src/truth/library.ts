/**
 * The model of this library against recordings of this library.
 *
 * Each workload is recorded on one P, which tells what its tasks need, and on several, which is what
 * the model has to predict: makespan, from the first creation of a task to the last end, and steals.
 */

import { Kind } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { simulate } from '../engine/simulate.js';
import { measure } from '../metrics/measure.js';
import type { Costs } from '../program/costs.js';
import { SimError } from '../program/errors.js';
import type { Body } from '../program/operations.js';
import type { Program } from '../program/program.js';
import { firstCreation, replay } from './replay.js';

/** A workload: what the tasks do, in µs of computing. */
export type LibraryWorkload =
  | { readonly name: string; readonly kind: 'tasks'; readonly us: readonly number[] }
  | {
      readonly name: string;
      readonly kind: 'nested';
      readonly outer: number;
      readonly inner: number;
      readonly us: number;
    }
  | {
      readonly name: string;
      readonly kind: 'tree';
      readonly depth: number;
      /** By how much one of the two subtrees is lower than the node; the other is by 1. */
      readonly less: number;
      readonly us: number;
    };

/** Quantiles of a Pareto distribution, in the order of reversed bits: no random numbers needed. */
function paretoQuantiles(bits: number, shape: number, scale: number, max: number): number[] {
  return Array.from({ length: 1 << bits }, (_, i) => {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed |= ((i >> bit) & 1) << (bits - 1 - bit);
    const above = 1 - (reversed + 0.5) / (1 << bits);
    return Math.min(max, scale * above ** (-1 / shape));
  });
}

/** The workloads. */
export const LIBRARY_WORKLOADS: readonly LibraryWorkload[] = Object.freeze([
  { name: 'flat', kind: 'tasks', us: new Array<number>(200).fill(1_000) },
  { name: 'pareto', kind: 'tasks', us: paretoQuantiles(8, 1.5, 300, 20_000) },
  { name: 'fork-tree', kind: 'tree', depth: 11, less: 1, us: 100 },
  { name: 'fork-skewed', kind: 'tree', depth: 16, less: 2, us: 80 },
  { name: 'nested', kind: 'nested', outer: 8, inner: 64, us: 400 },
] satisfies LibraryWorkload[]);

/** Returns a workload as a program, with the times of its recording on one P. */
export function programOf(workload: LibraryWorkload, recording: Trace): Program {
  const program =
    workload.kind === 'tree' ? tree(workload.depth, workload.less, recording) : replay(recording);
  return { ...program, name: workload.name };
}

/** A leaf takes its share of the root's time: on one P the root runs all forks itself. */
function tree(depth: number, less: number, recording: Trace): Program {
  const leaves = (level: number): number =>
    level <= 0 ? 1 : leaves(level - 1) + leaves(level - less);
  const time = Math.round(measure(recording).time.of.work / leaves(depth));
  const functions = Array.from({ length: depth + 1 }, (_, level) => {
    const node: Body = [
      { op: 'fork', function: `level${level - 1}` },
      { op: 'call', function: `level${Math.max(0, level - less)}` },
      { op: 'join' },
    ];
    return { name: `level${level}`, body: level === 0 ? [{ op: 'work', time } as const] : node };
  });
  return {
    name: 'tree',
    functions,
    channels: [],
    mutexes: [],
    waitGroups: [],
    counters: [],
    arrivals: [
      {
        name: 'root',
        function: `level${depth}`,
        process: { kind: 'times', times: [0] },
        place: 'outside',
      },
    ],
  };
}

/** What is compared of one run. */
interface LibraryRun {
  /** From the first creation to the last end, ns. */
  readonly makespan: number;
  readonly steals: number;
  /** Tasks that ended. */
  readonly tasks: number;
}

/** Returns what is compared of a trace whose first task was made at `first`. */
function runOf(trace: Trace, first: number): LibraryRun {
  let last = NaN;
  const event = trace.cursor();
  while (event.next()) {
    if (event.kind === Kind.end) last = event.time;
  }
  if (!(last >= first)) throw new SimError('truth: the trace has no task that ended');
  const { steals, tasks } = measure(trace);
  return { makespan: last - first, steals: steals.steals, tasks: tasks.ended };
}

/** One comparison: medians. */
export interface LibraryRow {
  readonly workload: string;
  readonly processors: number;
  readonly metric: 'makespan' | 'steals';
  /** Tasks that ended in a recording; of forks, those that were exposed. */
  readonly tasks: number;
  readonly library: number;
  /** The least and the most of the recordings. */
  readonly range: readonly [number, number];
  readonly model: number;
  /** A share for the makespan, a factor from 1 for steals. */
  readonly error: number;
  readonly goal: number;
  readonly meets: boolean;
}

const SEEDS = 15;
const GOALS = { makespan: 0.15, steals: 2 } as const;

/** How to predict. */
interface PredictOptions {
  readonly processors: number;
  readonly cores: number;
  readonly costs: Costs;
}

/** Compares recordings on several Ps with what the model makes of the one on one P. */
export function compareWithLibrary(
  workload: LibraryWorkload,
  alone: Trace,
  recordings: readonly Trace[],
  { processors, cores, costs }: PredictOptions,
): LibraryRow[] {
  const program = programOf(workload, alone);
  const options = { processors, cores, costs, policy: 'pilfer', trace: true };
  const ours = Array.from({ length: SEEDS }, (_, i) => {
    const firstTick = phases(i, processors);
    const { trace } = simulate(program, { ...options, seed: i + 1, firstTick });
    if (trace === undefined) throw new SimError('truth: the simulator returned no trace');
    return runOf(trace, 0);
  });
  const theirs = recordings.map((trace) => runOf(trace, firstCreation(trace)));
  const tasks = checkedCount(workload, theirs, ours);
  return (['makespan', 'steals'] as const).map((metric) => {
    const library = sorted(theirs, metric);
    const target = middle(library);
    const model = middle(sorted(ours, metric));
    const error = metric === 'makespan' ? model / target - 1 : factor(model, target);
    const goal = GOALS[metric];
    const range = [library[0] as number, library.at(-1) as number] as const;
    const meets = Math.abs(error) <= goal;
    return {
      workload: workload.name,
      processors,
      metric,
      tasks,
      library: target,
      range,
      model,
      error,
      goal,
      meets,
    };
  });
}

/** Both must have run the same tasks; how many forks become tasks is up to the scheduler. */
function checkedCount(
  { name, kind }: LibraryWorkload,
  theirs: readonly LibraryRun[],
  ours: readonly LibraryRun[],
): number {
  const counts = theirs.map(({ tasks }) => tasks);
  const all = new Set([...counts, ...ours.map(({ tasks }) => tasks)]);
  if (kind !== 'tree' && all.size > 1) {
    throw new SimError(`truth: runs of '${name}' differ in their tasks: ${[...all].join(', ')}`);
  }
  return Math.max(...counts);
}

/** Where each P is between two ticks when a run begins, which is different in every run. */
function phases(run: number, processors: number): number[] {
  return Array.from({ length: processors }, (_, p) => (23 * run + 38 * p + 1) % 61);
}

function sorted(runs: readonly LibraryRun[], metric: LibraryRow['metric']): number[] {
  return runs.map((run) => run[metric]).toSorted((one, other) => one - other);
}

function middle(values: readonly number[]): number {
  return values[values.length >> 1] as number;
}

/** How many times larger the larger is; none counts as one. */
function factor(one: number, other: number): number {
  const ratio = Math.max(one, 1) / Math.max(other, 1);
  return ratio >= 1 ? ratio : 1 / ratio;
}
