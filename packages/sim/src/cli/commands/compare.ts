/** `pilfer compare`: policies side by side, on the same random numbers. */

import { meanInterval, pairedInterval } from '../../statistics/interval.js';
import type { Interval } from '../../statistics/interval.js';
import { fastest, slowestGreedy } from '../../theory/bounds.js';
import { simulate } from '../../engine/simulate.js';
import { measure } from '../../metrics/measure.js';
import { formatTime } from '../../scenario/time.js';
import { listed } from '../../scenario/suggest.js';
import type { Command } from '../command.js';
import { Exit, UsageError } from '../errors.js';
import { plusMinus, shower, table } from '../format.js';
import { paintOf } from '../io.js';
import type { Io } from '../io.js';
import { loadScenario } from '../load.js';
import { replications } from '../replications.js';
import { VALUES } from '../../runs/replica.js';
import type { Replica, Value } from '../../runs/replica.js';
import { optionsOf, RUN_FLAGS, specOf } from '../spec.js';
import type { RunSpec } from '../spec.js';
import { worst } from './run.js';

const DEFAULT_POLICIES = 'go,steal-one,best-of-2,global-queue,no-stealing';
const DEFAULT_METRICS: readonly Value[] = ['makespan', 'wait mean', 'wait p99'];
const DEFAULT_REPS = 10;

export const compare: Command = {
  name: 'compare',
  about: 'runs a scenario under several policies, same random numbers',
  usage: '<scenario> [flags]',
  flags: {
    policy: { value: 'A,B,…', about: `the policies; default ${DEFAULT_POLICIES}` },
    metric: { value: 'A,B,…', about: `the columns; of ${listed(VALUES)}` },
    ...RUN_FLAGS,
    reps: { value: 'N', about: `replications of each; default ${DEFAULT_REPS}` },
    json: { about: 'one JSON document' },
  },
  examples: [
    ['pilfer compare fan-out-skew', 'the usual policies on 10 seeds'],
    ['pilfer compare mine.yaml --policy go,best-of-2 --reps 30', 'two policies, tighter intervals'],
    ["pilfer compare sleepers --metric 'wait p99,utilisation'", 'other columns'],
  ],
  async run(args, io) {
    const scenario = loadScenario(args.words[0]);
    const names = (args.text('policy') ?? DEFAULT_POLICIES).split(',').map((one) => one.trim());
    const metrics = metricsOf(args.text('metric'), DEFAULT_METRICS);
    const reps = args.integer('reps', 2, 100_000) ?? DEFAULT_REPS;
    const specs = names.map((name) => specOf(scenario, args, name));
    const replicas = await replications(specs, reps);
    const rows = compareAll(names, metrics, replicas);
    const first = specs[0] as RunSpec;
    if (args.has('json')) {
      const bounds = boundsOf(first);
      const document = {
        scenario: first.program.name,
        ...first.options,
        reps,
        bounds,
        policies: rows,
      };
      io.out(`${JSON.stringify(document, null, 2)}\n`);
    } else {
      io.out(`${lines(first, reps, metrics, rows, io).join('\n')}\n`);
    }
    return Math.max(Exit.ok, ...replicas.map((one, i) => worst(one, specs[i] as RunSpec, io)));
  },
};

/** The values that `--metric` names. */
export function metricsOf(given: string | undefined, others: readonly Value[]): readonly Value[] {
  if (given === undefined) return others;
  return given.split(',').map((one) => {
    const found = VALUES.find((value) => value === one.trim());
    if (found === undefined) {
      throw new UsageError(
        `--metric: expected some of ${listed(VALUES)}, received '${one.trim()}'`,
      );
    }
    return found;
  });
}

/** One policy: its values, and how they differ from those of the first policy. */
interface Row {
  readonly policy: string;
  /** By the first metric: the best, or one that the pairs cannot tell from it. */
  readonly rank: 'best' | 'tied' | 'worse';
  readonly values: Readonly<Record<string, Interval>>;
  readonly differences: Readonly<Record<string, Interval>>;
}

function compareAll(
  names: readonly string[],
  metrics: readonly Value[],
  replicas: readonly (readonly Replica[])[],
): Row[] {
  const samples = (i: number, name: Value): number[] =>
    (replicas[i] ?? []).map(({ values }) => values[name]);
  const ranks = ranksOf(
    names.map((_, i) => samples(i, metrics[0] as Value)),
    metrics[0] as Value,
  );
  return names.map((policy, i) => ({
    policy,
    rank: ranks[i] as Row['rank'],
    values: Object.fromEntries(metrics.map((name) => [name, meanInterval(samples(i, name))])),
    differences: Object.fromEntries(
      metrics.map((name) => [name, pairedInterval(samples(i, name), samples(0, name))]),
    ),
  }));
}

/** Of these, more is better; of the others, less. */
const MORE_IS_BETTER: ReadonlySet<Value> = new Set(['utilisation', 'throughput']);

function ranksOf(samples: readonly (readonly number[])[], metric: Value): Row['rank'][] {
  const sign = MORE_IS_BETTER.has(metric) ? -1 : 1;
  const means = samples.map((one) => sign * meanInterval(one).mean);
  const best = means.indexOf(Math.min(...means));
  return samples.map((one, i) => {
    if (i === best) return 'best';
    const { low, high } = pairedInterval(one, samples[best] as readonly number[]);
    return low <= 0 && high >= 0 ? 'tied' : 'worse';
  });
}

const RANKS: Readonly<Record<Row['rank'], string>> = { best: 'best', tied: '≈ best', worse: '' };

function lines(
  spec: RunSpec,
  reps: number,
  metrics: readonly Value[],
  rows: readonly Row[],
  io: Io,
): string[] {
  const { processors, seed = 1 } = spec.options;
  const paint = paintOf(io);
  const base = rows[0] as Row;
  const first = metrics[0] as Value;
  const cells = rows.map((row) => [
    row.policy,
    ...metrics.map((name) => plusMinus(row.values[name] as Interval, shower(name))),
    row === base ? '' : difference(row, base, first),
    RANKS[row.rank],
  ]);
  return [
    `${paint.bold(spec.program.name)}  ${processors} Ps  seeds ${seed} to ${seed + reps - 1}`,
    `${reps} paired replications; 95 % intervals; then the ${first} against ${base.policy}, and`,
    'which is best; ≈ where the pairs cannot tell them apart',
    '',
    ...narrow([['policy', ...metrics, 'against', 'rank'], ...cells]).map((line) =>
      line.trimEnd().replace(/(≈ )?best$/, (mark) => paint.bold(mark)),
    ),
    ...boundLines(spec),
  ];
}

function difference(row: Row, base: Row, name: string): string {
  const paired = row.differences[name] as Interval;
  const before = (base.values[name] as Interval).mean;
  const sign = paired.mean > 0 ? '+' : '';
  const share = before === 0 ? 'n/a' : `${sign}${((100 * paired.mean) / before).toFixed(1)} %`;
  return paired.low <= 0 && paired.high >= 0 ? `≈ ${share}` : share;
}

/** A table; where it is wider than 80 columns, one block per policy instead. */
function narrow(rows: readonly (readonly string[])[]): string[] {
  const wide = table(rows);
  if (wide.every((line) => line.length <= 80)) return wide;
  const [head = [], ...rest] = rows;
  return rest.flatMap((row) => [
    row[0] ?? '',
    ...table(row.slice(1).flatMap((cell, i) => (cell === '' ? [] : [[`  ${head[i + 1]}`, cell]]))),
  ]);
}

/** What theory allows a run of the first policy: times in ns. */
interface Bounds {
  readonly seed: number;
  readonly work: number;
  readonly span: number;
  /** No schedule ends before. */
  readonly fastest: number;
  /** A greedy one without costs has ended by then. */
  readonly slowestGreedy: number;
}

function boundsOf(spec: RunSpec): Bounds | undefined {
  const { trace } = simulate(spec.program, { ...optionsOf(spec), trace: true });
  if (trace === undefined) return undefined;
  const { work, span } = measure(trace).workSpan;
  const { processors, seed = 1 } = spec.options;
  return {
    seed,
    work,
    span,
    fastest: fastest(work, span, processors),
    slowestGreedy: slowestGreedy(work, span, processors),
  };
}

function boundLines(spec: RunSpec): string[] {
  const bounds = boundsOf(spec);
  if (bounds === undefined) return [];
  return [
    '',
    `theory  work ${formatTime(bounds.work)}, span ${formatTime(bounds.span)} (seed ${bounds.seed})`,
    `        no schedule ends before ${formatTime(bounds.fastest)};` +
      ` a greedy one without costs by ${formatTime(bounds.slowestGreedy)}`,
  ];
}
