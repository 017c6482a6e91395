/** `pilfer workspan`: how much parallelism there is, where the critical path is, and what more Ps bring. */

import type { Trace } from '@pilfer/scheduler/trace';
import { simulate } from '../../engine/simulate.js';
import { criticalPath, speedupLaw } from '../../metrics/critical-path.js';
import type { CriticalPath, SpeedupLaw } from '../../metrics/critical-path.js';
import type { PathPart } from '../../metrics/work-span.js';
import { SimError } from '../../program/errors.js';
import type { Program } from '../../program/index.js';
import type { RunSpec } from '../../runs/spec.js';
import { formatTime } from '../../scenario/time.js';
import { replay } from '../../truth/replay.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { Exit } from '../errors.js';
import { brief, percent, table } from '../format.js';
import { paintOf } from '../io.js';
import type { Io } from '../io.js';
import { loadScenario } from '../load.js';
import { optionsOf, RUN_FLAGS, specOf } from '../spec.js';
import { complain, isTraceAt, loadTrace, titleOf } from '../trace-input.js';

const DEFAULT_MOST = 64;
/** So many Ps that every task runs as soon as it is ready, unless more are ready at once. */
const ENOUGH = 4_096;
/** Parts of the critical path that are told one by one. */
const TOLD = 8;

/** The number of Ps is what varies. */
const FLAGS = Object.fromEntries(Object.entries(RUN_FLAGS).filter(([name]) => name !== 'procs'));

export const workspan: Command = {
  name: 'workspan',
  about: 'tells work, span, critical path, and the speed-up they allow',
  usage: '<trace or scenario> [flags]',
  flags: {
    policy: { value: 'NAME', about: "the rules of the simulated runs; see 'pilfer policies'" },
    most: { value: 'N', about: `largest number of Ps; default ${DEFAULT_MOST}` },
    ...FLAGS,
    json: { about: 'one JSON document, with the whole path' },
  },
  examples: [
    ['pilfer workspan fork-join', 'a scenario, and its simulated speed-up'],
    ['pilfer workspan run.pilfer --most 16', 'a recording of the real runtime'],
    ['pilfer workspan mine.yaml --policy pilfer --json', 'all numbers, under other rules'],
  ],
  run(args, io) {
    const { title, found, spec, why, isSound } = inputOf(args, io);
    const procs = powers(args.integer('most', 1, ENOUGH) ?? DEFAULT_MOST);
    const laws = procs.map((count): Row => {
      const law = speedupLaw(found, count);
      return spec === undefined ? law : { ...law, simulated: simulated(spec, count, found.work) };
    });
    if (args.has('json')) {
      io.out(`${JSON.stringify({ title, ...found, speedups: laws }, null, 2)}\n`);
    } else io.out(textOf(title, found, laws, why, io));
    return isSound ? Exit.ok : Exit.input;
  },
};

interface Input {
  readonly title: string;
  readonly found: CriticalPath;
  /** How to run it on other numbers of Ps; absent: that is not known. */
  readonly spec: RunSpec | undefined;
  /** Why there is no such way, or what it assumes. */
  readonly why: string;
  readonly isSound: boolean;
}

interface Row extends SpeedupLaw {
  readonly simulated?: number;
}

function inputOf(args: Args, io: Io): Input {
  const given = args.words[0];
  if (given !== undefined && isTraceAt(given)) {
    const file = loadTrace(given);
    const { spec, why } = replayed(file.trace, args);
    return {
      title: titleOf(file.trace),
      found: criticalPath(file.trace),
      spec,
      why,
      isSound: !complain(given, file, io),
    };
  }
  const spec = specOf(loadScenario(given), args);
  return {
    title: `${spec.program.name}  seed ${spec.options.seed ?? 1}`,
    found: criticalPath(unhindered(spec)),
    spec,
    why: `simulated: policy ${spec.policy}, with its costs`,
    isSound: true,
  };
}

/** The trace of a run in which nothing costs anything and there is a P for every task. */
function unhindered(spec: RunSpec): Trace {
  const { seed = 1, maxTime, maxEvents } = spec.options;
  const run = {
    seed,
    policy: 'go',
    costs: 'zero',
    processors: ENOUGH,
    trace: true,
    ...(maxTime === undefined ? {} : { maxTime }),
    ...(maxEvents === undefined ? {} : { maxEvents }),
  };
  const { trace } = simulate(spec.program, run);
  if (trace === undefined) throw new Error('workspan: the simulator returned no trace');
  return trace;
}

function replayed(trace: Trace, args: Args): { spec: RunSpec | undefined; why: string } {
  let program: Program;
  try {
    program = replay(trace);
  } catch (error) {
    if (!(error instanceof SimError)) throw error;
    return { spec: undefined, why: `no simulated speed-up: ${error.message}` };
  }
  const policy = args.text('policy') ?? (trace.info.source === 'runtime' ? 'pilfer' : 'go');
  const scenario = { program, description: '', defaults: {} };
  const spec = specOf(scenario, args, policy);
  return { spec, why: `simulated: the recorded tasks again, policy ${policy}` };
}

function simulated(spec: RunSpec, processors: number, work: number): number {
  const { time } = simulate(spec.program, { ...optionsOf(spec), processors });
  return time === 0 ? 1 : work / time;
}

/** 1, 2, 4, … up to the largest number, which is the last. */
function powers(most: number): number[] {
  const all: number[] = [];
  for (let count = 1; count < most; count *= 2) all.push(count);
  return [...all, most];
}

function textOf(
  title: string,
  found: CriticalPath,
  laws: readonly Row[],
  why: string,
  io: Io,
): string {
  const { work, span, burdenedSpan, parallelism, burdenedParallelism, path } = found;
  const head = ['Ps', 'at least', 'at most', 'burdened', 'simulated'];
  const rows = laws.map(({ procs, low, high, burdened, simulated: run }) => [
    String(procs),
    ...[low, high, burdened].map((value) => value.toFixed(2)),
    run === undefined ? '' : run.toFixed(2),
  ]);
  return [
    paintOf(io).bold(title),
    '',
    `work T1      ${formatTime(work)}`,
    `span T∞      ${formatTime(span)}; burdened ${formatTime(burdenedSpan)}`,
    `parallelism  ${brief(parallelism)}; burdened ${brief(burdenedParallelism)}`,
    '',
    'speed-up on P Ps: at least T1/(T1/P + T∞(1 − 1/P)) of a greedy schedule, at most',
    'P and T1/T∞ of any; burdened: what Cilkview expects at least, moves counted',
    '',
    ...table([head, ...rows]),
    why,
    '',
    ...pathLines(path, span),
    '',
  ].join('\n');
}

/** Which functions the critical path is made of, and its longest parts in order. */
function pathLines(path: readonly PathPart[], span: number): string[] {
  const byName = new Map<string, { time: number; parts: number }>();
  for (const { name, time } of path) {
    const { time: before, parts } = byName.get(name) ?? { time: 0, parts: 0 };
    byName.set(name, { time: before + time, parts: parts + 1 });
  }
  const share = (time: number): string => percent(span === 0 ? 0 : time / span);
  const functions = [...byName]
    .sort(([, one], [, other]) => other.time - one.time)
    .slice(0, TOLD)
    .map(([name, { time, parts }]) => [`  ${name}`, formatTime(time), share(time), `${parts} ×`]);
  const least = path.map(({ time }) => time).sort((a, b) => b - a)[TOLD - 1] ?? 0;
  const longest = path.filter(({ time }) => time > 0 && time >= least).slice(0, TOLD);
  const parts = longest.map(({ task, name, time, then }) => [
    `  ${name}`,
    `task ${task}`,
    formatTime(time),
    share(time),
    then,
  ]);
  return [
    `critical path: ${path.length} ${path.length === 1 ? 'part' : 'parts'}, by function`,
    ...table(functions),
    '',
    `its longest parts, in order`,
    ...table(parts),
  ];
}
