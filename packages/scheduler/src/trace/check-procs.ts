/** The rules `machine` and `proc`: who is awake, and who holds what. */

import type { Check, Report } from './check-rules.js';
import { Kind } from './kinds.js';
import { NONE } from './layout.js';
import type { Cursor } from './cursor.js';

interface Machine {
  /** The P it holds. */
  proc: number;
  isSearching: boolean;
  isParked: boolean;
}

/** Kinds that a sleeping machine's row may show: others say them about it. */
const ABOUT_SLEEPERS: ReadonlySet<number> = new Set<number>([
  Kind.unpark,
  Kind.machineLost,
  Kind.counter,
]);

/** Kinds whose P need not be the one that the machine holds. */
const ABOUT_PROCS: ReadonlySet<number> = new Set<number>([
  Kind.procAcquire,
  Kind.retake,
  Kind.handOff,
  Kind.preemptRequest,
  Kind.machineLost,
  Kind.counter,
]);

/** Kinds that a searching machine cannot record: its search must have ended. */
const NOT_SEARCHING: ReadonlySet<number> = new Set<number>([
  Kind.searchBegin,
  Kind.start,
  Kind.park,
  Kind.machineStop,
]);

/** Checks that machines do one thing at a time, with a P of their own. */
export class ProcCheck implements Check {
  readonly #machines = new Map<number, Machine>();
  readonly #holders = new Map<number, number>();

  see(event: Cursor, report: Report): void {
    if (event.kind === Kind.retake) this.#retake(event, report);
    if (event.machine === NONE) return;
    if (event.kind === Kind.machineStart) {
      this.#begin(event, report);
      return;
    }
    const machine = this.#machines.get(event.machine);
    if (machine === undefined) {
      report.add('machine', event, `M${event.machine} has not started, or is gone`);
      return;
    }
    this.#checkState(event, machine, report);
    this.#checkHolds(event, machine, report);
    this.#apply(event, machine, report);
  }

  #begin(event: Cursor, report: Report): void {
    if (this.#machines.has(event.machine)) {
      report.add('machine', event, `M${event.machine} runs already`);
      return;
    }
    this.#machines.set(event.machine, { proc: NONE, isSearching: false, isParked: false });
  }

  #checkState(event: Cursor, machine: Machine, report: Report): void {
    const { kind } = event;
    if (machine.isParked && !ABOUT_SLEEPERS.has(kind)) {
      report.add('machine', event, `M${event.machine} sleeps`);
    } else if (machine.isSearching && NOT_SEARCHING.has(kind)) {
      report.add('machine', event, `M${event.machine} still searches`);
    } else if (kind === Kind.searchEnd && !machine.isSearching) {
      report.add('machine', event, `M${event.machine} does not search`);
    } else if (kind === Kind.unpark && !machine.isParked) {
      report.add('machine', event, `M${event.machine} does not sleep`);
    }
  }

  #checkHolds(event: Cursor, machine: Machine, report: Report): void {
    const { kind, proc } = event;
    if (proc !== NONE && proc !== machine.proc && !ABOUT_PROCS.has(kind)) {
      report.add('proc', event, `M${event.machine} does not hold P${proc}`);
    }
    if (kind === Kind.start && proc === NONE) {
      report.add('proc', event, 'nothing runs without a P');
    }
    if (kind === Kind.steal && proc === event.a) {
      report.add('proc', event, 'nobody steals from himself');
    }
  }

  #apply(event: Cursor, machine: Machine, report: Report): void {
    switch (event.kind) {
      case Kind.searchBegin:
        machine.isSearching = true;
        break;
      case Kind.searchEnd:
        machine.isSearching = false;
        break;
      case Kind.park:
        machine.isParked = true;
        break;
      case Kind.unpark:
        machine.isParked = false;
        break;
      case Kind.procAcquire:
        this.#acquire(event, machine, report);
        break;
      case Kind.procRelease:
        this.#release(machine);
        break;
      case Kind.machineStop:
      case Kind.machineLost:
        this.#release(machine);
        this.#machines.delete(event.machine);
        break;
    }
  }

  #acquire(event: Cursor, machine: Machine, report: Report): void {
    const holder = this.#holders.get(event.proc);
    if (event.proc === NONE) {
      report.add('proc', event, 'there is no P to take');
    } else if (holder !== undefined) {
      report.add('proc', event, `M${holder} holds P${event.proc}`);
    } else if (machine.proc !== NONE) {
      report.add('proc', event, `M${event.machine} holds P${machine.proc}`);
    } else {
      machine.proc = event.proc;
      this.#holders.set(event.proc, event.machine);
    }
  }

  #release(machine: Machine): void {
    this.#holders.delete(machine.proc);
    machine.proc = NONE;
  }

  #retake(event: Cursor, report: Report): void {
    const machine = this.#machines.get(event.a);
    if (machine?.proc === event.proc && event.proc !== NONE) this.#release(machine);
    else report.add('proc', event, `M${event.a} does not hold P${event.proc}`);
  }
}
