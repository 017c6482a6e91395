/** The loop of an M: one step after the other, until one takes time or waits for others. */

import { exitCall } from './calls.js';
import { hasCore } from './cores.js';
import { Step } from './machines.js';
import { run, stop } from './run.js';
import { giveUp, polled, schedule, start } from './schedule.js';
import { stealAfterPause, stealRound } from './steal.js';
import { awake } from './wake.js';
import { Outcome, scheduleMachine } from './world.js';
import type { World } from './world.js';

/** M's time has come. */
export function drive(w: World, m: number): void {
  if (!hasCore(w, m)) return;
  for (;;) {
    w.events++;
    const outcome = step(w, m);
    if (outcome === Outcome.dormant) return;
    const delay = (outcome === Outcome.wait ? (w.delay[0] as number) : 0) + (w.m.debt[m] as number);
    w.m.debt[m] = 0;
    if (delay > 0) {
      scheduleMachine(w, m, delay);
      return;
    }
    if (w.events >= w.settings.maxEvents) {
      scheduleMachine(w, m, 0);
      return;
    }
  }
}

function step(w: World, m: number): Outcome {
  switch (w.m.step[m]) {
    case Step.run:
      return run(w, m);
    case Step.start:
      return start(w, m);
    case Step.schedule:
      return schedule(w, m);
    case Step.steal:
      return stealRound(w, m);
    case Step.stealNext:
      return stealAfterPause(w, m);
    case Step.giveUp:
      return giveUp(w, m);
    case Step.awake:
      return awake(w, m);
    case Step.preempted:
      return stop(w, m);
    case Step.syscallEnd:
      return exitCall(w, m);
    case Step.polled:
      return polled(w, m);
    default:
      throw new Error(`sim: M${m} has nothing to do, but its time has come`);
  }
}
