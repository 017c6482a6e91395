import { expect, test } from '@jest/globals';
import { assertOk, explore, type Mutation } from '@pilfer/explorer';
import { idlePrograms } from './model/idle.js';
import { loadParts } from './model/load.js';

const parts = await loadParts();

test.each(idlePrograms(parts).filter((program) => program.isShort))(
  'I3: $name: nobody sleeps beside a task',
  ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  },
);

const MUTANTS: readonly (Mutation & { readonly name: string })[] = [
  {
    name: 'a sleeper stays among the searchers',
    file: 'idle.js',
    find: '.add(this.thread);\n        this.idle.searching.remove(this.thread);\n        this.searches = false;',
    replace: '.add(this.thread);\n        this.searches = false;',
  },
  {
    name: 'a finder does not wake the next one',
    file: 'idle.js',
    find: 'if (work())\n            this.idle.wakeForFork(WakeCause.chain, forks);',
    replace: 'work();',
  },
  {
    name: 'a finder looks for more before it stops searching',
    file: 'idle.js',
    find: 'this.idle.searching.remove(this.thread);\n        // In this order: whoever publishes after the removal wakes somebody himself.\n        if (work())\n            this.idle.wakeForFork(WakeCause.chain, forks);',
    replace:
      'const sees = work();\n this.idle.searching.remove(this.thread);\n if (sees) this.idle.wake();',
  },
  {
    name: 'who finds something at the last look wakes nobody for the rest',
    file: 'idle.js',
    find: 'this.searches = found || wasTaken;',
    replace: 'this.searches = wasTaken;',
  },
  {
    name: 'a waker takes the sleeper first and counts it as a searcher afterwards',
    file: 'idle.js',
    find: 'this.searching.add(thread);\n        if (this.parked.remove(thread)) {',
    replace: 'if (this.parked.remove(thread)) {\n this.searching.add(thread);',
  },
  {
    name: 'whoever moves a batch wakes nobody',
    file: 'idle.js',
    find: 'if (hid)\n                this.idle.wakeForFork(WakeCause.chain, forks);',
    replace: '',
  },
  {
    name: 'the waker forgets the token',
    file: 'idle.js',
    find: 'this.recordWake(thread, cause);\n            this.unpark(thread);',
    replace: '',
  },
  {
    name: 'a waker that lost the sleeper leaves it among the searchers',
    file: 'idle.js',
    find: 'this.searching.remove(thread);\n        return LOST;',
    replace: 'return LOST;',
  },
  {
    name: 'who is woken in its event loop takes all that was published, and wakes nobody',
    file: 'idle.js',
    find: 'this.searches = found || wasTaken;',
    replace: 'this.searches = found || (wasTaken && !inLoop);',
  },
  {
    name: 'nobody is woken in its event loop',
    file: 'idle.js',
    find: 'return this.wakeDozer();',
    replace: 'return -1;',
  },
  {
    name: 'who sleeps in its event loop is not rung',
    file: 'idle.js',
    find: 'if (this.unparkers[thread].unpark() === RING)\n            this.ring(thread);',
    replace: 'this.unparkers[thread].unpark();',
  },
  {
    name: 'who goes to sleep in its event loop overlooks a token',
    file: 'parking-cell.js',
    find: 'if (compareExchange(this.cells, CELL_STATE, IDLE, LOOP) === IDLE)\n            return true;',
    replace: 'exchange(this.cells, CELL_STATE, LOOP);\nif (true)\n            return true;',
  },
];

type Program = ReturnType<typeof idlePrograms>[number];

const finds = ({ name, build, options }: Program): boolean =>
  explore(name, build, options).violation !== undefined;

test.each(MUTANTS)('a planted bug is found: $name', async ({ file, find, replace }) => {
  const mutant = await loadParts([{ file, find, replace }]);
  const programs = idlePrograms(mutant).filter(({ isShort }) => isShort);
  expect(programs.some(finds)).toBe(true);
});

// All that two tasks and a queue without batches can show.
const BETWEEN_FOUR = MUTANTS.filter(({ name }) => name !== 'whoever moves a batch wakes nobody');

test.each(BETWEEN_FOUR)('and with 2 machines and 2 submitters: $name', async (mutation) => {
  const programs = idlePrograms(await loadParts([mutation]));
  const meetings = programs.filter(({ name }) => name.endsWith('2 submitters, tasks that meet'));
  expect(meetings).toHaveLength(3);
  expect(meetings.some(finds)).toBe(true);
});

const VERSIONS = [
  { name: 'the code as it is', mutations: [] },
  ...MUTANTS.map((mutation) => ({ name: mutation.name, mutations: [mutation] })),
];
const SMALL = [
  '1 machine ∥ 1 submitter of 2',
  '2 machines ∥ 1 submitter, sleepers',
  '1 dozer ∥ 1 submitter of 2',
  '2 dozers ∥ 2 tasks together, that meet',
];

test.each(VERSIONS)('merging nodes changes no verdict: $name', async ({ mutations }) => {
  const programs = idlePrograms(await loadParts(mutations));
  const small = programs.filter(({ name }) => SMALL.includes(name));
  expect(small).toHaveLength(SMALL.length);
  for (const { name, build, options } of small) {
    const merged = explore(name, build, options);
    const plain = explore(name, build, { ...options, merge: false });
    expect([name, merged.violation?.oracle]).toEqual([name, plain.violation?.oracle]);
    if (plain.verdict === 'ok') expect(merged.states).toBeLessThan(plain.states);
  }
});
