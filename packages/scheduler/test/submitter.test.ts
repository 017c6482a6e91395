import { expect, test } from '@jest/globals';
import { Deque, GlobalQueue } from '@pilfer/deque';
import { read } from '../src/atomics.js';
import { DONE, withState } from '../src/control-word.js';
import { SLOT_CELLS, SLOT_ARGUMENTS } from '../src/layout.js';
import { rescueDeque } from '../src/recovery.js';
import { resultHolder, Slots } from '../src/slots.js';
import { mainSubmitter, payloadsOf, smallMemory } from './small-runtime.js';

const MACHINE = 1;

test('D18: nothing of a task is left in its slot, nor in its blocks', async () => {
  const memory = smallMemory();
  const slots = new Slots(memory);
  const { submitter } = mainSubmitter(memory, slots);
  const results = [
    [1.5, 2.5, 3.5],
    ['a secret', 2],
  ].map((args) => {
    const slot = submitter.prepare(1, args, 0, 0);
    const result = submitter.send(slot);
    payloadsOf(memory, slots, MACHINE).writeResult(slot, args);
    slots.publish(slot, withState(slots.control(slot), MACHINE, DONE));
    memory.inboxSender(0).send(slot);
    return result;
  });
  expect(submitter.collect()).toBe(2);
  expect(await Promise.all(results)).toEqual([
    [1.5, 2.5, 3.5],
    ['a secret', 2],
  ]);
  for (const slot of [0, 1]) {
    const at = memory.slotCell(slot);
    for (let i = SLOT_ARGUMENTS; i < SLOT_CELLS; i++) expect(read(memory.cells, at + i)).toBe(0);
  }
  expect(Buffer.from(memory.buffer).includes('a secret')).toBe(false);
});

test('a block counts as held exactly while its slot has its shape', () => {
  const memory = smallMemory();
  const slots = new Slots(memory);
  const { submitter } = mainSubmitter(memory, slots);
  const payloads = payloadsOf(memory, slots, MACHINE);
  const slot = submitter.prepare(1, ['text'], 0, 0);
  void submitter.send(slot);
  payloads.writeResult(slot, 'result');
  const address = slots.get(slot, 14);
  expect(slots.isHeld(address, resultHolder(slot))).toBe(false); // not published: nobody's
  slots.publish(slot, withState(slots.control(slot), MACHINE, DONE));
  expect(slots.isHeld(address, resultHolder(slot))).toBe(true);
  expect(slots.isHeld(address + 1, resultHolder(slot))).toBe(false);
  payloads.release(slot);
  expect(slots.isHeld(address, resultHolder(slot))).toBe(false);
});

test("a dead thread's deque goes to the global queue, in its order", () => {
  const memory = smallMemory();
  const deque = Deque.adopt(memory.buffer, memory.dequeAt(2));
  for (const entry of [5, 6, 7]) deque.push(entry);
  rescueDeque(memory, 2);
  const queue = new GlobalQueue(memory.buffer, memory.plan.queueAt);
  expect([queue.pop(), queue.pop(), queue.pop()]).toEqual([5, 6, 7]);
  expect([deque.size, queue.size]).toEqual([0, 0]);
});
