/**
 * `PILFER_DEBUG=schedtrace=1000,scheddetail=1 node app.mjs`: the state of each runtime on standard
 * error, every so many milliseconds, in Go's own format. Costs nothing when it is off; the timer
 * keeps no process alive.
 */

import { Stealer } from '@pilfer/deque';
import { load } from './atomics.js';
import { CANCELLED, FREE, QUEUED, RUNNING, stateOf, threadOf } from './control-word.js';
import { readCounters } from './counters.js';
import type { Crew } from './crew.js';
import { Idle } from './idle.js';
import { THREAD_RUNNING, THREAD_SLOTS_USED, regionStart } from './layout.js';
import type { Memory } from './memory.js';
import { Slots } from './slots.js';
import type { Stats } from './stats.js';
import { schedTrace, type SchedDetail, type SchedG, type SchedState } from './trace/schedtrace.js';

/** What `PILFER_DEBUG` asks for. */
export interface DebugSettings {
  /** Milliseconds between two lines; 0: none. */
  readonly schedtrace: number;
  readonly scheddetail: boolean;
}

/** The parts that are looked at. */
export interface DebugParts {
  readonly memory: Memory;
  readonly crew: Crew;
  readonly stats: () => Stats;
}

/** Tasks that `scheddetail` lists at most: a queue in front may hold hundreds of thousands. */
const MAX_TASKS = 1000;

/**
 * Reads `PILFER_DEBUG`: settings as `name=value`, separated by commas.
 *
 * @throws RangeError for one that there is not, or whose value is not allowed.
 */
export function parseDebug(text: string): DebugSettings {
  const settings = { schedtrace: 0, scheddetail: 0 };
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const [name = '', value = ''] = part.trim().split('=');
    if (name !== 'schedtrace' && name !== 'scheddetail') {
      throw new RangeError(
        `PILFER_DEBUG: there is no setting ${name}; there are schedtrace and scheddetail`,
      );
    }
    const number = Number(value);
    const limit = name === 'scheddetail' ? 1 : 2 ** 31 - 1;
    if (value === '' || !Number.isInteger(number) || number < 0 || number > limit) {
      throw new RangeError(
        `PILFER_DEBUG: ${name}: expected an integer from 0 to ${limit}, received "${value}"`,
      );
    }
    settings[name] = number;
  }
  return { schedtrace: settings.schedtrace, scheddetail: settings.scheddetail === 1 };
}

/** Starts printing if the environment asks for it; returns what ends that. */
export function debugIfAsked(parts: DebugParts): (() => void) | undefined {
  const { schedtrace, scheddetail } = parseDebug(process.env['PILFER_DEBUG'] ?? '');
  if (schedtrace === 0) return undefined;
  const timer = setInterval(() => {
    process.stderr.write(`${schedLines(parts, scheddetail)}\n`);
  }, schedtrace).unref();
  return () => clearInterval(timer);
}

/** The lines of this moment. */
function schedLines(parts: DebugParts, detailed: boolean): string {
  const state = stateNow(parts);
  return schedTrace(state, detailed ? detailNow(parts) : undefined);
}

function stateNow({ memory, crew, stats }: DebugParts): SchedState {
  const { uptimeMs, threads, globalQueue } = stats();
  const idle = new Idle(memory);
  const holders = new Map(crew.machines().map(({ thread, p }) => [p, thread]));
  const procs = Array.from({ length: memory.plan.procs }, (_, p) => {
    const m = holders.get(p);
    const blocks = crew.blocks.of(p);
    const sum = (of: (block: number) => number): number =>
      blocks.reduce((total, block) => total + of(block), 0);
    return {
      status: m === undefined || idle.parked.hasHint(m) ? 0 : 1,
      schedTick: sum((block) => readCounters(memory, block).run),
      syscallTick: 0,
      m,
      queued: sum((block) => new Stealer(memory.buffer, memory.dequeAt(block)).size),
      timers: 0,
    };
  });
  return {
    ms: uptimeMs,
    idleProcs: procs.filter(({ status }) => status === 0).length,
    threads: threads + 1, // the main thread
    spinning: idle.searching.count(),
    needSpinning: 0,
    idleThreads: idle.parked.count() + idle.dozing.count(),
    globalQueue,
    procs,
  };
}

function detailNow({ memory, crew }: DebugParts): SchedDetail {
  const idle = new Idle(memory);
  const machines = crew.machines().map(({ thread, p }) => {
    const running = load(memory.cells, memory.threadCell(thread) + THREAD_RUNNING);
    return {
      id: thread,
      p,
      g: running === 0 ? undefined : running - 1,
      spinning: idle.searching.hasHint(thread),
      blocked: idle.parked.hasHint(thread) || idle.dozing.hasHint(thread),
    };
  });
  return { machines, tasks: tasksNow(memory) };
}

/** All tasks that have not been freed, by their slots. */
function tasksNow(memory: Memory): SchedG[] {
  const slots = new Slots(memory);
  const tasks: SchedG[] = [];
  for (let thread = 0; thread < memory.plan.threads; thread++) {
    const used = load(memory.cells, memory.threadCell(thread) + THREAD_SLOTS_USED);
    const first = regionStart(memory.plan, thread);
    for (let slot = first; slot < first + used; slot++) {
      const word = slots.controlHint(slot);
      const state = stateOf(word);
      if (state === FREE) continue;
      if (tasks.length === MAX_TASKS) return tasks;
      const m = threadOf(word) === 0 ? undefined : threadOf(word);
      tasks.push({ id: slot, status: GO_STATUS[state] ?? 6, waitReason: '', m });
    }
  }
  return tasks;
}

/** Go's status of a task by the state of its slot; 6, dead, for one that is done. */
const GO_STATUS: Readonly<Record<number, number>> = { [QUEUED]: 1, [RUNNING]: 2, [CANCELLED]: 2 };
