/** The rules `task`, `nesting` and `settled`: the life of every task. */

import type { Check, Report } from './check-rules.js';
import { Outcome, StopReason, SyscallExit } from './codes.js';
import { Kind } from './kinds.js';
import { NONE } from './layout.js';
import type { Cursor } from './cursor.js';

type State = 'runnable' | 'running' | 'joining' | 'in a call' | 'waiting' | 'pending';

interface Task {
  state: State;
  /** The machine it runs or awaits on. */
  machine: number;
}

/** Checks that each task is created, runs and ends in an order that can be. */
export class TaskCheck implements Check {
  /** All tasks that have not ended. */
  readonly #tasks = new Map<number, Task>();
  /** For each machine the tasks on its stack, the innermost last. */
  readonly #stacks = new Map<number, number[]>();
  readonly #settled = new Set<number>();

  see(event: Cursor, report: Report): void {
    switch (event.kind) {
      case Kind.create:
      case Kind.expose:
        this.#create(event, report);
        break;
      case Kind.ready:
        this.#move(event, report, 'waiting', 'runnable');
        break;
      case Kind.start:
        this.#start(event, report, 'runnable');
        break;
      case Kind.asyncResume:
        this.#start(event, report, 'pending');
        break;
      case Kind.block:
        this.#leave(event, report, 'waiting');
        break;
      case Kind.yield:
      case Kind.preempt:
        this.#leave(event, report, 'runnable');
        break;
      case Kind.asyncPending:
        this.#leave(event, report, 'pending');
        break;
      case Kind.syscallEnter:
        this.#stay(event, report, 'running', 'in a call');
        break;
      case Kind.syscallExit:
        this.#stay(event, report, 'in a call', 'running');
        if (event.a === SyscallExit.queued) this.#leave(event, report, 'runnable');
        break;
      case Kind.joinBegin:
        this.#stay(event, report, 'running', 'joining');
        break;
      case Kind.joinEnd:
        this.#stay(event, report, 'joining', 'running');
        if (this.#tasks.has(event.a)) report.add('task', event, `G${event.a} has not ended`);
        break;
      case Kind.end:
        this.#end(event, report);
        break;
      case Kind.settle:
        this.#settle(event, report);
        break;
      case Kind.machineStop:
        if (this.#stackOf(event).length > 0) report.add('task', event, 'its task has not ended');
        this.#abandon(event.machine);
        break;
      case Kind.machineLost:
        this.#abandon(event.machine);
        break;
      case Kind.runStop:
        this.#stop(event, report);
        break;
    }
  }

  #create(event: Cursor, report: Report): void {
    if (this.#tasks.has(event.task)) {
      report.add('task', event, `G${event.task} was created before, and has not ended`);
      return;
    }
    this.#tasks.set(event.task, { state: 'runnable', machine: NONE });
    this.#settled.delete(event.task);
  }

  #start(event: Cursor, report: Report, from: State): void {
    const stack = this.#stackOf(event);
    const outer = stack.at(-1);
    if (outer !== undefined && this.#tasks.get(outer)?.state !== 'joining') {
      report.add('nesting', event, `M${event.machine} runs G${outer}, which is not in a join`);
      return;
    }
    const task = this.#move(event, report, from, 'running');
    if (task === undefined) return;
    if (from === 'pending' && task.machine !== event.machine) {
      report.add('task', event, `G${event.task} awaits on M${task.machine}`);
    }
    task.machine = event.machine;
    stack.push(event.task);
  }

  /** The innermost task of its machine changes its state and stays there. */
  #stay(event: Cursor, report: Report, from: State, to: State): boolean {
    const innermost = this.#stackOf(event).at(-1);
    if (innermost !== event.task) {
      report.add('nesting', event, `G${event.task} is not what M${event.machine} runs`);
      return false;
    }
    return this.#move(event, report, from, to) !== undefined;
  }

  /** The running task of its machine makes room for another. */
  #leave(event: Cursor, report: Report, to: State): void {
    if (!this.#stay(event, report, 'running', to)) return;
    const stack = this.#stackOf(event);
    stack.pop();
    const outer = stack.at(-1);
    if (outer !== undefined) {
      report.add('nesting', event, `G${event.task} cannot leave: G${outer} is below it`);
    }
  }

  #end(event: Cursor, report: Report): void {
    const task = this.#tasks.get(event.task);
    if (task === undefined) {
      report.add('task', event, `G${event.task} was never created, or has ended`);
      return;
    }
    const isNormal = event.a === Outcome.ok || event.a === Outcome.threw;
    const canEnd = task.state === 'running' || task.state === 'pending';
    if (isNormal && (!canEnd || task.machine !== event.machine)) {
      const where = task.machine === NONE ? '' : ` on M${task.machine}`;
      report.add('task', event, `G${event.task} is ${task.state}${where}`);
    }
    const stack = this.#stacks.get(task.machine) ?? [];
    const at = stack.indexOf(event.task);
    if (at >= 0) {
      if (isNormal && at !== stack.length - 1) {
        report.add('nesting', event, `M${task.machine} runs another task inside it`);
      }
      stack.splice(at, 1);
    }
    this.#tasks.delete(event.task);
  }

  #settle(event: Cursor, report: Report): void {
    if (this.#settled.has(event.task)) {
      report.add('settled', event, `the promise of G${event.task} has settled before`);
    }
    this.#settled.add(event.task);
  }

  /** What a gone machine ran or kept is nobody's: it ends without it, or is readied again. */
  #abandon(machine: number): void {
    this.#stacks.delete(machine);
    for (const task of this.#tasks.values()) {
      if (task.machine === machine && task.state !== 'runnable') {
        task.state = 'waiting';
        task.machine = NONE;
      }
    }
  }

  #stop(event: Cursor, report: Report): void {
    if (event.a !== StopReason.drained) return;
    for (const [id, { state }] of this.#tasks) {
      report.add('settled', event, `G${id} is still ${state}`);
    }
  }

  #move(event: Cursor, report: Report, from: State, to: State): Task | undefined {
    const task = this.#tasks.get(event.task);
    if (task === undefined) {
      report.add('task', event, `G${event.task} was never created, or has ended`);
    } else if (task.state !== from) {
      report.add('task', event, `G${event.task} is ${task.state}, not ${from}`);
    } else {
      task.state = to;
      return task;
    }
    return undefined;
  }

  #stackOf(event: Cursor): number[] {
    let stack = this.#stacks.get(event.machine);
    if (stack === undefined) {
      stack = [];
      this.#stacks.set(event.machine, stack);
    }
    return stack;
  }
}
