/** What each operation does at the instant at which it takes effect. */

import { Kind, WaitReason } from '@pilfer/scheduler/trace';
import { enterCall } from './calls.js';
import { closeChannel, receive, select, send } from './channels.js';
import { changeProcessors } from './change-processors.js';
import { endFunction, endScope, fork, join, spawn } from './families.js';
import { addToWaitGroup, countDown, lock, unlock, waitForGroup } from './locks.js';
import { Op, WIDTH } from './opcodes.js';
import { addPoll } from './poller.js';
import { block, requeue } from './schedule.js';
import { addTimer } from './sleeping.js';
import { Count } from './tally.js';
import { Outcome } from './world.js';
import type { World } from './world.js';
import { draw } from './draw.js';

/** Lets an operation take effect. `goOn` with the step unchanged: the G goes on. */
export function effect(w: World, m: number, id: number, op: number, pc: number): Outcome {
  const a = w.code.words[pc + 1] as number;
  const b = w.code.words[pc + 2] as number;
  switch (op) {
    case Op.return:
      return endFunction(w, m, id);
    case Op.endScope:
      return endScope(w, m, id, pc);
    case Op.spawn:
      return spawn(w, m, id, a, pc);
    case Op.fork:
      return fork(w, m, id, a, pc);
    case Op.join:
      return join(w, m, id, pc);
    case Op.send:
      return send(w, m, id, a, pc);
    case Op.receive:
      return receive(w, m, id, a, pc, pc + WIDTH);
    case Op.receiveEach:
      return receive(w, m, id, a, pc, b);
    case Op.close:
      return closeChannel(w, m, id, a, pc);
    case Op.select:
      return select(w, m, id, a, pc);
    case Op.lock:
      return lock(w, m, id, a, pc);
    case Op.unlock:
      return unlock(w, m, id, a, pc);
    case Op.add:
      return addToWaitGroup(w, m, id, a, b, pc);
    case Op.wait:
      return waitForGroup(w, m, id, a, pc);
    case Op.countDown:
      return countDown(w, m, id, a, b, pc);
    default:
      return pause(w, m, id, op, a, pc);
  }
}

/** Operations that put the G aside for a time, and those about its thread. */
function pause(w: World, m: number, id: number, op: number, a: number, pc: number): Outcome {
  w.g.pc[id] = pc + WIDTH;
  switch (op) {
    case Op.systemCall:
      draw(w, id, a);
      return enterCall(w, m, id);
    case Op.sleep: {
      draw(w, id, a);
      const due = (w.clock[0] as number) + (w.code.sampler.drawn[0] as number);
      const outcome = block(w, m, WaitReason.sleep, 0);
      addTimer(w, m, id, due);
      return outcome;
    }
    case Op.poll: {
      draw(w, id, a);
      const due = (w.clock[0] as number) + (w.code.sampler.drawn[0] as number);
      addPoll(w, id, due);
      return block(w, m, WaitReason.io, 0);
    }
    case Op.yield:
      w.tally.add(Count.yields, 1);
      return requeue(w, m, Kind.yield, w.costs.yield);
    case Op.lockThread:
      w.g.lockedM[id] = m;
      w.m.lockedG[m] = id;
      return Outcome.goOn;
    case Op.unlockThread:
      w.g.lockedM[id] = w.m.lockedG[m] = -1;
      return Outcome.goOn;
    default:
      return changeProcessors(w, m, a);
  }
}
