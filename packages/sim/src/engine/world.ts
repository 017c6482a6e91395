/**
 * The state of a simulation. Behaviour is in the files beside this one, as functions of the world:
 *
 * ```text
 *   simulate ─► arrivals, sysmon, machine steps
 *   machine steps (drive) ─► schedule ─► steal ─► idle        look for a G, or go to sleep
 *                         └► run ─► operations, channels, locks, calls    run it
 *   queues, wake                                              what all of them use
 * ```
 *
 * An M is the actor. It has one event to come: the end of what it is doing. An *operation* of a G
 * pays its price first and takes effect afterwards, at one instant; then the M goes on. So effects
 * happen in the order of their times, and one event serves an operation, whatever it computes before.
 * What must be told apart from work (a dispatch, a round of a search) is a step of its own.
 *
 * Nothing is allocated per event: Gs, Ms and Ps are columns of numbers, and doubles that outlive a
 * function live in cells.
 */

import {
  coprimeOrder,
  lastVictimOrder,
  nextState,
  noVictims,
  output,
  sequentialOrder,
  streamState,
  Stream,
} from '@pilfer/scheduler/policy';
import type { PolicyConstants, VictimStrategy } from '@pilfer/scheduler/policy';
import { Kind } from '@pilfer/scheduler/trace';
import type { Costs } from '../program/costs.js';
import type { Queues, SimPolicy } from '../program/policy.js';
import { Channels } from './channels-state.js';
import type { Code } from './code.js';
import { EventSlots } from './event-slots.js';
import { Frames } from './frames.js';
import { Goroutines } from './goroutines.js';
import { LN_TWO_31, logOfInteger } from './math.js';
import { Machines, MState } from './machines.js';
import { checkPolicy } from './policy-check.js';
import { Processors, PStatus } from './processors.js';
import { Recorder } from './recorder.js';
import type { Settings } from './settings.js';
import { Tally } from './tally.js';

/** What a step comes to: it goes on at once, after `delay`, or when somebody wakes it. */
export const Outcome = { goOn: 0, wait: 1, dormant: 2 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Orders in which a round visits every P. */
const COMPLETE: ReadonlySet<VictimStrategy> = new Set<VictimStrategy>([
  coprimeOrder,
  sequentialOrder,
  lastVictimOrder,
]);

/** A stream that the scheduler itself does not use. */
const NOISE_STREAM = 101;

export class World implements Queues {
  /** The present, ns. */
  readonly clock: Float64Array = new Float64Array(1);
  /** How long the present step takes, if it returns `wait`. */
  readonly delay: Float64Array = new Float64Array(1);
  /** From when on nobody holds the lock of the global queue; when the network was polled last. */
  readonly lockFree: Float64Array = new Float64Array(1);
  readonly polledAt: Float64Array = new Float64Array(1);

  readonly code: Code;
  readonly settings: Settings;
  readonly policy: SimPolicy;
  readonly constants: PolicyConstants;
  readonly costs: Costs;
  readonly slots: EventSlots;
  readonly g: Goroutines;
  readonly m: Machines;
  readonly p: Processors;
  readonly frames: Frames = new Frames();
  readonly channels: Channels;
  /** Bits of `locks.ts`; who locked it. */
  readonly mutexes: Uint8Array;
  readonly mutexOwners: Int32Array;
  readonly waitCounts: Int32Array;
  readonly counters: Int32Array;
  readonly record: Recorder;
  readonly tally: Tally;

  /** Number of the global queue; those of mutexes and wait groups follow. */
  readonly global: number;
  readonly firstMutex: number;
  readonly firstWaitGroup: number;
  /** Slot of the first M. */
  readonly firstMachineSlot: number;
  readonly firstRetrySlot: number;

  /** Ms that search, wake-ups of searchers included (Go: `nmspinning`). */
  searching = 0;
  /** M that had the lock of the global queue last. */
  lockHolder = 0;
  /** A wake-up found no idle P (Go: `needspinning`). */
  needsSearcher = false;
  /** M that waits in the network poller, −1: none. */
  poller = -1;
  /** Gs that wait for the network, in a heap; how many; Gs with timers. */
  polls = -1;
  polling = 0;
  sleeping = 0;
  /** Gs in local queues; Ps with a `next`: a search that cannot find anything is cut short. */
  queuedLocally = 0;
  nexts = 0;
  /** Ms that will do something by themselves; sources that still bring Gs. */
  active = 0;
  sources = 0;
  /** Steps so far. */
  events = 0;
  /** Ps in system calls. */
  inCalls = 0;
  /** The monitor waits for something to happen; its last sleep; rounds without a retake. */
  monitorSleepsDeeply = false;
  monitorSleepNs = 0;
  monitorIdleRounds = 0;
  /** Stacks of dead Gs that no P keeps. */
  spareStacks = 0;
  /** What is done for a closed loop's client when its G ends. */
  onEnd: ((client: number) => void) | undefined = undefined;
  /** Cores without a thread; the Ms that wait for one, in order. */
  freeCores: number;
  readonly coreQueue: number[] = [];
  /** Core → M on it, −1: none; since when. */
  readonly coreHolders: Int32Array;
  readonly coreSince: Float64Array;
  /** Function → its name among the texts of the trace. */
  readonly names: Int32Array;
  /** This library's own runtime, not Go's. */
  readonly isPilfer: boolean;
  /** A thief that has found nothing looks again after it has counted itself off, as Go's do. */
  readonly rechecks: boolean;
  /** No thief runs the timers of others: only their own P does. */
  readonly timersStay: boolean;
  private placementState: number;
  private noiseState: number;

  constructor(code: Code, settings: Settings, policyOf: (queues: Queues) => SimPolicy) {
    const { program } = code;
    const { processors, most, seed } = settings;
    this.code = code;
    this.settings = settings;
    this.global = most;
    this.firstMutex = most + 1;
    this.firstWaitGroup = this.firstMutex + program.mutexes.length;
    this.g = new Goroutines(this.firstWaitGroup + program.waitGroups.length);
    this.policy = policyOf(this);
    this.constants = this.policy.constants;
    this.isPilfer = this.policy.model === 'pilfer';
    checkPolicy(this.policy, code);
    this.costs = settings.costsOf(this.policy);
    this.m = new Machines();
    this.p = new Processors(processors, most, seed, this.policy);
    this.channels = new Channels(program.channels);
    this.mutexes = new Uint8Array(program.mutexes.length);
    this.mutexOwners = new Int32Array(program.mutexes.length).fill(-1);
    this.waitCounts = Int32Array.from(program.waitGroups, ({ count }) => count);
    this.counters = Int32Array.from(program.counters, ({ count }) => count);
    this.record = new Recorder(settings.trace, this.clock);
    this.tally = new Tally(most, settings.warmUp);
    this.freeCores = settings.cores;
    this.coreHolders = new Int32Array(settings.cores).fill(-1);
    this.coreSince = new Float64Array(settings.cores);
    this.names = Int32Array.from(program.functions, ({ name }) => this.record.strings.intern(name));
    this.placementState = streamState(seed, Stream.placement, 0);
    this.noiseState = streamState(seed, NOISE_STREAM, 0);
    const { stealRounds } = this.constants;
    this.rechecks =
      stealRounds > 0 && this.policy.victims !== noVictims && this.policy.visitsPerRound === 0;
    this.timersStay = !this.rechecks || !COMPLETE.has(this.policy.victims);
    // Slots: the monitor, each source or client, each core, each P that retries, then the Ms.
    this.firstRetrySlot = settings.firstCoreSlot + (settings.limitsCores ? settings.cores : 0);
    this.firstMachineSlot = this.firstRetrySlot + (this.policy.retryNs > 0 ? most : 0);
    this.slots = new EventSlots(this.firstMachineSlot + 2 * processors);
  }

  get processors(): number {
    return this.p.count;
  }

  length(p: number): number {
    return (this.g.length[p] as number) + ((this.p.next[p] as number) >= 0 ? 1 : 0);
  }

  load(p: number): number {
    const m = this.p.m[p] as number;
    return this.length(p) + (m >= 0 && (this.m.g[m] as number) >= 0 ? 1 : 0);
  }

  isIdle(p: number): boolean {
    return this.p.status[p] === PStatus.idle;
  }

  /** True if an idle P may yet find, by itself, what is queued. */
  mayRetry(): boolean {
    return this.policy.retryNs > 0 && this.tally.waiting > 0;
  }

  /** Draws an exponential time that is no part of the program: a retry, an interruption. */
  noiseDraw(mean: number): number {
    this.noiseState = nextState(this.noiseState);
    const unit = LN_TWO_31 - logOfInteger(output(this.noiseState) + 1);
    return Math.floor(mean * unit + 0.5);
  }

  /** Draws the random number for placing one G. */
  placementDraw(): number {
    this.placementState = nextState(this.placementState);
    return output(this.placementState);
  }
}

/** Makes an M do its next step after a delay, not counting the wait for a core. */
export function scheduleMachine(w: World, m: number, delay: number): void {
  w.slots.set(w.firstMachineSlot + m, (w.clock[0] as number) + delay);
}

/** Adds to what an M has to spend before its next step. Nobody (−1) spends nothing. */
export function charge(w: World, m: number, cost: number): void {
  if (m >= 0 && cost > 0) w.m.debt[m] = (w.m.debt[m] as number) + cost;
}

/** Lets an M take the lock of the global queue: it waits for those before it, then holds it. */
export function chargeLock(w: World, m: number): void {
  const { globalLock, lockTransfer } = w.costs;
  const hold = w.lockHolder === m ? globalLock : globalLock + lockTransfer;
  w.lockHolder = m;
  if (hold === 0) return;
  const from = (w.clock[0] as number) + (m >= 0 ? (w.m.debt[m] as number) : 0);
  const free = w.lockFree[0] as number;
  const start = free > from ? free : from;
  w.lockFree[0] = start + hold;
  if (m >= 0) w.m.debt[m] = (w.m.debt[m] as number) + (start + hold - from);
}

/** Makes a new thread. */
export function createMachine(w: World): number {
  const m = w.m.create();
  w.slots.grow(w.firstMachineSlot + m + 1);
  if (w.record.isOn) w.record.emit(Kind.machineStart, -1, m, -1, m, 0, 0);
  w.m.state[m] = MState.parked;
  w.m.parkedAt[m] = -Infinity;
  return m;
}

/** Lets an idle P look for work after a while. */
export function scheduleRetry(w: World, p: number): void {
  w.slots.set(w.firstRetrySlot + p, (w.clock[0] as number) + w.noiseDraw(w.policy.retryNs));
}
