import { expect, test } from '@jest/globals';
import type { Mutation } from '@pilfer/explorer';
import type { Crew } from '../src/crew.js';
import { collectGarbage } from './collect-garbage.js';
import { live } from './world/life.js';
import { loadWorldParts, type Parts } from './world/parts.js';
import { VirtualClock } from './world/virtual-clock.js';

/** `SEED=n` plays one life; the full form is stress/coordinator.mjs. */
const SEED = Number(process.env['SEED'] ?? 0);
const LIVES = SEED === 0 ? 500 : 1;

const parts = await loadWorldParts();

/** Plays lives until one goes wrong; says how to play that one again. */
async function firstProblem(of: Parts, first: number, count: number): Promise<string | undefined> {
  for (let seed = first; seed < first + count; seed++) {
    const { problem } = await live(of, seed);
    if (problem !== undefined) return `SEED=${seed}: ${problem}`;
    if (seed % 50 === 0) collectGarbage();
  }
  return undefined;
}

test(`${LIVES} lives of a runtime, with deaths at any step: all tasks settle, nothing is left`, async () => {
  expect(await firstProblem(parts, Math.max(1, SEED), LIVES)).toBeUndefined();
});

test('a life at whose end a machine is ended for a task that was stopped last', async () => {
  expect(await firstProblem(parts, 1_081_770, 1)).toBeUndefined();
});

test('a seed plays the same life again', async () => {
  for (const seed of [3, 5, 11, 20]) {
    const [life, again] = [await live(parts, seed), await live(parts, seed)];
    expect(again).toEqual(life);
  }
  expect((await live(parts, 3)).hash).not.toBe((await live(parts, 5)).hash);
});

const FAULTS: readonly (Mutation & { readonly name: string })[] = [
  {
    name: 'tasks that vanished with a thread are not looked for',
    file: 'crew.js',
    find: 'this.host.requeueVanished(this.estates.submitters);',
    replace: '',
  },
  {
    name: 'what a dead thread ran is not settled',
    file: 'crew.js',
    find: 'this.host.recover(thread);',
    replace: '',
  },
  {
    name: 'main does not look for results after a recovery',
    file: 'parts.js',
    find: 'core.poll.resume();',
    replace: '',
  },
  {
    name: 'estates do not hear of deaths',
    file: 'crew.js',
    find: 'for (const submitter of this.estates.submitters)\n            submitter.recover(thread);',
    replace: '',
  },
  {
    name: 'an heir does not know who died before',
    file: 'submitter.js',
    find: 'this.settleLeft((thread) => !isLive(thread));',
    replace: 'this.settleLeft((thread) => thread === this.thread);',
  },
  {
    name: 'a dead thread stays among the sleepers and searchers',
    file: 'crew.js',
    find: 'this.hangs.forget(hand);\n        this.idle.forget(thread);',
    replace: 'this.hangs.forget(hand);',
  },
  {
    name: 'a dead thread is not excused from its orders',
    file: 'crew.js',
    find: 'this.orders.excuse(thread);',
    replace: '',
  },
  {
    name: 'a P that could not get a machine is forgotten',
    file: 'homeless.js',
    find: 'this.waiting.push(p);\n        this.retryIn(RETRY_MS);',
    replace: '',
  },
  {
    name: 'a P whose machine was refused is forgotten',
    file: 'homeless.js',
    find: 'this.waiting.push(p);\n        this.retryIn(REFUSED_MS);',
    replace: '',
  },
  {
    name: 'the number of a thread that was refused is lost',
    file: 'crew.js',
    find: 'this.estates.putBack(thread);',
    replace: '',
  },
  {
    name: 'a P gets another machine for each of two reasons',
    file: 'crew.js',
    find: 'hand.replaced = true;',
    replace: '',
  },
  {
    name: 'machines are restarted as fast as they die',
    file: 'crew.js',
    find: 'if (excess <= 0) {',
    replace: 'if (true) {',
  },
  {
    name: 'a task runs again as often as it likes',
    file: 'task-limits.js',
    find: 'return ++limits.attempts <= retries;',
    replace: 'return retries > 0;',
  },
  {
    name: 'children of a stopped task go on',
    file: 'orphans.js',
    find: 'this.cancel(child);',
    replace: '',
  },
  {
    name: 'a child that does not stop is not ended',
    file: 'orphans.js',
    find: 'crew.terminate(thread, name);',
    replace: '',
  },
  {
    name: 'who waits for room is not told of any',
    file: 'main-core.js',
    find: 'queueMicrotask(() => this.admit());',
    replace: ';',
  },
];

test.each(FAULTS)('a planted fault is found: $name', async ({ file, find, replace }) => {
  const faulty = await loadWorldParts([{ file, find, replace }]);
  const problem = await firstProblem(faulty, 1, 2000);
  expect(problem).toBeDefined();
});

/** What happens in a second to a runtime of two Ps whose machines are all ended, and none exits. */
function eventsOfHomelessPs(of: Parts): number {
  const clock = new VirtualClock();
  const machine = { post: nothing, isGone: () => false, terminate: nothing, hold: nothing };
  const world = { clock, spawn: () => machine, sleeper: () => ({ rings: 0, arm: nothing }) };
  const options = of.checkRuntimeOptions({ procs: 2, memory: 2 ** 20 });
  const events = { machineLost: nothing, strayError: nothing };
  const backend = new of.ThreadBackend(options, world, events);
  const { crew } = Reflect.get(backend, 'parts') as { readonly crew: Crew };
  // Two that ran, and two on the spare blocks: then there is none for another machine.
  for (const thread of [1, 2, 3, 4]) crew.terminate(thread, 'a task');
  let count = 0;
  for (const end = clock.now() + 1000; clock.now() < end && count < 10_000; count++) clock.step();
  backend.core.stop();
  return count;
}

test('Ps without a machine share one timer', async () => {
  expect(eventsOfHomelessPs(parts)).toBeLessThan(200);
  const faulty = await loadWorldParts([
    {
      file: 'homeless.js',
      find: 'if (this.timer !== undefined)\n            return;',
      replace: '',
    },
  ]);
  expect(eventsOfHomelessPs(faulty)).toBe(10_000);
});

function nothing(): void {
  // Nobody is there.
}
