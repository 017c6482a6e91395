/**
 * Nested tasks (submitter.ts, recovery.ts, estates.ts): machine 1 submits one, which it or machine 2
 * runs. If machine 1 dies, main takes its region over, and its number can be used again in the end;
 * if machine 2 does, machine 1 recovers what it has left.
 */

import { call, callWhile, hasCrashed, type Scenario, type Thread } from '@pilfer/explorer';
import type { Parts } from './load.js';
import { SlotWorld, type SlotProgram } from './slot-world.js';

interface Ways {
  readonly dies: 'machine 1' | 'machine 2';
  readonly cancels?: boolean;
  /** Whether machine 1 tries to run its task itself, too: for the full form only. */
  readonly isShared?: boolean;
}

const WAYS: Readonly<Record<string, Ways>> = {
  'a nested task, its submitter dies': { dies: 'machine 1' },
  'a nested task, its submitter dies, perhaps in it': { dies: 'machine 1', isShared: true },
  'a nested task, its runner dies': { dies: 'machine 2' },
  'a nested task that is cancelled, its runner dies': { dies: 'machine 2', cancels: true },
};

/** All programs for nested tasks. */
export function nestedPrograms(parts: Parts): SlotProgram[] {
  return Object.entries(WAYS).map(([name, ways]) => ({
    name,
    isShort: ways.isShared !== true,
    options: { reduce: true, crashes: [ways.dies] },
    build: () => nested(parts, ways),
  }));
}

function nested(parts: Parts, ways: Ways): Scenario {
  const world = new SlotWorld(parts, 3);
  return {
    threads: {
      main: ways.dies === 'machine 1' ? heir(parts, world) : onlooker(world),
      'machine 1': parent(world, ways),
      'machine 2': world.machine(2),
    },
    cells: world.names,
    check: ({ crashed }) => world.wrong(1, 1, crashed.has('machine 1') ? [0, 1] : [1]),
  };
}

/** Submits a nested task, runs it if nobody else has, and waits for its result. */
function parent(world: SlotWorld, { dies, cancels = false, isShared = false }: Ways): Thread {
  const submitter = world.submitter(1);
  const runner = world.runner(1);
  const state = { isRecovered: dies === 'machine 1' };
  const wait = (): boolean => {
    submitter.collect();
    if (!state.isRecovered && hasCrashed(dies)) {
      state.isRecovered = true;
      submitter.recover(2);
      world.requeueVanished(submitter);
      world.takeOne(runner);
    }
    if (submitter.used < 0) throw new Error('a slot was freed twice');
    return submitter.used > 0;
  };
  return {
    calls: [
      call('submit', [], () => world.submit(submitter, 0)),
      ...(cancels ? [call('cancel', [], () => world.cancel(submitter, false))] : []),
      ...(isShared ? [call('take', [], () => world.takeOne(runner))] : []),
      callWhile(Boolean, 'wait', [], wait),
      call('done', [], () => world.parentIsDone()),
    ],
    objects: [submitter, runner, state],
  };
}

/** Main, which looks after the blocks of machine 2 if that dies. */
function onlooker(world: SlotWorld): Thread {
  return {
    calls: [
      callWhile(Boolean, 'watch', [], () => !world.isParentDone() && !hasCrashed('machine 2')),
      call('recover blocks', [], () => world.blocks.recover(2, world.slots)),
      callWhile(Boolean, 'wait', [], () => !world.isParentDone()),
      call('close', [], () => world.close()),
    ],
  };
}

/** Main, which takes over the region of machine 1 if that dies, until its number can be used again. */
function heir(parts: Parts, world: SlotWorld): Thread {
  const estate = world.submitter(1, () => false, true);
  const estates = new parts.Estates(world.memory);
  while (estates.takeThread([]) !== undefined);
  const state = { hasDied: false };
  const watch = (): boolean => {
    state.hasDied = hasCrashed('machine 1');
    return !state.hasDied && !world.isParentDone();
  };
  const inherit = (): void => {
    if (!state.hasDied) return;
    // What the crew does when a thread has exited, in its order.
    estate.inherit((thread) => thread !== 1);
    world.blocks.recover(1, world.slots);
    estates.add(world.announce(1), estate);
    world.requeueVanished(estate);
  };
  const reuse = (): boolean => state.hasDied && estates.takeThread([2]) === undefined;
  return {
    calls: [
      callWhile(Boolean, 'watch', [], watch),
      call('inherit', [], inherit),
      callWhile(Boolean, 'reuse', [], reuse),
      call('close', [], () => world.close()),
    ],
    objects: [estate, estates, state],
  };
}
