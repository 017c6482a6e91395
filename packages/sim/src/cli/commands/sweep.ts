/** `pilfer sweep`: what a parameter does, under one or several policies. */

import { writeFileSync } from 'node:fs';
import { SimError } from '../../program/errors.js';
import { VALUES } from '../../runs/replica.js';
import type { Value } from '../../runs/replica.js';
import type { Interval } from '../../statistics/interval.js';
import { parameterNames, parseAxis, showValue } from '../../sweep/axis.js';
import type { Axis } from '../../sweep/axis.js';
import { sweepPoints, sweepSpecs } from '../../sweep/sweep.js';
import type { SweepPoint } from '../../sweep/sweep.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { Exit, InputError, UsageError } from '../errors.js';
import { plusMinus, shower, table } from '../format.js';
import { paintOf } from '../io.js';
import type { Io } from '../io.js';
import { loadScenario } from '../load.js';
import { plotLines, plotSvg } from '../plot.js';
import type { Chart } from '../plot.js';
import { replications } from '../replications.js';
import { checkPolicy, RUN_FLAGS, specOf } from '../spec.js';
import type { RunSpec } from '../spec.js';
import { metricsOf } from './compare.js';
import { worst } from './run.js';

const DEFAULT_REPS = 5;
const WIDTH = 76;

export const sweep: Command = {
  name: 'sweep',
  about: 'runs a scenario at every value of a parameter, or of two',
  usage: '<scenario> --over NAME=VALUES [flags]',
  flags: {
    over: { value: 'NAME=VALUES', about: "the parameter: 'procs=1..1024x2', 'load=0.5,0.9'" },
    and: { value: 'NAME=VALUES', about: 'a second one' },
    policy: { value: 'A,B,…', about: 'the policies; best-of-N with the parameter n' },
    load: { value: 'X', about: 'load of open arrivals at every point, as a share of the Ps' },
    metric: {
      value: 'A,B,…',
      about: `what to show; makespan if not given; of ${VALUES.join(', ')}`,
    },
    ...RUN_FLAGS,
    reps: { value: 'N', about: `replications of each point; default ${DEFAULT_REPS}` },
    out: { value: 'FILE', about: 'also write all values (.csv) or the plot (.svg)' },
    json: { about: 'one JSON document' },
  },
  examples: [
    [
      'pilfer sweep fork-join --over procs=1..64x2 --policy go,global-queue',
      'how two policies use more Ps',
    ],
    [
      'pilfer sweep fan-out-skew --over n=1..4 --policy best-of-N --metric probes',
      'a number of the policy',
    ],
    [
      "pilfer sweep requests --over load=0.5,0.9 --and wake=0,5us --metric 'wait p99'",
      'two parameters: the load, and what a wake-up costs',
    ],
  ],
  async run(args, io) {
    const base = specOf(
      loadScenario(args.words[0]),
      args,
      args.text('policy')?.split(',')[0]?.replace(/-N$/, '-2'),
    );
    const policies = (args.text('policy') ?? base.policy).split(',').map((one) => one.trim());
    for (const name of policies) checkPolicy(name.replace(/-N$/, '-2'));
    const metrics = metricsOf(args.text('metric'), ['makespan']);
    const reps = args.integer('reps', 1, 100_000) ?? DEFAULT_REPS;
    const axes = axesOf(args);
    const out = outOf(args);
    const plan = { axes, policies };
    const specs = usage(() => sweepSpecs(base, { ...plan, fixed: fixedOf(args) }));
    const replicas = await replications(specs, reps);
    const points = sweepPoints(plan, replicas);
    const result: Result = { base, axes, metrics, reps, points };
    if (out !== undefined) save(out, result);
    if (args.has('json')) io.out(`${JSON.stringify(jsonOf(result), null, 2)}\n`);
    else io.out(`${textOf(result, io).join('\n')}\n`);
    return Math.max(Exit.ok, ...replicas.map((one, i) => worst(one, specs[i] as RunSpec, io)));
  },
};

interface Result {
  readonly base: RunSpec;
  readonly axes: readonly Axis[];
  readonly metrics: readonly Value[];
  readonly reps: number;
  readonly points: readonly SweepPoint[];
}

/** What is wrong with a sweep is wrong on the command line. */
function usage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof SimError ? new UsageError(error.message) : error;
  }
}

function axesOf(args: Args): Axis[] {
  const [first, second] = [args.text('over'), args.text('and')];
  if (first === undefined) {
    throw new UsageError(
      `--over: expected a parameter and its values, like 'procs=1..64x2'; parameters: ${parameterNames().join(', ')}`,
    );
  }
  return [first, ...(second === undefined ? [] : [second])].map((one) =>
    usage(() => parseAxis(one)),
  );
}

function fixedOf(args: Args): ReadonlyMap<string, number> {
  const load = args.number('load', 0.001, 1_000);
  return new Map(load === undefined ? [] : [['load', load]]);
}

function outOf(args: Args): string | undefined {
  const path = args.text('out');
  if (path === undefined || /\.(csv|svg)$/.test(path)) return path;
  throw new UsageError(`--out: expected a file that ends in .csv or .svg, received '${path}'`);
}

function jsonOf({ base, axes, reps, points }: Result): object {
  const names = axes.map(({ parameter }) => parameter);
  return {
    scenario: base.program.name,
    ...base.options,
    reps,
    axes,
    points: points.map(({ at, ...rest }) => ({
      at: Object.fromEntries(names.map((name, i) => [name, at[i]])),
      ...rest,
    })),
  };
}

function textOf(result: Result, io: Io): string[] {
  const { base, axes, metrics, reps } = result;
  const { processors, seed = 1 } = base.options;
  const swept = axes.map(({ parameter }) => parameter);
  const where = swept.includes('procs') ? '' : `  ${processors} Ps`;
  const seeds = swept.includes('seed') ? '' : `  seeds ${seed} to ${seed + reps - 1}`;
  return [
    `${paintOf(io).bold(base.program.name)}${where}${seeds}`,
    `${reps} replications of each point${reps === 1 ? '' : '; means with 95 % intervals'}`,
    ...metrics.flatMap((metric) => ['', metric, ...metricLines(result, metric)]),
  ];
}

/** One metric: a row for each value of the first parameter, a column for each line of the plot. */
function metricLines(result: Result, metric: Value): string[] {
  const { axes, reps } = result;
  const { parameter, values } = axes[0] as Axis;
  const lines = linesOf(result);
  const show = shower(metric);
  const cell = (point: SweepPoint): string =>
    reps === 1 ? show(point.values[metric].mean) : plusMinus(point.values[metric], show);
  const rows = values.map((value, i) => [
    showValue(parameter, value),
    ...lines.map(({ points }) => cell(points[i] as SweepPoint)),
  ]);
  const wide = table([[parameter, ...lines.map(({ label }) => label)], ...rows]);
  const fits = wide.every((line) => line.length <= 80);
  const blocks = lines.flatMap(({ label }, s) => [
    label,
    ...table(rows.map(([head = '', ...cells]) => [`  ${head}`, cells[s] ?? ''])),
  ]);
  const saturation =
    parameter === 'procs' && metric === 'throughput' ? saturationLines(result) : [];
  return [
    ...(fits ? wide : blocks),
    '',
    ...plotLines(chartOf(result, metric), WIDTH),
    ...saturation,
  ];
}

/** From where on more Ps bring next to nothing: less than a twentieth of the most that was reached. */
function saturationLines(result: Result): string[] {
  const show = shower('throughput');
  const { values } = result.axes[0] as Axis;
  return [
    '',
    ...linesOf(result).map(({ label, points }) => {
      const means = points.map((point) => point.values.throughput.mean);
      const most = Math.max(...means);
      const at = means.findIndex((mean) => mean >= 0.95 * most);
      if (at === values.length - 1) return `${label} does not saturate up to ${values[at]} Ps`;
      return `${label} saturates at ${values[at]} Ps: ${show(most)} is the most it reaches`;
    }),
  ];
}

interface Line {
  readonly label: string;
  readonly points: readonly SweepPoint[];
}

/** The points of one policy and one value of the second parameter. */
function linesOf({ axes, points }: Result): Line[] {
  const [first, second] = axes;
  const inner = second?.values.length ?? 1;
  const each = (first?.values.length ?? 0) * inner;
  return Array.from({ length: points.length / (first?.values.length ?? 1) }, (_, line) => {
    const start = Math.floor(line / inner) * each + (line % inner);
    const own = (first?.values ?? []).map((__, i) => points[start + i * inner] as SweepPoint);
    const { policy, at } = own[0] as SweepPoint;
    const also =
      second === undefined
        ? ''
        : `, ${second.parameter} ${showValue(second.parameter, at[1] ?? 0)}`;
    return { label: `${policy}${also}`, points: own };
  });
}

function chartOf(result: Result, metric: Value): Chart {
  const { parameter, values } = result.axes[0] as Axis;
  return {
    title: `${result.base.program.name}: ${metric}`,
    ticks: values.map((value) => showValue(parameter, value)),
    series: linesOf(result).map(({ label, points }) => ({
      label,
      values: points.map((point) => point.values[metric].mean),
    })),
    show: shower(metric),
  };
}

function save(path: string, result: Result): void {
  const isPlot = path.endsWith('.svg');
  const [first] = result.axes;
  const text = isPlot
    ? plotSvg(chartOf(result, result.metrics[0] as Value), first?.parameter ?? '')
    : csvOf(result);
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new InputError(`cannot write '${path}': ${(error as Error).message}`);
  }
}

/** Every value of every point; times in ns. */
function csvOf({ axes, points }: Result): string {
  const head = [
    'policy',
    ...axes.map(({ parameter }) => parameter),
    ...VALUES.flatMap((name) => [name, `${name} ±`]),
  ];
  const number = ({ mean, halfWidth }: Interval): (number | string)[] => [
    mean,
    Number.isFinite(halfWidth) ? halfWidth : '',
  ];
  const rows = points.map(({ policy, at, values }) =>
    [policy, ...at, ...VALUES.flatMap((name) => number(values[name]))].join(','),
  );
  return [head.join(','), ...rows, ''].join('\n');
}
