/**
 * Measures what the real runtime costs on this machine. Short things are timed in long loops; what
 * happens between threads is read from recordings, whose events cost some 50 ns themselves: little
 * beside the µs that they measure.
 */

import { setTimeout as after } from 'node:timers/promises';
import { Runtime } from '@pilfer/scheduler';
import { Kind } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { pilferCosts } from '../costs/index.js';
import { measuredOf } from '../costs/preset-file.js';
import type { CostName, Measured } from '../costs/preset-file.js';
import { calibration } from './calibrate.tasks.js';
import { library } from './library.tasks.js';
import { measureSpeed } from './record-library.js';

/** How often, and how long. */
export interface CalibrateEffort {
  /** Samples of each measurement. */
  readonly samples: number;
  /** Repetitions in a timed loop. */
  readonly loop: number;
}

/** Memory of a runtime here, bytes: little is queued. */
const MEMORY = 2 ** 25;
/** Silences before a submission: a machine searches for 250 µs, then it sleeps. */
const SHORT_SILENCE_MS = 0.4;
const LONG_SILENCE_MS = 8;
/** Sleeps that are longer count as cold. */
const COLD_AFTER_NS = 1_000_000;

/** Measures everything; a few seconds. */
export async function calibrate(
  effort: CalibrateEffort,
): Promise<Partial<Record<CostName, Measured>>> {
  const measured: Partial<Record<CostName, Measured>> = {
    ...(await measureForks(effort)),
    ...(await measureQueue(effort)),
    ...(await measureSleep(effort)),
    ...(await measureSteals(effort)),
  };
  const { slowdown } = await measureSpeed(2);
  return { ...measured, slowdown: measuredOf([slowdown]) };
}

async function on<T>(
  options: ConstructorParameters<typeof Runtime>[0],
  use: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const runtime = new Runtime({ memory: MEMORY, ...options });
  try {
    return await use(runtime);
  } finally {
    await runtime.close();
  }
}

/** Runs something so often after a run that is not counted: it is compiled then. */
async function sampled<T>(count: number, run: () => Promise<T>): Promise<T[]> {
  await run();
  const all: T[] = [];
  for (let i = 0; i < count; i++) all.push(await run());
  return all;
}

type Part = Partial<Record<CostName, Measured>>;

/** A private fork and its join; and one that is exposed: encoded, queued, and claimed by its joiner. */
async function measureForks({ samples, loop }: CalibrateEffort): Promise<Part> {
  const [calls, forks] = await on({ procs: 1 }, async (runtime) => [
    await sampled(samples, () => runtime.run(calibration.called, loop)),
    await sampled(samples, () => runtime.run(calibration.forked, loop)),
  ]);
  const exposed = await on({ procs: 1, exposure: 'eager' }, (runtime) =>
    sampled(samples, () => runtime.run(calibration.forked, Math.ceil(loop / 20))),
  );
  const call = measuredOf(calls).median;
  const fork = measuredOf(forks.map((one) => one - call));
  return { fork, expose: measuredOf(exposed.map((one) => one - call - fork.median)) };
}

/** Submission to the own queue; and taking, running and settling, told apart as the preset does. */
async function measureQueue({ samples, loop }: CalibrateEffort): Promise<Part> {
  const count = Math.min(2_000, Math.ceil(loop / 20));
  const pairs = await on({ procs: 1 }, (runtime) =>
    sampled(samples, () => runtime.run(calibration.submitted, count)),
  );
  const spawn = measuredOf(pairs.map(([one]) => one));
  const share = pilferCosts.switch / (pilferCosts.switch + pilferCosts.end);
  return {
    spawn,
    spawnCold: spawn,
    switch: measuredOf(pairs.map(([, run]) => run * share)),
    end: measuredOf(pairs.map(([, run]) => run * (1 - share))),
  };
}

/** How long a wake-up takes after a short and a long sleep, what it costs the waker, and falling asleep. */
async function measureSleep({ samples }: CalibrateEffort): Promise<Part> {
  const count = Math.max(10, 4 * samples);
  const trace = await on({ procs: 1 }, async (runtime) => {
    await runtime.run(calibration.nothing, 0);
    const recording = runtime.record({ title: 'wake-ups' });
    for (let i = 0; i < count; i++) {
      await (i % 2 === 0 ? silence(SHORT_SILENCE_MS) : after(LONG_SILENCE_MS));
      await runtime.run(calibration.nothing, i);
    }
    return recording.stop();
  });
  const submissions = async (procs: number): Promise<number[]> => {
    const recorded = await on({ procs }, async (runtime) => {
      await runtime.run(calibration.submitOne);
      const recording = runtime.record({ title: 'wakers' });
      for (let i = 0; i < count; i++) {
        await after(2);
        await runtime.run(calibration.submitOne);
      }
      return recording.stop();
    });
    return submissionTimes(recorded, procs > 1);
  };
  const alone = measuredOf(await submissions(1)).median;
  const waking = (await submissions(2)).map((one) => one - alone);
  const { short, long, parks } = sleepsOf(trace);
  return {
    ...(short.length > 0 ? { wakeLatency: measuredOf(short) } : {}),
    ...(long.length > 0 ? { wakeLatencyCold: measuredOf(long) } : {}),
    ...(parks.length > 0 ? { park: measuredOf(parks) } : {}),
    ...(waking.length > 0 ? { wake: measuredOf(waking) } : {}),
    wakeColdAfter: measuredOf([COLD_AFTER_NS]),
  };
}

/** Keeps this thread busy for a while: a timer's silence would be longer than a ms. */
function silence(ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return Promise.resolve();
}

/** From each wake-up to the moment at which the thread runs, by how long it had slept; ns. */
export function sleepsOf(trace: Trace): {
  readonly short: number[];
  readonly long: number[];
  readonly parks: number[];
} {
  const [short, long, parks]: [number[], number[], number[]] = [[], [], []];
  const parked = new Map<number, number>();
  const woken = new Map<number, number>();
  const gaveUp = new Map<number, number>();
  const event = trace.cursor();
  while (event.next()) {
    const { kind, machine, time } = event;
    if (kind === Kind.searchEnd && event.a === 0) gaveUp.set(machine, time);
    if (kind === Kind.park) {
      const since = gaveUp.get(machine);
      if (since !== undefined) parks.push(time - since);
      gaveUp.delete(machine);
      parked.set(machine, time);
    }
    if (kind === Kind.wake && !woken.has(event.a)) woken.set(event.a, time);
    if (kind === Kind.unpark) {
      const [wake, sleep] = [woken.get(machine), parked.get(machine)];
      woken.delete(machine);
      if (wake === undefined || sleep === undefined || wake < sleep) continue;
      (wake - sleep < COLD_AFTER_NS ? short : long).push(time - wake);
    }
  }
  return { short, long, parks };
}

/** How long tasks that submit another one took; those that woke somebody, or those that did not. */
function submissionTimes(trace: Trace, waking: boolean): number[] {
  const times: number[] = [];
  const starts = new Map<number, number>();
  const wakers = new Set<number>();
  const parents = new Set<number>();
  const event = trace.cursor();
  while (event.next()) {
    if (event.kind === Kind.start) starts.set(event.machine, event.time);
    if (event.kind === Kind.create && event.machine >= 0) parents.add(event.a);
    if (event.kind === Kind.wake && event.machine >= 0) wakers.add(event.machine);
    if (event.kind !== Kind.end) continue;
    const start = starts.get(event.machine);
    const isRight = parents.has(event.task) && wakers.has(event.machine) === waking;
    if (isRight && start !== undefined) times.push(event.time - start);
    wakers.delete(event.machine);
    parents.delete(event.task);
  }
  return times;
}

/** From a steal to the start of what was stolen; and the time of one visit in vain. */
async function measureSteals({ samples }: CalibrateEffort): Promise<Part> {
  const trace = await on({ procs: 2 }, async (runtime) => {
    await runtime.run(library.tree, 8, 1, 20_000);
    const recording = runtime.record({ title: 'steals' });
    for (let i = 0; i < samples; i++) await runtime.run(library.tree, 9, 2, 20_000);
    return recording.stop();
  });
  const steals = stealTimes(trace);
  return steals.length === 0 ? {} : { steal: measuredOf(steals) };
}

function stealTimes(trace: Trace): number[] {
  const times: number[] = [];
  const stolen = new Map<number, number>();
  const event = trace.cursor();
  while (event.next()) {
    if (event.kind === Kind.steal) stolen.set(event.machine, event.time);
    if (event.kind !== Kind.start) continue;
    const since = stolen.get(event.machine);
    if (since !== undefined) times.push(event.time - since);
    stolen.delete(event.machine);
  }
  return times;
}
