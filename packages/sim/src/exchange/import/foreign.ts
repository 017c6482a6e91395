/** Slices of threads, as a trace of Ps and tasks (chrome.ts). */

import {
  Kind,
  NONE,
  StopReason,
  TraceBuilder,
  WaitReason,
  Into,
  Source,
  type Trace,
} from '@pilfer/scheduler/trace';
import { nsOf } from '../chrome.js';
import { MAX_PROCS } from '../looks.js';

interface Slice {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

interface Step {
  readonly time: number;
  /** At one time ends come before starts, but for slices of no length. */
  readonly isEnd: boolean;
  readonly proc: number;
  readonly slice: Slice;
}

/** Collects slices. */
export class ForeignSlices {
  readonly #title: string;
  readonly #lanes = new Map<string, { slices: Slice[]; open: { from: number; name: string }[] }>();
  #unread = 0;

  constructor(title: string) {
    this.#title = title;
  }

  add({ ph, pid, tid, ts, dur, name }: Readonly<Record<string, unknown>>): void {
    if (ph !== 'X' && ph !== 'B' && ph !== 'E') return;
    const from = nsOf(Number(ts));
    const length = ph === 'X' ? nsOf(Number(dur)) : 0;
    if (!(from >= 0 && length >= 0 && from + length <= Number.MAX_SAFE_INTEGER)) {
      this.#unread++;
      return;
    }
    const key = `${String(pid)} ${String(tid)}`;
    let lane = this.#lanes.get(key);
    if (lane === undefined) this.#lanes.set(key, (lane = { slices: [], open: [] }));
    const text = typeof name === 'string' ? name : '';
    if (ph === 'X') lane.slices.push({ from, to: from + length, name: text });
    else if (ph === 'B') lane.open.push({ from, name: text });
    else {
      const begun = lane.open.pop();
      if (begun === undefined || begun.from > from) this.#unread++;
      else lane.slices.push({ ...begun, to: from });
    }
  }

  /** Returns the trace, and what could not be shown. */
  finish(): { trace: Trace; problem: string | undefined } {
    const all = [...this.#lanes.values()];
    const lanes = all.filter(({ slices }) => slices.length > 0);
    const unended = all.reduce((sum, { open }) => sum + open.length, 0);
    const shown = lanes.slice(0, MAX_PROCS);
    const steps = shown.flatMap(({ slices }, proc) => stepsOf(outermost(slices), proc));
    const problem = this.#problem(unended, lanes.length - shown.length);
    return { trace: traceOf(steps, shown.length, this.#title), problem };
  }

  #problem(unended: number, threads: number): string | undefined {
    const bad = this.#unread + unended;
    if (bad > 0) return `has ${bad} slices without a beginning or an end`;
    if (this.#lanes.size === 0) return 'has no slices';
    return threads > 0 ? `has ${threads} threads too many` : undefined;
  }
}

/** Slices that are in no other, in order. */
function outermost(slices: readonly Slice[]): Slice[] {
  let until = -1;
  return [...slices]
    .sort((one, other) => one.from - other.from || other.to - one.to)
    .filter(({ from, to }) => {
      if (from < until) return false;
      until = to;
      return true;
    });
}

function stepsOf(slices: readonly Slice[], proc: number): Step[] {
  return slices.flatMap((slice) => [
    { time: slice.from, isEnd: false, proc, slice },
    { time: slice.to, isEnd: true, proc, slice },
  ]);
}

function rank({ isEnd, slice: { from, to } }: Step): number {
  return isEnd && from < to ? 0 : 1;
}

/** Tells the slices as tasks that start, wait, and end. */
function traceOf(steps: Step[], procs: number, title: string): Trace {
  // Sorting is stable: of a slice of no length the start stays before the end.
  steps.sort((one, other) => one.time - other.time || rank(one) - rank(other));
  const zero = steps[0]?.time ?? 0;
  const story = new TraceBuilder({ source: 'runtime', title, epochMs: 0 }).boot(procs);
  for (let proc = 0; proc < procs; proc++) story.on(proc).event(Kind.procRelease);
  const tasks = new Tasks(steps);
  for (const { time, isEnd, proc, slice } of steps) {
    story.at(time - zero);
    const { task, isFirst, isLast } = tasks.meet(slice, isEnd);
    if (!isEnd) {
      story.outside();
      if (isFirst) story.create(task, NONE, slice.name, Into.direct);
      else story.event(Kind.ready, { task, b: WaitReason.forever, c: Into.direct });
      story.on(proc).event(Kind.procAcquire).start(task, Source.direct);
      continue;
    }
    story.on(proc);
    if (isLast) story.end(task);
    else story.event(Kind.block, { task, a: WaitReason.forever });
    story.event(Kind.procRelease);
  }
  return story.stop(StopReason.closed).trace();
}

/** Which slices are the same task. */
class Tasks {
  readonly #left = new Map<string, number>();
  readonly #numbers = new Map<Slice | string, number>();
  #next = 0;

  constructor(steps: readonly Step[]) {
    for (const { isEnd, slice } of steps) {
      const name = keyOf(slice);
      if (isEnd || typeof name !== 'string') continue;
      this.#left.set(name, (this.#left.get(name) ?? 0) + 1);
      this.#next = Math.max(this.#next, Number(name.slice(1)) + 1);
    }
  }

  meet(slice: Slice, isEnd: boolean): { task: number; isFirst: boolean; isLast: boolean } {
    const key = keyOf(slice);
    const known = this.#numbers.get(key);
    const task = known ?? (typeof key === 'string' ? Number(key.slice(1)) : this.#next++);
    this.#numbers.set(key, task);
    if (typeof key !== 'string') {
      if (isEnd) this.#numbers.delete(key);
      return { task, isFirst: true, isLast: true };
    }
    if (isEnd) this.#left.set(key, (this.#left.get(key) ?? 0) - 1);
    return { task, isFirst: known === undefined, isLast: this.#left.get(key) === 0 };
  }
}

/** `G17` of a slice of that goroutine; else the slice itself. */
function keyOf(slice: Slice): Slice | string {
  return /^G\d{1,8}(?!\w)/.exec(slice.name)?.[0] ?? slice;
}
