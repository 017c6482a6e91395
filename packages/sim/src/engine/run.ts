/**
 * Runs the program of a G: control and work add up until an operation that others may notice. Its
 * price is paid, with the time worked before it, as one event; then it takes effect.
 */

import { SimError } from '../program/errors.js';
import { Kind } from '@pilfer/scheduler/trace';
import { draw, drawWord } from './draw.js';
import { effect } from './effects.js';
import { LOOP } from './frames.js';
import { Step } from './machines.js';
import { FIRST_EFFECT, Op, WIDTH } from './opcodes.js';
import { requeue } from './schedule.js';
import { Count } from './tally.js';
import { Outcome } from './world.js';
import type { World } from './world.js';

/** Operations in a row that take no time, before the program is refused. */
const PATIENCE = 10_000_000;

/** Goes on with M's G until it has to wait for time, or leaves. */
export function run(w: World, m: number): Outcome {
  const { g } = w;
  const { words } = w.code;
  const id = w.m.g[m] as number;
  for (let patience = PATIENCE; patience > 0; patience--) {
    const pc = g.pc[id] as number;
    const op = words[pc] as number;
    if (op < FIRST_EFFECT) {
      control(w, m, id, op, pc);
      continue;
    }
    if (g.paid[id] === 0) {
      g.paid[id] = 1;
      g.debt[id] = (g.debt[id] as number) + price(w, m, op);
    }
    const debt = (g.debt[id] as number) + (w.m.debt[m] as number);
    if (debt > 0) {
      g.debt[id] = w.m.debt[m] = 0;
      w.delay[0] = debt;
      return Outcome.wait;
    }
    if (w.m.preempt[m] === 1) return stop(w, m);
    g.paid[id] = 0;
    const outcome = effect(w, m, id, op, pc);
    if (outcome !== Outcome.goOn || w.m.step[m] !== Step.run) return outcome;
  }
  const where = w.code.places.get(g.pc[id] as number) ?? 'a loop';
  throw new SimError(`G${id} runs for ever without taking time: ${where}`);
}

/** The monitor has stopped M's G in the middle of what it does. Go: `gopreempt_m`. */
export function stop(w: World, m: number): Outcome {
  w.m.preempt[m] = 0;
  w.tally.add(Count.preemptions, 1);
  return requeue(w, m, Kind.preempt, 0);
}

function control(w: World, m: number, id: number, op: number, pc: number): void {
  const { g, frames, code } = w;
  const a = code.words[pc + 1] as number;
  switch (op) {
    case Op.work:
      draw(w, id, a);
      work(w, m, id);
      break;
    case Op.jump:
      g.pc[id] = a;
      return;
    case Op.repeat: {
      const count = code.counts[a] as number;
      if (count === 0) {
        g.pc[id] = code.words[pc + 2] as number;
        return;
      }
      g.frame[id] = frames.push(g.frame[id] as number, 0, LOOP, count);
      break;
    }
    case Op.loop: {
      const frame = g.frame[id] as number;
      const left = (frames.count[frame] as number) - 1;
      frames.count[frame] = left;
      if (left > 0) {
        g.pc[id] = a;
        return;
      }
      g.frame[id] = frames.pop(frame);
      break;
    }
    case Op.choose:
      g.pc[id] = choose(w, id, a);
      return;
    case Op.call:
      g.frame[id] = frames.push(
        g.frame[id] as number,
        pc + WIDTH,
        g.forks[id] as number,
        g.code[id] as number,
      );
      g.code[id] = a;
      g.pc[id] = code.entries[a] as number;
      return;
    case Op.scope:
      g.frame[id] = frames.push(g.frame[id] as number, 0, g.forks[id] as number, 0);
      break;
  }
  g.pc[id] = pc + WIDTH;
}

/** Adds what has been drawn to what the G has to do, with what interrupts it. */
function work(w: World, m: number, id: number): void {
  const { slowdown, interruption } = w.costs;
  const time = w.code.sampler.drawn[0] as number;
  let total = time;
  if (slowdown > 0) {
    if (interruption === 0) total += Math.floor((time * slowdown) / 1000 + 0.5);
    else {
      // Interruptions come after exponential times of work, per core.
      let quiet = (w.m.quiet[m] as number) - time;
      for (; quiet < 0; quiet += w.noiseDraw((interruption * 1000) / slowdown)) {
        total += w.noiseDraw(interruption);
      }
      w.m.quiet[m] = quiet;
    }
  }
  w.g.debt[id] = (w.g.debt[id] as number) + total;
}

function choose(w: World, id: number, choice: number): number {
  const compiled = w.code.choices[choice];
  const u = drawWord(w, id) / 0x8000_0000;
  const shares = compiled?.shares ?? [];
  let i = 0;
  while (i < shares.length - 1 && u >= (shares[i] as number)) i++;
  return compiled?.targets[i] as number;
}

function price(w: World, m: number, op: number): number {
  const { costs } = w;
  switch (op) {
    case Op.spawn:
    case Op.fork: {
      if (w.isPilfer) return op === Op.fork ? costs.fork : costs.spawn;
      const spare = (w.p.spare[w.m.p[m] as number] as number) + w.spareStacks;
      return spare > 0 ? costs.spawn : costs.spawnCold;
    }
    case Op.systemCall:
      return costs.systemCall;
    case Op.return:
    case Op.yield:
    case Op.endScope:
    case Op.lockThread:
    case Op.unlockThread:
    case Op.setProcessors:
      return 0;
    default:
      return costs.sync;
  }
}
