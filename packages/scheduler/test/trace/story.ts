/** A toy scheduler that makes choices as it is told, and tells what happens: always a sound trace. */

import { Into, JoinHow, Kind, NONE, Source, TraceBuilder } from '../../src/trace/index.js';
import type { Trace } from '../../src/trace/index.js';

const PROCS = 3;

interface Machine {
  /** The task it runs; NONE: it looks for one. */
  task: number;
  isParked: boolean;
}

/** Steps after the choices in which every task is brought to its end. */
const DRAINING = 600;

/** Tells what happens if machine `choice mod 3` decides by the rest of `choice`, one after another. */
export function story(choices: readonly number[]): Trace {
  const builder = new TraceBuilder().boot(PROCS);
  const machines = Array.from({ length: PROCS }, (): Machine => ({ task: NONE, isParked: false }));
  const runnable: number[] = [];
  const waiting: number[] = [];
  let tasks = 0;
  let time = 0;

  for (const choice of [...choices, ...new Array<number>(DRAINING).fill(-1)]) {
    const draining = choice < 0;
    const m = draining ? time % PROCS : choice % PROCS;
    const machine = machines[m] as Machine;
    const what = Math.floor(choice / PROCS) % 8;
    builder.at(time++);
    if (draining) for (const task of waiting.splice(0)) ready(task);
    builder.on(m);
    if (machine.isParked) {
      if (runnable.length === 0) continue;
      machine.isParked = false;
      builder.on(m, NONE).event(Kind.unpark).on(m).event(Kind.procAcquire);
    } else if (machine.task === NONE) {
      if (!draining || runnable.length > 0) search(m, machine, what);
    } else {
      work(machine, draining ? 0 : what);
    }
  }
  return builder.stop().trace();

  function ready(task: number): void {
    runnable.push(task);
    builder.outside().event(Kind.ready, { task, c: Into.global });
  }

  function search(m: number, machine: Machine, what: number): void {
    builder.event(Kind.searchBegin, { a: 1 });
    const task = runnable.pop() ?? NONE;
    if (task === NONE) builder.event(Kind.miss, { a: (m + 1) % PROCS });
    else if (what === 0) builder.event(Kind.globalTake, { task, a: 1 });
    else builder.steal(task, (m + 1) % PROCS);
    builder.event(Kind.searchEnd, { a: task === NONE ? 0 : 1 });
    machine.task = task;
    if (task !== NONE) builder.start(task, Source.stolen);
    else if (what === 1) {
      machine.isParked = true;
      builder.event(Kind.procRelease).event(Kind.park, { proc: NONE });
    } else {
      runnable.push(tasks);
      builder.outside().create(tasks++, NONE, 'root', Into.global);
    }
  }

  function work(machine: Machine, what: number): void {
    const { task } = machine;
    const stops = (): void => {
      machine.task = NONE;
    };
    if (what === 1 || what === 2) {
      runnable.push(tasks);
      builder.create(tasks++, task, 'child');
    } else if (what === 3) {
      waiting.push(task);
      builder.event(Kind.block, { task });
      stops();
    } else if (what === 4) {
      runnable.push(task);
      builder.event(Kind.yield, { task, a: Into.global });
      stops();
    } else if (what === 5) {
      // An exposed fork, run inside its join.
      const fork = tasks++;
      builder.event(Kind.expose, { task: fork, a: task });
      builder.event(Kind.joinBegin, { task, a: fork });
      builder.start(fork, Source.join).end(fork);
      builder.event(Kind.joinEnd, { task, a: fork, b: JoinHow.inline });
    } else if (what === 6) {
      builder.event(Kind.syscallEnter, { task }).event(Kind.syscallExit, { task });
    } else if (what === 7 && waiting.length > 0) {
      const other = waiting.pop() as number;
      runnable.push(other);
      builder.event(Kind.ready, { task: other, a: task });
    } else {
      builder.end(task);
      stops();
    }
  }
}
