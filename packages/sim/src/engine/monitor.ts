/** The monitor, §10: it looks at every P, stops long slices, and takes Ps back from long calls. */

import {
  ProcStatus,
  Retake,
  sysmonIdleAfter,
  sysmonPolls,
  sysmonSleep,
  sysmonSleepsDeeply,
} from '@pilfer/scheduler/policy';
import { Kind } from '@pilfer/scheduler/trace';
import { retakeP } from './calls.js';
import { setTimeLeft, timeLeft } from './cores.js';
import { MState, Step } from './machines.js';
import { MONITOR_SLOT } from './monitor-sleep.js';
import { isPollDue, nextDeadline } from './poller.js';
import { PStatus } from './processors.js';
import { injectDue } from './schedule.js';
import type { World } from './world.js';

/** A deep sleep ends after this at the latest: half of Go's forced collection period. */
const DEEPEST_NS = 60_000_000_000;

/** Starts the monitor, if there is anything for it to do. */
export function startMonitor(w: World): void {
  const { timeSliceNs, retakesSyscalls, pollNs } = w.constants;
  if (timeSliceNs > 0 || retakesSyscalls || pollNs > 0) sleep(w, w.constants.sysmonMinNs);
}

/** One round. */
export function monitor(w: World): void {
  const now = w.clock[0] as number;
  if (!w.monitorSleepsDeeply && sysmonSleepsDeeply(w.p.idle, w.p.count, false)) {
    w.monitorSleepsDeeply = true;
    const timer = nextDeadline(w);
    const end = now + DEEPEST_NS;
    w.slots.set(MONITOR_SLOT, timer > now && timer < end ? timer : end);
    return;
  }
  w.monitorSleepsDeeply = false;
  if (
    w.poller < 0 &&
    isPollDue(w) &&
    sysmonPolls(now - (w.polledAt[0] as number), w.constants.pollNs)
  ) {
    w.polledAt[0] = now;
    injectDue(w, -1, -1);
  }
  w.monitorIdleRounds = sysmonIdleAfter(w.monitorIdleRounds, retake(w));
  sleep(w, sysmonSleep(w.monitorIdleRounds, w.monitorSleepNs, w.constants));
}

function sleep(w: World, ns: number): void {
  w.monitorSleepNs = ns;
  w.slots.set(MONITOR_SLOT, (w.clock[0] as number) + ns + w.costs.timerSlack);
}

/** Looks at every P; returns how many it took from calls. Go: `retake`. */
function retake(w: World): number {
  const now = w.clock[0] as number;
  let retaken = 0;
  for (let p = 0; p < w.p.count; p++) {
    const watch = w.p.watches[p];
    const status = w.p.status[p] as number;
    if (watch === undefined || (status !== PStatus.running && status !== PStatus.syscall)) continue;
    const answer = watch.look(
      status === PStatus.running ? ProcStatus.running : ProcStatus.syscall,
      w.p.tick[p] as number,
      w.p.syscallTick[p] as number,
      now,
      w.length(p) === 0,
      w.searching + w.p.idle,
    );
    if (answer === Retake.preempt) requestStop(w, p);
    else if (answer === Retake.handOff) {
      const m = w.p.m[p] as number;
      retakeP(w, p, now - (w.g.since[w.m.g[m] as number] as number));
      retaken++;
    }
  }
  return retaken;
}

/** Asks the G that runs on a P to stop; it does when the signal has reached it. Go: `preemptone`. */
function requestStop(w: World, p: number): void {
  const m = w.p.m[p] as number;
  if (m < 0 || w.m.state[m] !== MState.busy || w.m.step[m] !== Step.run) return;
  if (w.m.preempt[m] === 1) return;
  const id = w.m.g[m] as number;
  w.m.preempt[m] = 1;
  if (w.record.isOn) {
    const age = Math.floor(((w.clock[0] as number) - (w.m.startedAt[m] as number)) / 1000);
    w.record.emit(Kind.preemptRequest, p, -1, id, age, 0, 0);
  }
  const left = timeLeft(w, m);
  if (left <= w.costs.preempt) return;
  w.g.debt[id] = (w.g.debt[id] as number) + left - w.costs.preempt;
  w.m.step[m] = Step.preempted;
  setTimeLeft(w, m, w.costs.preempt);
}
