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

test.each(MUTANTS)('a planted bug is found: $name', async ({ file, find, replace }) => {
  const mutant = await loadParts([{ file, find, replace }]);
  const isFound = idlePrograms(mutant).some(
    ({ name, isShort, build, options }) =>
      isShort && explore(name, build, options).violation !== undefined,
  );
  expect(isFound).toBe(true);
});
