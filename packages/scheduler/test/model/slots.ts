/**
 * The life of a slot (slots.ts, submitter.ts, runner.ts, recovery.ts): tasks that are submitted,
 * claimed, cancelled and finished while a machine dies at any step, and what its death leaves is
 * recovered. At the end every task has settled exactly once (I1), every slot is FREE again, and
 * every block was freed exactly once (I6).
 */

import { call, callWhile, hasCrashed, type Scenario, type Thread } from '@pilfer/explorer';
import type { Parts } from './load.js';
import { nestedPrograms } from './nested.js';
import { SlotWorld, type SlotProgram } from './slot-world.js';

interface Ways {
  /** How many tasks go through main's one slot. */
  readonly tasks?: number;
  /** Machines that are there from the start. */
  readonly machines?: number;
  /** Whether the first task is cancelled: at once, if it is queued, or after a death. */
  readonly cancels?: 'at once' | 'if queued' | 'after a death';
  /** How often a task may run again whose machine died. */
  readonly retries?: number;
  /** Who may die at any step: machine 1, whose place another one takes, or one that does nothing. */
  readonly dies?: 'machine 1' | 'another';
  /** Whether it is for the full form only. */
  readonly isLong?: boolean;
}

const WAYS: Readonly<Record<string, Ways>> = {
  'claim ∥ cancel': { cancels: 'at once' },
  'claim ∥ cancel if queued': { cancels: 'if queued' },
  'claim, and die': { dies: 'machine 1' },
  'claim, and die ∥ cancel': { dies: 'machine 1', cancels: 'at once' },
  'claim, and die, once more': { dies: 'machine 1', retries: 1 },
  'claim, and die, once more, and cancel then': {
    dies: 'machine 1',
    retries: 1,
    cancels: 'after a death',
  },
  'claim, and die ∥ cancel, one slot used twice': {
    dies: 'machine 1',
    cancels: 'at once',
    tasks: 2,
  },
  'claim ∥ cancel ∥ another dies, one slot used twice': {
    dies: 'another',
    cancels: 'at once',
    tasks: 2,
  },
  'claim, and die ∥ claim': { dies: 'machine 1', machines: 2 },
  'claim, and die ∥ claim ∥ cancel': {
    dies: 'machine 1',
    machines: 2,
    cancels: 'at once',
    isLong: true,
  },
};

/** All programs for the task table. */
export function slotPrograms(parts: Parts): SlotProgram[] {
  const ofMain = Object.entries(WAYS).map(([name, ways]) => ({
    name,
    isShort: ways.isLong !== true,
    options: { reduce: true, crashes: ways.dies === undefined ? [] : [ways.dies] },
    build: () => taskTable(parts, ways),
  }));
  return [...ofMain, ...nestedPrograms(parts)];
}

/** Main's tasks on machines. */
function taskTable(parts: Parts, ways: Ways): Scenario {
  const { machines = 1, tasks = 1, retries = 0, dies } = ways;
  const world = new SlotWorld(parts, 2 + machines);
  const threads: Record<string, Thread> = { main: main(world, ways) };
  for (let m = 1; m <= machines; m++) threads[`machine ${m}`] = world.machine(m);
  if (dies === 'machine 1' && machines === 1) threads['its successor'] = world.machine(2, true);
  if (dies === 'another') threads[dies] = { calls: [call('live', [], () => world.isRecovered())] };
  return {
    threads,
    cells: world.names,
    check: ({ crashed }) => world.wrong(tasks, crashed.size > 0 ? 1 + retries : 1, [1]),
  };
}

/** Submits, cancels, collects and recovers, until all is over. */
function main(world: SlotWorld, ways: Ways): Thread {
  const { tasks = 1, machines = 1, retries = 0, cancels, dies } = ways;
  const state = { submitted: 0, lives: 0, isCancelled: cancels === undefined, hasDied: false };
  const submitter = world.submitter(0, () => state.lives++ < retries);
  const recover = (dead: number): void => {
    // What the crew does when a thread has exited, in its order.
    submitter.recover(dead);
    world.blocks.recover(dead, world.slots);
    world.requeueVanished(submitter);
  };
  const turn = (): boolean => {
    if (state.submitted < tasks && submitter.room > 0) world.submit(submitter, state.submitted++);
    if (!state.isCancelled && (cancels !== 'after a death' || state.hasDied)) {
      state.isCancelled = true;
      world.cancel(submitter, cancels === 'if queued');
    }
    submitter.collect();
    if (dies !== undefined && !state.hasDied && hasCrashed(dies)) {
      state.hasDied = true;
      recover(dies === 'machine 1' ? 1 : machines + 1);
    }
    if (submitter.used < 0) throw new Error('a slot was freed twice');
    if (submitter.used > 0 || state.submitted < tasks) return true;
    world.close();
    return false;
  };
  return { calls: [callWhile(Boolean, 'turn', [], turn)], objects: [submitter, state] };
}
