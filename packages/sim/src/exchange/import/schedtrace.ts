/**
 * Reads the lines of `GODEBUG=schedtrace=…` and of `PILFER_DEBUG`, with or without detail. They are
 * samples: between two of them nothing is known to change. The lengths of queues and the numbers of
 * threads become counters.
 *
 * With detail it is known which P is busy, and with which G. Without, only how many are: the first ones
 * are shown as busy.
 */

import {
  CounterName,
  Into,
  Kind,
  NONE,
  Source,
  StopReason,
  TraceBuilder,
  WaitReason,
  type Trace,
  type TraceFile,
} from '@pilfer/scheduler/trace';
import { MAX_PROCS } from '../looks.js';
import { linesOf } from './lines.js';

const HEAD = /^SCHED (\d+)ms: gomaxprocs=(\d+) /;
const MAX_ID = 0x7fffffff;

/** One sample. */
interface Sample {
  readonly ms: number;
  readonly procs: number;
  readonly numbers: ReadonlyMap<string, number>;
  /** Lengths of the local queues. */
  readonly queues: number[];
  /** With detail: P → the M that holds it. */
  readonly holders: Map<number, number>;
  /** With detail: M → its G. */
  readonly running: Map<number, number>;
  isDetailed: boolean;
}

/** Reads a trace; undefined if no line is one of a schedtrace. */
export function readSchedtrace(bytes: Uint8Array, title: string): TraceFile | undefined {
  const samples: Sample[] = [];
  let unread = 0;
  for (const line of linesOf(bytes)) {
    const sample = readHead(line);
    const last = samples.at(-1);
    if (sample !== undefined) samples.push(sample);
    else if (last !== undefined && line.startsWith('  ')) readDetail(line, last);
    else if (line.startsWith('SCHED ')) unread++;
  }
  if (samples.length === 0) return undefined;
  const problem = unread === 0 ? undefined : `has ${unread} lines that cannot be read`;
  return { trace: traceOf(samples, title), meta: { imported: 'schedtrace' }, problem };
}

function readHead(line: string): Sample | undefined {
  const [, ms, procs] = HEAD.exec(line) ?? [];
  if (procs === undefined || Number(procs) > MAX_PROCS || Number(ms) > MAX_ID) return undefined;
  const pairs = [...line.matchAll(/(\w+)=(\d+)/g)];
  const list = /\[([\d ]*)\]\s*$/.exec(line)?.[1] ?? '';
  return {
    ms: Number(ms),
    procs: Number(procs),
    numbers: new Map(pairs.map(([, name = '', value]) => [name, Number(value)])),
    queues: list.split(' ').filter(Boolean).map(Number),
    holders: new Map(),
    running: new Map(),
    isDetailed: false,
  };
}

/** Go's statuses of a P that is running, or in a system call. */
const BUSY: ReadonlySet<number> = new Set([1, 2]);

function readDetail(line: string, sample: Sample): void {
  const [, letter, id] = /^ {2}([PM])(\d+): /.exec(line) ?? [];
  if (letter === undefined || Number(id) > MAX_ID) return;
  const value = (name: string): number => {
    const text = new RegExp(` ${name}=(-?\\d+)`).exec(line)?.[1];
    return text === undefined || Number(text) > MAX_ID ? NONE : Number(text);
  };
  sample.isDetailed = true;
  if (letter === 'M') sample.running.set(Number(id), value('curg'));
  else if (Number(id) < sample.procs) {
    sample.queues[Number(id)] = Math.max(0, value('runqsize'));
    if (BUSY.has(value('status'))) sample.holders.set(Number(id), value('m'));
  }
}

/** P → the G that it is shown to run, for those that are busy. */
function busyOf({ procs, numbers, holders, running, isDetailed }: Sample): Map<number, number> {
  if (isDetailed) {
    const known = [...holders].map(([p, m]) => [p, running.get(m) ?? NONE] as const);
    return new Map(known.filter(([, task]) => task > 0));
  }
  const busy = Math.max(0, procs - (numbers.get('idleprocs') ?? 0));
  return new Map(Array.from({ length: busy }, (_, p) => [p, UNKNOWN + p]));
}

/** Number of what an unknown G is called on P0, P1 …: Go numbers from 1, and never gets so far. */
const UNKNOWN = 0x7fff0000;

function traceOf(samples: readonly Sample[], title: string): Trace {
  const procs = Math.max(...samples.map((sample) => sample.procs), 1);
  const story = new TraceBuilder({ source: 'runtime', title, epochMs: 0 });
  story.outside().event(Kind.runStart, { a: procs, b: procs });
  for (let p = 0; p < procs; p++) story.on(p, NONE).event(Kind.machineStart);
  let running = new Map<number, number>();
  const known = new Set<number>();
  const zero = samples[0]?.ms ?? 0;
  let time = 0;
  for (const sample of samples) {
    time = Math.max(time, (sample.ms - zero) * 1_000_000);
    story.at(time);
    const next = busyOf(sample);
    for (const [p, task] of running) if (next.get(p) !== task) leave(story, p, task);
    for (const [p, task] of next) if (running.get(p) !== task) enter(story, p, task, known);
    running = next;
    count(story, sample);
  }
  return story.stop(StopReason.closed).trace();
}

function leave(story: TraceBuilder, proc: number, task: number): void {
  story.on(proc).event(Kind.block, { task, a: WaitReason.forever }).event(Kind.procRelease);
}

function enter(story: TraceBuilder, proc: number, task: number, known: Set<number>): void {
  story.outside();
  if (known.has(task)) story.event(Kind.ready, { task, b: WaitReason.forever, c: Into.direct });
  else story.create(task, NONE, task >= UNKNOWN ? 'busy' : '', Into.direct);
  known.add(task);
  story.on(proc).event(Kind.procAcquire).start(task, Source.direct);
}

const TOTALS = [
  ['runqueue', CounterName.globalQueue],
  ['idleprocs', CounterName.idleProcs],
  ['threads', CounterName.machines],
  ['spinningthreads', CounterName.searching],
  ['idlethreads', CounterName.parked],
] as const;

function count(story: TraceBuilder, { numbers, queues }: Sample): void {
  for (const [name, counter] of TOTALS) {
    const value = numbers.get(name);
    if (value === undefined) continue;
    story.outside().event(Kind.counter, { a: story.text(counter), b: value | 0 });
  }
  const name = story.text(CounterName.localQueue);
  queues.forEach((length, p) => {
    if (p < MAX_PROCS) story.on(NONE, p).event(Kind.counter, { a: name, b: length | 0 });
  });
}
