/** What is known of a stretch or of a steal: its causes, and where its other ends are. */

import { describeAt, formatTime as exactTime, Kind, NONE } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { formatTime } from '../scenario/time.js';
import type { Lanes } from './lanes.js';
import { Look, LOOK_INFO } from './looks.js';
import type { StealList } from './steals.js';

/** One line: what, its value, and the event that it leads to, if any. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly event?: number;
}

/** What is known of one thing. */
export interface Facts {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** How many events are looked through for a cause: no one waits for an answer. */
const REACH = 200_000;

/** Returns the last event before `index` that fits; −1 if it is not within reach. */
function before(index: number, fits: (at: number) => boolean): number {
  const end = Math.max(0, index - REACH);
  for (let at = index - 1; at >= end; at--) if (fits(at)) return at;
  return -1;
}

/** Returns the first event after `index` that fits; −1 if it is not within reach. */
function after(trace: Trace, index: number, fits: (at: number) => boolean): number {
  const end = Math.min(trace.length, index + REACH);
  for (let at = index + 1; at < end; at++) if (fits(at)) return at;
  return -1;
}

/** The sentence about an event, without when and where. */
function sentence(trace: Trace, index: number): string {
  return describeAt(trace, index).split('  ').slice(2).join('  ');
}

/** The name of a task's function, by the event that created it. */
function birthOf(trace: Trace, task: number, index: number): { event: number; name: string } {
  const isBirth = (at: number): boolean => {
    const kind = trace.kind(at);
    return trace.task(at) === task && (kind === Kind.create || kind === Kind.expose);
  };
  const event = before(index + 1, isBirth);
  return { event, name: event < 0 ? '' : trace.strings.get(trace.b(event)) };
}

/** `G17 parse`: the task of a stretch; '' if it is about none. */
export function taskOf(trace: Trace, { task, name }: Lanes, stretch: number): string {
  const id = task[stretch] as number;
  return id === NONE ? '' : named(id, trace.strings.get(name[stretch] as number));
}

function named(task: number, name: string): string {
  return name === '' ? `G${task}` : `G${task} ${name}`;
}

/** Returns what is known of a stretch of a lane. */
export function stretchFacts(trace: Trace, lanes: Lanes, lane: number, stretch: number): Facts {
  const [begin, end] = [lanes.begin[stretch] as number, lanes.end[stretch] as number];
  const [from, to] = [lanes.from[stretch] as number, lanes.to[stretch] as number];
  const look = lanes.look[stretch] as number;
  const task = lanes.task[stretch] as number;
  const row = `${lanes.kind}${lanes.ids[lane]}`;
  const who =
    task === NONE || lanes.kind === 'G' ? row : `${taskOf(trace, lanes, stretch)} on ${row}`;
  const facts: Fact[] = [
    { name: 'lasts', value: formatTime(to - from) },
    { name: 'from', value: exactTime(from) },
    { name: 'until', value: exactTime(to) },
    { name: 'begins', value: sentence(trace, begin), event: begin },
  ];
  if (end < trace.length) facts.push({ name: 'ends', value: sentence(trace, end), event: end });
  facts.push(...causes(trace, look, task, begin));
  const info = LOOK_INFO[look];
  return { title: `${who}: ${info?.name ?? ''}`, facts };
}

/** Why a stretch is as it is. */
function causes(trace: Trace, look: number, task: number, begin: number): Fact[] {
  if (look === Look.running && trace.kind(begin) === Kind.start)
    return startCauses(trace, task, begin);
  if (task !== NONE) return birthFacts(trace, task, begin);
  if (look !== Look.parked && look !== Look.idle) return [];
  const proc = trace.proc(begin);
  const machine = trace.machine(begin);
  const back = after(trace, begin, (at) => {
    const kind = trace.kind(at);
    const isHere = trace.proc(at) === proc || trace.machine(at) === machine;
    return isHere && (kind === Kind.unpark || kind === Kind.procAcquire);
  });
  return back < 0 ? [] : [{ name: 'woken', value: sentence(trace, back), event: back }];
}

function birthFacts(trace: Trace, task: number, index: number): Fact[] {
  const { event } = birthOf(trace, task, index);
  return event < 0 ? [] : [{ name: 'created', value: describeAt(trace, event), event }];
}

/** A task that starts: how long it waited, who made it ready, who stole it. */
function startCauses(trace: Trace, task: number, begin: number): Fact[] {
  const facts: Fact[] = [];
  const ready = before(begin, (at) => trace.task(at) === task && isReady(trace.kind(at)));
  if (ready >= 0) {
    const wait = trace.time(begin) - trace.time(ready);
    facts.push({ name: 'waited', value: formatTime(wait) });
    facts.push({ name: 'ready', value: describeAt(trace, ready), event: ready });
  }
  const { event } = birthOf(trace, task, begin);
  if (event >= 0 && event !== ready) {
    facts.push({ name: 'created', value: describeAt(trace, event), event });
  }
  const theft = before(begin, (at) => trace.task(at) === task);
  if (theft >= 0 && trace.kind(theft) === Kind.steal) {
    facts.push({ name: 'stolen', value: sentence(trace, theft), event: theft });
  }
  return facts;
}

function isReady(kind: number): boolean {
  return (
    kind === Kind.create ||
    kind === Kind.expose ||
    kind === Kind.ready ||
    kind === Kind.yield ||
    kind === Kind.preempt
  );
}

/** Returns what is known of a steal. */
export function stealFacts(trace: Trace, steals: StealList, steal: number): Facts {
  const event = steals.event[steal] as number;
  const [thief, victim] = [steals.thief[steal] as number, steals.victim[steal] as number];
  const count = steals.count[steal] as number;
  const of = trace.c(event);
  const task = steals.task[steal] as number;
  const tasks = count === 1 ? 'a task' : `${count} tasks`;
  const facts: Fact[] = [
    { name: 'at', value: exactTime(steals.time[steal] as number) },
    { name: 'takes', value: of === 0 ? 'its next task' : `${count} of the ${of} in its queue` },
  ];
  facts.push(...searchFacts(trace, event));
  const ready = before(event, (at) => trace.task(at) === task && isReady(trace.kind(at)));
  if (ready >= 0) {
    const wait = formatTime(trace.time(event) - trace.time(ready));
    facts.push({ name: 'it waited', value: `${wait}: ${describeAt(trace, ready)}`, event: ready });
  }
  const start = after(
    trace,
    event,
    (at) => trace.task(at) === task && trace.kind(at) === Kind.start,
  );
  const name = named(task, birthOf(trace, task, event).name);
  if (start >= 0) {
    const later = formatTime(trace.time(start) - trace.time(event));
    facts.push({ name: 'thief', value: `P${thief} runs ${name} ${later} later`, event: start });
  }
  const there = before(event, (at) => trace.proc(at) === victim);
  if (there >= 0) {
    facts.push({ name: 'victim', value: `P${victim}: ${sentence(trace, there)}`, event: there });
  }
  return { title: `P${thief} steals ${tasks} from P${victim}`, facts };
}

/** How the search went that led to a steal. */
function searchFacts(trace: Trace, event: number): Fact[] {
  const machine = trace.machine(event);
  const begin = before(event, (at) => {
    return trace.machine(at) === machine && trace.kind(at) === Kind.searchBegin;
  });
  if (begin < 0) return [];
  let misses = 0;
  for (let at = begin + 1; at < event; at++) {
    if (trace.machine(at) === machine && trace.kind(at) === Kind.miss) misses++;
  }
  const time = formatTime(trace.time(event) - trace.time(begin));
  const vain = misses === 0 ? 'no visit in vain is told' : `${misses} visits in vain are told`;
  return [{ name: 'searched', value: `${time}; ${vain}`, event: begin }];
}
