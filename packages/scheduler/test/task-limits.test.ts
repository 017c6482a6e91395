import { expect, test } from '@jest/globals';
import { load, store } from '../src/atomics.js';
import { CLOCK } from '../src/clock.js';
import { CANCELLED, QUEUED, RUNNING, stateOf, withState } from '../src/control-word.js';
import { DOOMED, SLOT_CONTROL, THREAD_DOOM, THREAD_RUNNING } from '../src/layout.js';
import type { Memory } from '../src/memory.js';
import { Slots } from '../src/slots.js';
import { TaskLimits } from '../src/task-limits.js';
import { mainSubmitter, smallMemory } from './small-runtime.js';

const MACHINE = 1;

/** Slots in which a machine claims a task at the last moment before the submitter cancels it. */
class RacedSlots extends Slots {
  private readonly memory: Memory;

  constructor(memory: Memory) {
    super(memory);
    this.memory = memory;
  }

  override transition(slot: number, from: number, to: number): boolean {
    if (stateOf(from) === QUEUED && stateOf(to) === CANCELLED) {
      const { cells } = this.memory;
      store(cells, this.memory.threadCell(MACHINE) + THREAD_RUNNING, slot + 1);
      const control = this.memory.slotCell(slot) + SLOT_CONTROL;
      store(cells, control, withState(from, MACHINE, RUNNING));
    }
    return super.transition(slot, from, to);
  }
}

function limitsOf(
  memory: Memory,
  slots: Slots,
): ReturnType<typeof mainSubmitter> & {
  readonly limits: TaskLimits;
  readonly ended: string[];
} {
  const ended: string[] = [];
  const main = mainSubmitter(memory, slots);
  const limits = new TaskLimits(memory, CLOCK, {
    submitter: () => main.submitter,
    nameOf: () => 'loop',
    terminate: (thread, culprit) => void ended.push(`M${thread} for ${culprit}`),
    suspect: (thread) => void ended.push(`M${thread} is suspected`),
    unpark: () => undefined,
    abandon: ({ slot }, ms) => void ended.push(`the children of ${slot} after ${ms} ms`),
  });
  return { ...main, limits, ended };
}

test('a task that starts just as it is stopped is ended all the same', async () => {
  const memory = smallMemory();
  const { limits, submitter, ended } = limitsOf(memory, new RacedSlots(memory));
  const slot = submitter.prepare(1, [], 0, 0);
  const result = submitter.send(slot);
  limits.stop(slot, new Error('stopped'), 0);
  await expect(result).rejects.toThrow('stopped');
  expect(ended).toEqual([`the children of ${slot} after 0 ms`, 'M1 for loop']);
  expect(load(memory.cells, memory.threadCell(MACHINE) + THREAD_DOOM)).toBe(DOOMED);
});

test('a task that is stopped before it starts ends nobody', async () => {
  const memory = smallMemory();
  const { limits, submitter, ended } = limitsOf(memory, new Slots(memory));
  const slot = submitter.prepare(1, [], 0, 0);
  const result = submitter.send(slot);
  limits.stop(slot, new Error('stopped'), 0);
  await expect(result).rejects.toThrow('stopped');
  expect(ended).toEqual([]);
  expect(load(memory.cells, memory.threadCell(MACHINE) + THREAD_DOOM)).toBe(0);
});
