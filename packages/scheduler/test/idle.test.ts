import { expect, test } from '@jest/globals';
import { Idle, Search } from '../src/idle.js';
import { Memory } from '../src/memory.js';
import { planMemory } from '../src/layout.js';

test('a machine that wakes by itself is no searcher, though a waker that died has named it one', () => {
  const size = { mainSlots: 1, machineSlots: 1, dequeCapacity: 2, functions: 1, functionBytes: 4 };
  const plan = planMemory({ procs: 2, threads: 3, ...size, recordUnits: 4, arenaBytes: 0 }, 0);
  const memory = new Memory(new SharedArrayBuffer(plan.bytes), plan);
  for (let thread = 0; thread < 3; thread++) memory.createThread(thread);
  const idle = new Idle(memory);
  const search = new Search(idle, 1, 2);
  search.announce(false);
  idle.searching.add(1); // (1) of idle.ts, and no more
  search.wakeUp(false, false);
  expect(search.searches).toBe(false);
  expect(idle.searching.lowest()).toBe(-1);
});
