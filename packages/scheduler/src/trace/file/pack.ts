/** Events of one section, packed and unpacked (format.ts). */

import type { Cursor } from '../cursor.js';
import { KIND_LIMIT, MAX_PROC, MAX_TIME } from '../layout.js';
import type { TraceWriter } from '../writer.js';
import { MISSING, unzigzag } from './bytes.js';
import type { ByteSink, ByteSource } from './bytes.js';
import {
  EVENT_MAX_BYTES,
  HAS_A,
  HAS_B,
  HAS_C,
  HAS_MACHINE,
  HAS_PROC,
  HAS_TASK,
  HAS_TIME,
} from './format.js';

/** What an event is told in terms of: the one before it. */
interface Before {
  time: number;
  proc: number;
  machine: number;
  task: number;
}

/** Packs up to `limit` events of a cursor; returns how many. */
export function packEvents(event: Cursor, limit: number, sink: ByteSink): number {
  const before: Before = { time: 0, proc: 0, machine: 0, task: 0 };
  let count = 0;
  while (count < limit && event.next()) {
    packEvent(event, before, sink);
    count++;
  }
  return count;
}

function packEvent(event: Cursor, before: Before, sink: ByteSink): void {
  sink.reserve(EVENT_MAX_BYTES);
  const { time, proc, machine, task, a, b, c } = event;
  sink.u8(event.kind);
  const maskAt = sink.length;
  let mask = 0;
  sink.u8(0);
  if (time !== before.time) {
    mask |= HAS_TIME;
    sink.signed(time - before.time);
    before.time = time;
  }
  if (proc !== before.proc) {
    mask |= HAS_PROC;
    sink.signed(proc - before.proc);
    before.proc = proc;
  }
  if (machine !== before.machine) {
    mask |= HAS_MACHINE;
    sink.signed(machine - before.machine);
    before.machine = machine;
  }
  if (task !== before.task) {
    mask |= HAS_TASK;
    sink.signed(task - before.task);
    before.task = task;
  }
  if (a !== 0) mask |= HAS_A;
  if (b !== 0) mask |= HAS_B;
  if (c !== 0) mask |= HAS_C;
  if (a !== 0) sink.signed(a);
  if (b !== 0) sink.signed(b);
  if (c !== 0) sink.signed(c);
  sink.u8At(maskAt, mask);
}

/**
 * Unpacks `count` events into a trace. Returns what is wrong with the first that can't be read,
 * after those before it; undefined if all could.
 */
export function unpackEvents(
  source: ByteSource,
  count: number,
  into: TraceWriter,
): string | undefined {
  const before: Before = { time: 0, proc: 0, machine: 0, task: 0 };
  for (let i = 0; i < count; i++) {
    const problem = unpackEvent(source, before, into);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const CUT = 'ends within an event';

function unpackEvent(source: ByteSource, before: Before, into: TraceWriter): string | undefined {
  const kind = source.u8();
  const mask = source.u8();
  if (mask === MISSING) return CUT;
  if (kind === 0 || kind >= KIND_LIMIT || mask >= 2 * HAS_C) {
    return `has an event of kind ${kind} with mask ${mask}`;
  }
  const time = next(source, mask & HAS_TIME, before.time);
  const proc = next(source, mask & HAS_PROC, before.proc);
  const machine = next(source, mask & HAS_MACHINE, before.machine);
  const task = next(source, mask & HAS_TASK, before.task);
  const a = next(source, mask & HAS_A, 0);
  const b = next(source, mask & HAS_B, 0);
  const c = next(source, mask & HAS_C, 0);
  // Not a number where bytes were missing: every comparison is false.
  if (!(time >= 0 && time <= MAX_TIME && proc >= -MAX_PROC && proc <= MAX_PROC)) {
    return Number.isNaN(time + proc) ? CUT : `has an event at time ${time} on P ${proc}`;
  }
  const words = machine + task + a + b + c;
  if (Number.isNaN(words)) return CUT;
  if (!(isWord(machine) && isWord(task) && isWord(a) && isWord(b) && isWord(c))) {
    return 'has an event with a number of more than 32 bits';
  }
  into.append(time, kind, proc, machine, task, a, b, c);
  before.time = time;
  before.proc = proc;
  before.machine = machine;
  before.task = task;
  return undefined;
}

/** Returns a field: that of the event before, moved by what the mask says is there. */
function next(source: ByteSource, isThere: number, before: number): number {
  if (isThere === 0) return before;
  const code = source.varint();
  return code === MISSING ? Number.NaN : before + unzigzag(code);
}

function isWord(value: number): boolean {
  return value === (value | 0);
}
