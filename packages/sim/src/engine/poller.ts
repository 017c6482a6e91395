/**
 * The network poller, §14. Gs that wait for the network are in one heap. If nobody has anything to
 * do, one M waits for the first of them, or for the first timer of any P.
 */

import { Kind, ParkMode, WaitReason } from '@pilfer/scheduler/trace';
import { releaseCore } from './cores.js';
import { NEVER } from './event-slots.js';
import { IN_HANDS, NO_G } from './goroutines.js';
import { MState, Step } from './machines.js';
import { markRunnable } from './queues.js';
import { meld, withoutRoot } from './timers.js';
import { Outcome } from './world.js';
import type { World } from './world.js';

/** A timer is due, but whoever could run it is busy: the poller returns at once, which takes time. */
const SHORTEST_WAIT_NS = 1_000;

/** Lets a G wait for the network. */
export function addPoll(w: World, id: number, due: number): void {
  w.g.due[id] = due;
  w.polls = meld(w.g, w.polls, id);
  w.polling++;
  hurryPoller(w, due);
}

/** True if the network has something for a G. */
export function isPollDue(w: World): boolean {
  return w.polls !== NO_G && (w.g.due[w.polls] as number) <= (w.clock[0] as number);
}

/** Takes the first G the network has something for; it is in M's hands. */
export function takeDuePoll(w: World, m: number, p: number, into: number): number {
  const id = w.polls;
  w.polls = withoutRoot(w.g, id);
  w.polling--;
  if (w.record.isOn) w.record.emit(Kind.ready, p, m, id, -1, WaitReason.io, into);
  markRunnable(w, id, p);
  w.g.where[id] = IN_HANDS;
  return id;
}

/** Returns when the poller has to return: the first poll or timer. */
export function nextDeadline(w: World): number {
  let deadline = w.polls === NO_G ? NEVER : (w.g.due[w.polls] as number);
  if (w.sleeping > 0) {
    for (let p = 0; p < w.p.count; p++) {
      const id = w.p.timers[p] as number;
      // The timers of a busy P that nobody steals are its own affair.
      if (w.timersStay && !w.isIdle(p)) continue;
      if (id !== NO_G && (w.g.due[id] as number) < deadline) deadline = w.g.due[id] as number;
    }
  }
  return deadline;
}

/** M, without a P, waits in the poller. */
export function blockInPoller(w: World, m: number, searched: boolean, until: number): Outcome {
  w.poller = m;
  w.m.state[m] = MState.polling;
  w.m.step[m] = Step.polled;
  w.m.searched[m] = searched ? 1 : 0;
  w.m.debt[m] = 0;
  w.m.parkedAt[m] = w.clock[0] as number;
  if (w.record.isOn) w.record.emit(Kind.park, -1, m, -1, ParkMode.loop, w.m.parked + 1, 0);
  releaseCore(w, m);
  setDeadline(w, until);
  return Outcome.dormant;
}

/** Something is due earlier than the poller thinks. */
export function hurryPoller(w: World, due: number): void {
  if (w.poller < 0) return;
  const deadline = w.slots.times[w.firstMachineSlot + w.poller] as number;
  // Without one it is on its way already, and waits for a core.
  if (due < deadline && deadline !== NEVER) setDeadline(w, due);
}

function setDeadline(w: World, due: number): void {
  const now = w.clock[0] as number;
  w.slots.set(w.firstMachineSlot + w.poller, due > now ? due : now + SHORTEST_WAIT_NS);
}
