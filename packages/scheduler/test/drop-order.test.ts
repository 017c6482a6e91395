import { expect, test } from '@jest/globals';
import { DONE, withState } from '../src/control-word.js';
import { DropOrder } from '../src/drop-order.js';
import { Slots } from '../src/slots.js';
import { mainSubmitter, smallMemory } from './small-runtime.js';

test('a stream of tasks of which none is dropped leaves no trail', async () => {
  const memory = smallMemory();
  const slots = new Slots(memory);
  const { submitter } = mainSubmitter(memory, slots);
  const order = new DropOrder(submitter);
  for (let i = 0; i < 1000; i++) {
    const slot = submitter.prepare(1, [i], 0, 0);
    const result = submitter.send(slot);
    order.add(slot, submitter.used);
    slots.setResultNumber(slot, i);
    slots.publish(slot, withState(slots.control(slot), 1, DONE));
    memory.inboxSender(0).send(slot);
    submitter.collect();
    expect(await result).toBe(i);
  }
  expect(order.size).toBeLessThan(100);
});

test.each(['oldest', 'newest'] as const)('drops the %s that has not started', async (which) => {
  const memory = smallMemory();
  const slots = new Slots(memory);
  const { submitter } = mainSubmitter(memory, slots);
  const order = new DropOrder(submitter);
  const outcomes = [0, 1, 2].map((i) => {
    const slot = submitter.prepare(1, [i], 0, 0);
    const result = submitter.send(slot);
    order.add(slot, i + 1);
    return result.catch((error: unknown) => error);
  });
  for (let i = 0; i < 3; i++) expect(order.dropOne(which, () => `dropped ${i}`)).toBe(true);
  expect(order.dropOne(which, () => 'nobody')).toBe(false);
  const dropped = ['dropped 0', 'dropped 1', 'dropped 2'];
  expect(await Promise.all(outcomes)).toEqual(which === 'oldest' ? dropped : dropped.toReversed());
});
