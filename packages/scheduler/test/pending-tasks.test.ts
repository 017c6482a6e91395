/** What may start on a machine beside its pending async tasks. */

import { beforeEach, expect, test } from '@jest/globals';
import { FLAG_ISOLATED, SLOT_FLAGS, SLOT_PARENT } from '../src/layout.js';
import { PendingTasks } from '../src/pending-tasks.js';
import { Slots } from '../src/slots.js';
import { smallMemory } from './small-runtime.js';

const THREAD = 1;
const LIMIT = 2;

const [ROOT, OTHER_ROOT, THIRD_ROOT, CHILD, ISOLATED] = [0, 1, 2, 3, 4] as const;

let tasks: PendingTasks;
beforeEach(() => {
  const memory = smallMemory();
  const slots = new Slots(memory);
  slots.set(CHILD, SLOT_PARENT, 1 + ROOT);
  slots.set(ISOLATED, SLOT_FLAGS, FLAG_ISOLATED);
  tasks = new PendingTasks(THREAD, memory, slots, LIMIT);
});

test('so many roots at most are pending; a child is always let in', () => {
  const ends = [ROOT, OTHER_ROOT].map((slot) => {
    expect(tasks.admits(slot)).toBe(true);
    return tasks.add(slot);
  });
  expect(tasks.admits(THIRD_ROOT)).toBe(false);
  expect(tasks.admits(CHILD)).toBe(true);
  expect(tasks.allRefused()).toBe(false);
  ends[0]?.();
  expect(tasks.admits(THIRD_ROOT)).toBe(true);
});

test('an isolated task starts where nothing is pending, and is alone from then on', () => {
  expect(tasks.admits(ISOLATED)).toBe(true);
  tasks.started(ISOLATED, FLAG_ISOLATED);
  expect(tasks.admits(ROOT)).toBe(false);
  tasks.ended(ISOLATED);
  expect(tasks.admits(ROOT)).toBe(true);
});

test('an isolated task that was refused is not overtaken when the machine is free', () => {
  const end = tasks.add(ROOT);
  expect(tasks.admits(ISOLATED)).toBe(false);
  expect(tasks.admits(OTHER_ROOT)).toBe(false);
  expect(tasks.admits(CHILD)).toBe(true);
  end();
  expect(tasks.admits(OTHER_ROOT)).toBe(false);
  expect(tasks.admits(ISOLATED)).toBe(true);
});

test('when the isolated task is gone, the others start', () => {
  const end = tasks.add(ROOT);
  expect(tasks.admits(ISOLATED)).toBe(false);
  expect(tasks.allRefused()).toBe(false);
  end();
  expect(tasks.admits(OTHER_ROOT)).toBe(false);
  expect(tasks.allRefused()).toBe(true);
  expect(tasks.admits(OTHER_ROOT)).toBe(true);
});
