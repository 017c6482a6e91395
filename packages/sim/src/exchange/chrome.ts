/**
 * Chrome Trace Event JSON: what the Perfetto UI, chrome://tracing and speedscope open.
 *
 * - pid 1 has the Ps, pid 2 the Ms, pid 3 the first tasks as async events, pid 4 counters and what
 *   happens outside; tid is the number of the P or M.
 * - Each event of the trace stands in the arguments of one slice or instant, with its number `i`: so
 *   the file is the trace, and `pilfer import` gets all of it back.
 * - Steals are flows, with an id of their own each. An arrow follows its slices in the file: viewers
 *   lose a flow that they read before the slice it is in.
 * - The first event says whose the file is. It does not stand in front of `traceEvents`, since
 *   Perfetto stops at a key there that it does not know.
 */

import { kindName, NONE, type Trace } from '@pilfer/scheduler/trace';
import { fieldsOf } from './fields.js';
import { STATE_WORDS } from './looks.js';
import { TextWriter } from './text-writer.js';
import { timelinePieces } from './timeline.js';
import type { Arrow, LaneId, Slice, TimelineSink } from './timeline-sink.js';

/** Name of the metadata event that tells a file of ours. */
export const TITLE_EVENT = 'pilfer_trace';

/** Process ids of the file. */
const Pid = { procs: 1, machines: 2, tasks: 3, run: 4 } as const;

const PROCESSES: readonly (readonly [pid: number, name: string])[] = [
  [Pid.procs, 'Ps'],
  [Pid.machines, 'Ms'],
  [Pid.tasks, 'Gs'],
  [Pid.run, 'run'],
];

const PID_OF = { proc: Pid.procs, machine: Pid.machines, outside: Pid.run } as const;
const LETTER_OF = { proc: 'P', machine: 'M', outside: 'outside ' } as const;

/** Yields a trace as Chrome JSON; `taskLanes` tasks get a row of their own. */
export function* chromePieces(trace: Trace, taskLanes: number): Generator<string, void> {
  const writer = new ChromeWriter(trace);
  yield* timelinePieces(trace, writer, taskLanes);
  yield writer.end();
}

class ChromeWriter extends TextWriter implements TimelineSink {
  readonly #trace: Trace;
  readonly #known = new Set<string>();
  /** The state that each task lane is in. */
  readonly #states = new Map<number, string>();

  constructor(trace: Trace) {
    super();
    this.#trace = trace;
    const { source, title, epochMs } = trace.info;
    const args = { source, title, epochMs, events: trace.length };
    this.text = '{"displayTimeUnit":"ns","traceEvents":[';
    this.text += `\n${JSON.stringify({ ph: 'M', pid: Pid.run, tid: 0, name: TITLE_EVENT, args })}`;
    for (const [pid, name] of PROCESSES) {
      this.#add({ ph: 'M', pid, tid: 0, name: 'process_name', args: { name } });
      this.#add({ ph: 'M', pid, tid: 0, name: 'process_sort_index', args: { sort_index: pid } });
    }
  }

  end(): string {
    this.text += '\n]}\n';
    return this.take();
  }

  slice({ lane, from, to, name, state, index }: Slice): void {
    const args = index === NONE ? {} : { args: this.#argsOf(index) };
    const cat = state === undefined ? lane.group : STATE_WORDS[state];
    const times = { ts: microsOf(from), dur: microsOf(to - from) };
    this.#add({ ph: 'X', ...this.#where(lane), ...times, name, cat, ...args });
  }

  instant(lane: LaneId, index: number): void {
    const ts = microsOf(this.#trace.time(index));
    const name = kindName(this.#trace.kind(index));
    const args = this.#argsOf(index);
    this.#add({ ph: 'i', s: 't', ...this.#where(lane), ts, name, cat: 'event', args });
  }

  arrow({ id, name, victim, victimTime, thief, thiefTime }: Arrow): void {
    const flow = { cat: 'steal', name: 'steal', id };
    const from = { pid: Pid.procs, tid: victim, ts: microsOf(victimTime) };
    const to = { pid: Pid.procs, tid: thief, ts: microsOf(thiefTime) };
    this.#add({ ph: 's', ...from, ...flow, args: { what: name } });
    this.#add({ ph: 'f', bp: 'e', ...to, ...flow });
  }

  counter(name: string, _: number, time: number, value: number): void {
    const ts = microsOf(time);
    this.#add({ ph: 'C', pid: Pid.run, tid: 0, ts, name, args: { value } });
  }

  taskState(task: number, name: string, state: string, time: number): void {
    const before = this.#states.get(task);
    const common = { pid: Pid.tasks, tid: 0, cat: 'task', id: `0x${task.toString(16)}` };
    const ts = microsOf(time);
    if (before === undefined) this.#add({ ph: 'b', ...common, ts, name });
    else this.#add({ ph: 'e', ...common, ts, name: before });
    if (state === '') this.#add({ ph: 'e', ...common, ts, name });
    else this.#add({ ph: 'b', ...common, ts, name: state });
    if (state === '') this.#states.delete(task);
    else this.#states.set(task, state);
  }

  #argsOf(index: number): object {
    const event = this.#trace.event(index);
    const { time } = event;
    const exact = nsOf(microsOf(time)) === time ? {} : { time };
    return { i: index, ...exact, ...fieldsOf(event, this.#trace.strings) };
  }

  #where({ group, id }: LaneId): { pid: number; tid: number } {
    const pid = PID_OF[group];
    const key = `${group}${id}`;
    if (!this.#known.has(key)) {
      this.#known.add(key);
      const name = group === 'outside' ? 'outside' : `${LETTER_OF[group]}${id}`;
      this.#add({ ph: 'M', pid, tid: id, name: 'thread_name', args: { name } });
      this.#add({ ph: 'M', pid, tid: id, name: 'thread_sort_index', args: { sort_index: id } });
    }
    return { pid, tid: id };
  }

  #add(event: object): void {
    this.text += `,\n${JSON.stringify(event)}`;
  }
}

/** Returns the ns that a time in µs stands for. */
export function nsOf(micros: number): number {
  return Math.round(micros * 1000);
}

/**
 * Returns a time in µs of which a reader gets the same ns, whether it rounds or, as Perfetto did for
 * years, cuts off: 1.001 × 1000 is 1000.9999999999999. Neighbouring slices would overlap else.
 */
export function microsOf(ns: number): number {
  const micros = ns / 1000;
  return Math.trunc(micros * 1000) === ns ? micros : (ns + 0.25) / 1000;
}
