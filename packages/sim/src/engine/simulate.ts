/** Runs a program under a policy: the door to the engine. */

import { streamState, Stream } from '@pilfer/scheduler/policy';
import { Into, Kind, Source, StopReason, WakeCause } from '@pilfer/scheduler/trace';
import type { SimOptions } from '../program/options.js';
import type { Program } from '../program/program.js';
import type { SimEnd, SimResult } from '../program/result.js';
import { policySource } from '../policies/index.js';
import { Arrivals } from './arrivals.js';
import { checkWorld } from './check-world.js';
import { compile } from './compile.js';
import { endSlice } from './cores.js';
import { describeDeadlock } from './deadlock.js';
import { drive } from './drive.js';
import { NEVER } from './event-slots.js';
import { createG } from './families.js';
import { GState } from './goroutines.js';
import { MState } from './machines.js';
import { monitor, startMonitor } from './monitor.js';
import { MONITOR_SLOT } from './monitor-sleep.js';
import { PStatus } from './processors.js';
import { markRunnable } from './queues.js';
import { take } from './schedule.js';
import { settle } from './settings.js';
import { acquireP, startMachine } from './wake.js';
import { createMachine, scheduleMachine, scheduleRetry, World } from './world.js';

/**
 * Simulates a program and returns what happened. Same program, options and seed: same result, to
 * the byte. Costs about 0.2 µs of real time per event.
 *
 * @throws SimError if the program, the policy or an option cannot be simulated, or the program does
 *   what makes a Go program panic
 */
export function simulate(program: Program, options: SimOptions): SimResult {
  return new Simulation(program, options).run();
}

const STOP_REASONS: Readonly<Record<SimEnd, number>> = {
  drained: StopReason.drained,
  deadlock: StopReason.failed,
  timeLimit: StopReason.timeLimit,
  eventLimit: StopReason.eventLimit,
};

/** One run. */
class Simulation {
  readonly world: World;
  readonly #arrivals: Arrivals;

  constructor(program: Program, options: SimOptions) {
    const code = compile(program);
    const settings = settle(options, code);
    this.world = new World(code, settings, policySource(options.policy ?? 'go'));
    this.#arrivals = new Arrivals(this.world);
  }

  /** Runs to the end. */
  run(): SimResult {
    const w = this.world;
    this.#begin();
    let end: SimEnd | undefined;
    if (w.settings.checked) {
      while (end === undefined) {
        end = this.#advance();
        checkWorld(w);
      }
    }
    while (end === undefined) end = this.#advance();
    return finish(w, end);
  }

  /** Sets the world up: P0 runs main, the others are idle, P1 on top. */
  #begin(): void {
    const w = this.world;
    const { processors, cores, seed, firstTicks } = w.settings;
    if (w.record.isOn) w.record.emit(Kind.runStart, -1, -1, -1, processors, cores, seed | 0);
    const m = createMachine(w);
    w.m.state[m] = MState.busy;
    const first = w.code.main >= 0 ? 1 : 0;
    for (let p = 0; p < processors; p++) w.p.tick[p] = firstTicks[p] ?? 0;
    for (let p = processors - 1; p >= first; p--) w.p.pushIdle(p);
    if (first === 1) {
      acquireP(w, m, 0);
      w.p.tick[0] = (firstTicks[0] ?? 1) - 1;
      const id = createG(w, w.code.main, streamState(seed, Stream.service, 0));
      const name = w.names[w.code.main] as number;
      if (w.record.isOn) w.record.emit(Kind.create, 0, m, id, -1, name, Into.direct);
      markRunnable(w, id, -1);
      take(w, m, id, Source.direct, false);
      w.m.debt[m] = 0;
      w.active++;
      scheduleMachine(w, m, 0);
    } else {
      w.m.state[m] = MState.parked;
      w.m.pushParked(m);
      if (w.record.isOn) w.record.emit(Kind.park, -1, m, -1, 0, 1, 0);
    }
    // The machines of the other Ps have looked for work, asked everybody for forks, and sleep.
    if (w.isPilfer && processors > 1) w.p.hungry.fill(1);
    if (w.policy.retryNs > 0) for (let p = first; p < processors; p++) scheduleRetry(w, p);
    startMonitor(w);
    this.#arrivals.start();
  }

  /** Takes the next event; returns how the run ended, if it has. */
  #advance(): SimEnd | undefined {
    const w = this.world;
    const { slots, settings } = w;
    const slot = slots.first();
    const time = slots.times[slot] as number;
    if (time === NEVER || (w.active === 0 && w.sources === 0)) {
      if (w.g.live === 0) return 'drained';
      if (!w.mayRetry()) return 'deadlock';
    }
    if (time > settings.maxTime) {
      w.clock[0] = settings.maxTime;
      return 'timeLimit';
    }
    if (w.events >= settings.maxEvents) return 'eventLimit';
    const { warmUp } = w.tally;
    if (time >= warmUp && (w.clock[0] as number) < warmUp) w.tally.forget();
    w.clock[0] = time;
    slots.take(slot);
    if (slot >= w.firstMachineSlot) drive(w, slot - w.firstMachineSlot);
    else this.#other(slot);
    slots.settle(slot);
    return w.g.live === 0 && w.sources === 0 ? 'drained' : undefined;
  }

  #other(slot: number): void {
    const w = this.world;
    w.events++;
    if (slot === MONITOR_SLOT) monitor(w);
    else if (slot >= w.firstRetrySlot) retry(w, slot - w.firstRetrySlot);
    else if (slot >= w.settings.firstCoreSlot) endSlice(w, slot - w.settings.firstCoreSlot);
    else this.#arrivals.arrive(slot);
  }
}

/** An idle P looks for work by itself. */
function retry(w: World, p: number): void {
  if (w.p.status[p] !== PStatus.idle) return;
  w.p.takeIdle(p);
  startMachine(w, p, true, -1, WakeCause.backstop);
}

function finish(w: World, end: SimEnd): SimResult {
  const now = w.clock[0] as number;
  for (let m = 0; m < w.m.count; m++) {
    const p = w.m.p[m] as number;
    const id = w.m.g[m] as number;
    if (p >= 0 && id >= 0 && w.g.state[id] === GState.running)
      w.tally.ran(p, w.m.startedAt[m] as number, now);
  }
  if (w.record.isOn) w.record.emit(Kind.runStop, -1, -1, -1, STOP_REASONS[end], 0, 0);
  const trace = w.record.finish(w.code.program.name);
  return {
    end,
    time: now,
    events: w.events,
    machines: w.m.count,
    ...w.tally.finish(now),
    busy: w.tally.busy,
    wait: w.tally.wait,
    response: w.tally.response,
    ...(end === 'deadlock' ? { deadlock: describeDeadlock(w) } : {}),
    ...(trace === undefined ? {} : { trace }),
  };
}
