/** `pilfer run`: one run, or replications. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { traceFilePieces, traceOfWords } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { simulate } from '../../engine/simulate.js';
import { schedtracePieces } from '../../exchange/schedtrace-lines.js';
import type { SchedtraceOptions } from '../../exchange/schedtrace-lines.js';
import { measure, Measurer } from '../../metrics/measure.js';
import type { Metrics } from '../../metrics/measure.js';
import type { SimResult, TraceSink } from '../../program/index.js';
import { formatTime } from '../../scenario/time.js';
import { meanInterval } from '../../statistics/interval.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { Exit, InputError, UsageError } from '../errors.js';
import { count, plusMinus, shower, table } from '../format.js';
import { paintOf } from '../io.js';
import type { Io } from '../io.js';
import { loadScenario } from '../load.js';
import { replications } from '../replications.js';
import { VALUES } from '../../runs/replica.js';
import type { Replica } from '../../runs/replica.js';
import { optionsOf, RUN_FLAGS, specOf } from '../spec.js';
import type { RunSpec } from '../spec.js';
import { metricsJson, summaryLines } from '../summary.js';

export const run: Command = {
  name: 'run',
  about: 'runs a scenario and says what happened',
  usage: '<scenario> [flags]',
  flags: {
    policy: { value: 'NAME', about: "the rules; see 'pilfer policies'" },
    ...RUN_FLAGS,
    reps: { value: 'N', about: 'replications with the seeds that follow, on all cores' },
    trace: { value: 'FILE', about: 'also write the trace to this file' },
    schedtrace: { value: 'TIME', about: "also print Go's SCHED lines, one each so often" },
    scheddetail: { about: 'with --schedtrace: a line for each P, M and G, too' },
    json: { about: 'one JSON document' },
  },
  examples: [
    ['pilfer run fan-out-skew --procs 8', 'a built-in scenario on 8 Ps'],
    ['pilfer run mine.yaml --policy steal-one --seed 7', 'a file, under another policy'],
    ['pilfer run syscall-mix --reps 20 --json', '20 replications, with confidence intervals'],
  ],
  async run(args, io) {
    const spec = specOf(loadScenario(args.words[0]), args);
    const reps = args.integer('reps', 1, 100_000) ?? 1;
    return reps === 1 ? runOnce(spec, args, io) : runMany(spec, reps, args, io);
  },
};

/** The first line of every result. */
function heading(spec: RunSpec, io: Io): string {
  const { processors, cores = processors, seed = 1 } = spec.options;
  const where = cores === processors ? `${processors} Ps` : `${processors} Ps on ${cores} cores`;
  const name = paintOf(io).bold(spec.program.name);
  return `${name}  ${where}  policy ${spec.policy}  seed ${seed}`;
}

function runOnce(spec: RunSpec, args: Args, io: Io): number {
  const sched = schedtraceOf(args);
  const show =
    sched &&
    ((trace: Trace): void => {
      for (const lines of schedtracePieces(trace, sched)) io.err(lines);
    });
  const { result, metrics } = simulateAndMeasure(spec, args.text('trace'), show);
  if (args.has('json')) io.out(`${JSON.stringify(jsonOf(spec, result, metrics), null, 2)}\n`);
  else io.out([heading(spec, io), '', ...summaryLines(metrics), ''].join('\n'));
  return verdict(result, spec, io);
}

/** Go prints its lines on standard error; so do we. */
function schedtraceOf(args: Args): SchedtraceOptions | undefined {
  const every = args.time('schedtrace');
  const detail = args.has('scheddetail');
  if (every === undefined) {
    if (detail) throw new UsageError('--scheddetail: only with --schedtrace');
    return undefined;
  }
  if (every === 0) throw new UsageError('--schedtrace: expected a time above 0');
  return { every, detail };
}

/** Measures the trace piece by piece; or keeps it, if it is written to a file or shown. */
function simulateAndMeasure(
  spec: RunSpec,
  file: string | undefined,
  show: ((trace: Trace) => void) | undefined,
): { result: SimResult; metrics: Metrics } {
  if (file === undefined && show === undefined) {
    const measurer = new Measurer();
    const sink: TraceSink = (words, records) => measurer.add(traceOfWords(words, records));
    const result = simulate(spec.program, { ...optionsOf(spec), trace: sink });
    return { result, metrics: measurer.finish() };
  }
  const { trace, ...result } = simulate(spec.program, { ...optionsOf(spec), trace: true });
  if (trace === undefined) throw new Error('run: the simulator returned no trace');
  if (file !== undefined) saveTrace(trace, file, spec);
  show?.(trace);
  return { result, metrics: measure(trace) };
}

/** Complains about a run that did not end by itself. */
function verdict(
  result: Pick<SimResult, 'end' | 'deadlock' | 'events'> & { readonly time: number },
  spec: RunSpec,
  io: Io,
): number {
  if (result.end === 'deadlock') {
    io.err(`pilfer: ${result.deadlock ?? 'deadlock'}\n`);
    return Exit.failed;
  }
  if (result.end === 'eventLimit') {
    io.err(
      `pilfer: stopped after ${count(result.events)} events (--max-events) at ${formatTime(result.time)}; ` +
        `'${spec.program.name}' had not ended\n`,
    );
    return Exit.failed;
  }
  return Exit.ok;
}

function jsonOf(spec: RunSpec, result: SimResult, metrics: Metrics): object {
  const { busy, counts, end, events, machines } = result;
  return {
    scenario: spec.program.name,
    policy: spec.policy,
    ...spec.options,
    end,
    simulatedEvents: events,
    machines,
    counts,
    busy: [...busy],
    ...metricsJson(metrics),
    ...(result.deadlock === undefined ? {} : { deadlock: result.deadlock }),
  };
}

async function runMany(spec: RunSpec, reps: number, args: Args, io: Io): Promise<number> {
  const [replicas = []] = await replications([spec], reps);
  const intervals = VALUES.map(
    (name) => [name, meanInterval(replicas.map(({ values }) => values[name]))] as const,
  );
  if (args.has('json')) {
    const document = {
      scenario: spec.program.name,
      policy: spec.policy,
      ...spec.options,
      reps,
      intervals: Object.fromEntries(intervals),
      replicas,
    };
    io.out(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const rows = intervals.map(([name, interval]) => [name, plusMinus(interval, shower(name))]);
    const note = `${reps} replications, seeds from that on; means with 95 % intervals`;
    io.out([heading(spec, io), note, '', ...table(rows), ''].join('\n'));
  }
  return worst(replicas, spec, io);
}

/** The verdict of the first replica that did not end by itself. */
export function worst(replicas: readonly Replica[], spec: RunSpec, io: Io): number {
  const bad = replicas.find(({ end }) => end === 'deadlock' || end === 'eventLimit');
  if (bad === undefined) return Exit.ok;
  io.err(`pilfer: the replication with seed ${bad.seed}:\n`);
  return verdict({ ...bad, time: bad.values.makespan }, spec, io);
}

/** Writes a trace to a file. */
function saveTrace(trace: Trace, path: string, spec: RunSpec): void {
  try {
    const fd = openSync(path, 'w');
    const meta = { policy: spec.policy, ...spec.options };
    for (const bytes of traceFilePieces(trace, meta)) writeSync(fd, bytes);
    closeSync(fd);
  } catch (error) {
    throw new InputError(`cannot write '${path}': ${(error as Error).message}`);
  }
}
