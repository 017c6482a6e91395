/** Timers, §14: each P has a heap of them, which runs when somebody looks. */

import { Kind, WaitReason, WakeCause } from '@pilfer/scheduler/trace';
import { NO_G } from './goroutines.js';
import { hurryPoller } from './poller.js';
import { submit } from './queues.js';
import { meld, withoutRoot } from './timers.js';
import { wakeSearcher } from './wake.js';
import type { World } from './world.js';

/** Readies, on P `p`, the Gs whose timers on P `from` are due. */
export function runTimers(w: World, m: number, p: number, from: number): void {
  const now = w.clock[0] as number;
  for (;;) {
    const id = w.p.timers[from] as number;
    if (id === NO_G || (w.g.due[id] as number) > now) return;
    w.p.timers[from] = withoutRoot(w.g, id);
    w.sleeping--;
    submit(w, m, p, id, Kind.ready, -1, WaitReason.sleep);
  }
}

/** Adds a timer to M's P. Whoever waits in the poller must not sleep over it. */
export function addTimer(w: World, m: number, id: number, due: number): void {
  const p = w.m.p[m] as number;
  w.g.due[id] = due;
  w.p.timers[p] = meld(w.g, w.p.timers[p] as number, id);
  w.sleeping++;
  if (w.p.timers[p] !== id) return;
  if (w.poller >= 0) hurryPoller(w, due);
  else wakeSearcher(w, m, WakeCause.ready);
}
