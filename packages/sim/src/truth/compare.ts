/**
 * The model against runs of real Go: an error per metric.
 *
 * Go's figures are medians of seven runs, and one traced run for what only a trace tells; the
 * model's are medians over seeds, which differ in when the machine is interrupted and whom thieves
 * visit first. The phase of the 61-tick at time 0 depends on what the runtime did before: the one
 * that fits the order best is taken, as the recorded runs differ in it themselves.
 */

import { Kind } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { simulate } from '../engine/simulate.js';
import type { SimOptions } from '../program/options.js';
import type { Program } from '../program/program.js';
import type { SimResult } from '../program/result.js';
import { truthProgram } from './workloads.js';

/** What was recorded of one workload under one GOMAXPROCS; times in µs. */
export interface GoRun {
  readonly makespanUs: { readonly median: number; readonly min: number; readonly runs: number[] };
  /** Ids of tasks in the order in which they first ran, and in which they ended. */
  readonly startOrder: readonly number[];
  readonly completionOrder: readonly number[];
  readonly isSameOrderInAllRuns: boolean;
  /** Ids in the order of their turns, for the ring. */
  readonly firstTurns?: readonly number[];
  readonly crossStarts: number;
  readonly preemptions: number;
  readonly procStarts: number;
  readonly busyUs: readonly number[];
  readonly tracedMakespanUs: number;
}

/** A file of `truth/`. */
export interface GoTruth {
  readonly workload: string;
  readonly go: string;
  readonly runs: Readonly<Record<string, GoRun>>;
}

/** One metric of one workload: Go's figure, the model's, and how far they are apart. */
export interface TruthRow {
  readonly workload: string;
  readonly processors: number;
  readonly metric: 'makespan' | 'order' | 'cross starts' | 'busy per P' | 'preemptions';
  readonly go: number;
  readonly model: number;
  /** Relative error of times; factor of counts; share of positions that differ. */
  readonly error: number;
  /** Largest error that meets the goal; absent: there is none. */
  readonly goal?: number;
  readonly meets: boolean;
}

const SEEDS = 15;
const CORES = 2;
const PHASES = 61;

/** Compares one workload under every recorded GOMAXPROCS. */
export function compareWithGo(truth: GoTruth, options: Partial<SimOptions> = {}): TruthRow[] {
  const program = truthProgram(truth.workload);
  return Object.entries(truth.runs).flatMap(([key, go]) =>
    compareRun(truth.workload, program, Number(key), go, options),
  );
}

function compareRun(
  workload: string,
  program: Program,
  processors: number,
  go: GoRun,
  given: Partial<SimOptions>,
): TruthRow[] {
  const options = { ...given, processors, cores: Math.min(processors, CORES) };
  const runs = Array.from({ length: SEEDS }, (_, i) =>
    simulate(program, { ...options, seed: i + 1 }),
  );
  const median = (of: (run: (typeof runs)[number]) => number): number => middle(runs.map(of));
  const rows: TruthRow[] = [];
  const add = (
    metric: TruthRow['metric'],
    ours: number,
    theirs: number,
    error: number,
    goal?: number,
  ): void => {
    const meets = goal === undefined || Math.abs(error) <= goal;
    rows.push({
      workload,
      processors,
      metric,
      go: theirs,
      model: ours,
      error,
      meets,
      ...(goal === undefined ? {} : { goal }),
    });
  };
  const makespan = median(({ time }) => time / 1000);
  const target = go.makespanUs.median;
  const goal = processors === 1 ? 0.05 : processors === 2 ? 0.1 : undefined;
  add('makespan', makespan, target, makespan / target - 1, goal);
  if (processors === 1) {
    const differing = orderError(workload, program, go, options);
    if (differing !== undefined) add('order', differing, 0, differing, 0);
  } else {
    const cross = median(({ counts }) => counts.crossStarts);
    const factor = Math.max(cross, 1) / Math.max(go.crossStarts, 1);
    add(
      'cross starts',
      cross,
      go.crossStarts,
      factor >= 1 ? factor : 1 / factor,
      processors === 2 ? 2 : undefined,
    );
  }
  const busiest = worstBusy(go, runs);
  add('busy per P', busiest.ours, busiest.theirs, busiest.error, processors <= 2 ? 0.1 : undefined);
  if (go.preemptions > 0) {
    const ours = median(({ counts }) => counts.preemptions);
    add('preemptions', ours, go.preemptions, ours / go.preemptions - 1);
  }
  return rows;
}

/**
 * The P whose busy time is furthest off: the busiest with the busiest and so on, since which number
 * a P has means nothing. Tracing slows Go down, so its figures are scaled to the untraced makespan.
 */
function worstBusy(
  go: GoRun,
  runs: readonly SimResult[],
): { theirs: number; ours: number; error: number } {
  const scale = go.makespanUs.median / go.tracedMakespanUs;
  const pairs = go.busyUs
    .toSorted((a, b) => b - a)
    .map((us, i) => {
      const ours = middle(runs.map(({ busy }) => (busy.toSorted().at(-1 - i) as number) / 1000));
      return { theirs: us * scale, ours, error: ours / (us * scale) - 1 };
    });
  return pairs.reduce((a, b) => (Math.abs(b.error) > Math.abs(a.error) ? b : a));
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}

/**
 * Share of positions of the recorded order that the model gets wrong, under the best phase of the
 * tick, with or without a goroutine of the runtime in the global queue at time 0 (the recording of
 * spawn-storm shows one).
 */
function orderError(
  workload: string,
  program: Program,
  go: GoRun,
  options: SimOptions,
): number | undefined {
  // Time slices cut a producer and its consumers: their order is not determined.
  if (workload === 'prodcons-buf16') return undefined;
  const theirs = go.firstTurns ?? (workload === 'forkjoin' ? go.completionOrder : go.startOrder);
  let least = 1;
  for (const one of [program, withRuntimeG(program)]) {
    for (let phase = 1; phase <= PHASES && least > 0; phase++) {
      const { trace } = simulate(one, { ...options, trace: true, firstTick: phase });
      if (trace === undefined) break;
      const ours =
        workload === 'forkjoin'
          ? leafOrder(trace)
          : startOrder(workload, trace, go.firstTurns === undefined);
      const wrong = theirs.reduce((sum, id, i) => sum + (ours[i] === id ? 0 : 1), 0);
      least = Math.min(least, wrong / theirs.length);
    }
  }
  return least;
}

function withRuntimeG(program: Program): Program {
  return {
    ...program,
    functions: [...program.functions, { name: 'runtime', body: [{ op: 'work', time: 1_000 }] }],
    arrivals: [
      {
        name: 'runtime',
        function: 'runtime',
        process: { kind: 'times', times: [0] },
        place: 'outside',
      },
    ],
  };
}

/** Ids of the tasks, as the workload numbers them, as they start: each time, or the first time. */
function startOrder(workload: string, trace: Trace, isFirstOnly: boolean): number[] {
  const ids = new Map<number, number>();
  const counts = new Map<number, number>();
  const order: number[] = [];
  const event = trace.cursor();
  while (event.next()) {
    if (event.kind === Kind.create) {
      const name = trace.strings.get(event.b);
      ids.delete(event.task);
      if (name === 'main' || name === 'runtime' || name.startsWith('creator')) continue;
      // Tasks are numbered in the order of their creation, 64 to each creator.
      const creator = workload === 'two-level-spawn' ? Number(name.slice(-1)) : 0;
      const n = counts.get(creator) ?? 0;
      counts.set(creator, n + 1);
      ids.set(event.task, 64 * creator + n);
    } else if (event.kind === Kind.start) {
      const id = ids.get(event.task);
      if (id === undefined) continue;
      order.push(id);
      if (isFirstOnly) ids.delete(event.task);
    }
  }
  return order;
}

/**
 * Leaves of the fork/join tree in the order in which they are done. A G walks down the right, forks
 * the left child at every level, and has done its leaf when it first waits or ends.
 */
function leafOrder(trace: Trace): number[] {
  const paths = new Map<number, number>();
  const order: number[] = [];
  const event = trace.cursor();
  while (event.next()) {
    if (event.kind === Kind.create) {
      if (trace.strings.get(event.b) === 'runtime') continue;
      const above = paths.get(event.a);
      paths.set(event.task, 2 * (above ?? 0));
      if (above !== undefined) paths.set(event.a, 2 * above + 1);
    } else if (event.kind === Kind.block || event.kind === Kind.end) {
      const leaf = paths.get(event.task);
      if (leaf !== undefined) order.push(leaf);
      paths.delete(event.task);
    }
  }
  return order;
}
