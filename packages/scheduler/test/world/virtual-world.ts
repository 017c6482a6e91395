/** The world of a simulated runtime: virtual time, virtual threads, seeded faults. */

import { load, type Cells } from '@pilfer/explorer';
import type { Idle } from '../../src/idle.js';
import type { Memory } from '../../src/memory.js';
import type { MachineBoot, MachineEvents, MachineHandle, Sleeper, World } from '../../src/world.js';
import type { Parts } from './parts.js';
import { Dice, VirtualClock } from './virtual-clock.js';
import { VirtualMachine, type NewTask, type Surroundings } from './virtual-machine.js';

/** Time, threads and chance. */
export class VirtualWorld implements World, Surroundings {
  readonly clock: VirtualClock = new VirtualClock();
  readonly dice: Dice;
  readonly parts: Parts;
  /** Threads that have not exited. */
  readonly machines = new Set<VirtualMachine>();
  /** When threads were started. */
  readonly spawns: number[] = [];
  /** How often each task has run. */
  readonly runs = new Map<number, number>();
  /** Whether faults happen that no task has asked for. */
  isStormy = true;
  /** A hash of all that has happened. */
  hash = 0;
  /** The probability that a machine dies before a step, and that it fails to start. */
  private readonly deaths: number;
  private readonly failures: number;
  /** That the system refuses to start a thread. */
  private readonly refusals: number;
  /** How long a thread takes to start, at most. */
  readonly bootMs: number;
  private idles: Idle | undefined;
  private readonly sleepers: (() => void)[] = [];
  private lastId = 0;

  constructor(parts: Parts, seed: number) {
    this.parts = parts;
    this.dice = new Dice(seed);
    this.deaths = this.dice.pick([0, 0.001, 0.005, 0.02, 0.2]);
    this.failures = this.dice.pick([0, 0, 0.1, 0.4]);
    this.refusals = this.dice.pick([0, 0, 0.05, 0.3]);
    this.bootMs = this.dice.pick([2, 30]);
  }

  spawn(boot: MachineBoot, events: MachineEvents): MachineHandle {
    if (this.isStormy && this.dice.chance(this.refusals)) {
      throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
    }
    this.note(`spawn M${boot.thread} for P${boot.p}`);
    const machine = new VirtualMachine(this, boot, events);
    this.machines.add(machine);
    this.spawns.push(this.clock.now());
    return machine;
  }

  sleeper(cells: Cells, at: number, wake: () => void): Sleeper {
    let armedAt: number | undefined;
    this.sleepers.push(() => {
      if (armedAt === undefined || load(cells, at) === armedAt) return;
      armedAt = undefined;
      this.clock.after(this.dice.between(0.01, 0.2), wake);
    });
    return {
      get rings() {
        return load(cells, at);
      },
      arm(rings) {
        armedAt ??= rings;
      },
    };
  }

  /** Lets the next thing happen, and those wake whose bells have rung. */
  step(): boolean {
    const isMore = this.clock.step();
    for (const hear of this.sleepers) hear();
    for (const machine of this.machines) machine.hear();
    return isMore;
  }

  /** Takes note of an event, for the hash. */
  note(what: string): void {
    let h = this.hash;
    for (const text of [what, this.clock.now().toFixed(6)]) {
      for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    }
    this.hash = h;
  }

  // ── for machines ───────────────────────────────────────────────────────────────────────────

  idle(memory: Memory): Idle {
    this.idles ??= new this.parts.Idle(memory);
    return this.idles;
  }

  mayDie(): boolean {
    return this.isStormy && this.dice.chance(this.deaths);
  }

  mayFailToBoot(): boolean {
    return this.isStormy && this.dice.chance(this.failures);
  }

  buried(machine: VirtualMachine): void {
    this.machines.delete(machine);
  }

  // ── tasks ──────────────────────────────────────────────────────────────────────────────────

  /** A task of one of these kinds. */
  newTask(kinds: readonly string[]): NewTask {
    const id = this.lastId++;
    return { id, kind: this.dice.pick(kinds), args: [this.dice.between(0.1, 20), id] };
  }

  ran(id: number): void {
    this.note(`ran ${id}`);
    this.runs.set(id, (this.runs.get(id) ?? 0) + 1);
  }
}
