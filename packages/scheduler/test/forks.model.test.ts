import { expect, test } from '@jest/globals';
import { assertOk, explore, type Mutation } from '@pilfer/explorer';
import { loadForkParts } from './model/fork-world.js';
import { forkPrograms } from './model/forks.js';

const parts = await loadForkParts();

test.each(forkPrograms(parts).filter((program) => program.isShort))(
  'I3, I1: $name: the fork runs once, and no request for it is lost',
  ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  },
);

interface Mutant extends Mutation {
  readonly name: string;
  /** The name of a program that finds it, if it takes one of many states. */
  readonly foundBy?: string;
}

const ASLEEP = 'owner of two, who forks once ∥ one asleep ∥ one that goes to sleep';
const SEARCHES = 'owner of two, who forks once ∥ one asleep ∥ one that searches';

const MUTANTS: readonly Mutant[] = [
  {
    name: 'a thief asks nobody before it sleeps',
    file: 'hungry.js',
    find: '(seen === CONTENT && this.swap(block, CONTENT) === PAUSED)',
    replace: 'false',
  },
  {
    name: 'a thief sleeps on beside a pause',
    file: 'hungry.js',
    find: 'isPaused = true;',
    replace: '',
  },
  {
    name: 'the owner forgets a request that it could not answer',
    file: 'hungry.js',
    find: 'else if (this.idle.hasSleepers())\n            store(this.cells, this.at, KNOWN);',
    replace: '',
  },
  {
    name: 'a pause forgets those who sleep',
    file: 'hungry.js',
    find: 'this.owe();\n        }\n        else',
    replace: ';\n        }\n        else',
  },
  {
    name: 'the owner wakes nobody',
    file: 'forks/exposer.js',
    find: 'exposed > 0 && idle.wakeForFork() !== -1',
    replace: 'false',
  },
  {
    name: 'a fork is taken back without a swap',
    file: 'submitter.js',
    find: 'if (!this.slots.transition(slot, word, withState(word, this.thread, RUNNING)))\n            return EMPTY;\n        this.settlers[slot - this.first] = undefined;',
    replace:
      'this.slots.transition(slot, word, withState(word, this.thread, RUNNING));\n        this.settlers[slot - this.first] = undefined;',
  },
  {
    name: 'a fork is taken back while it runs',
    file: 'submitter.js',
    find: 'if (stateOf(word) !== QUEUED)\n            return EMPTY;',
    replace: '',
  },
  {
    name: 'whoever was woken for one of two forks wakes nobody for the other one',
    foundBy: ASLEEP,
    file: 'idle.js',
    find: 'if (work())\n            this.idle.wakeForFork(WakeCause.chain, forks);',
    replace: 'work();',
  },
  {
    name: 'a thief that takes the fork of a sleeper does not ask in its place',
    foundBy: SEARCHES,
    file: 'hungry.js',
    find: 'if (this.idle.hasSleepers())\n            this.insist(block);',
    replace: '',
  },
  {
    name: 'a joiner sleeps without a word to its inbox',
    file: 'forks/joiner.js',
    find: 'if (!inbox.sleep())\n            return;',
    replace: '',
  },
  {
    name: 'an entry that stays is out of sight while another one is dropped',
    foundBy: 'join of the older of two ∥ sleeper',
    file: 'processor.js',
    find: 'if (this.deque.newest() === entry)\n            this.deque.pop();',
    replace:
      'const newest = this.deque.pop();\n if (newest !== EMPTY && newest !== entry) this.deque.push(newest);',
  },
  {
    name: 'an entry that stays is out of sight while a joiner looks at it',
    foundBy: 'look for a fork beside a nested task ∥ sleeper',
    file: 'processor.js',
    find: 'const own = this.deque.newest();\n        if (own !== EMPTY && accepts(own) && this.deque.pop() !== EMPTY) {',
    replace:
      'const own = this.deque.pop();\n if (own !== EMPTY && !accepts(own)) this.deque.push(own); else if (own !== EMPTY) {',
  },
];

test.each(MUTANTS)('a planted bug is found: $name', async ({ foundBy, file, find, replace }) => {
  const programs = forkPrograms(await loadForkParts([{ file, find, replace }]));
  const hunters = programs.filter(({ name, isShort }) =>
    foundBy === undefined ? isShort : name === foundBy,
  );
  const isFound = hunters.some(
    ({ name, build, options }) =>
      explore(name, build, { ...options, maxStates: 400_000 }).violation !== undefined,
  );
  expect(isFound).toBe(true);
});
