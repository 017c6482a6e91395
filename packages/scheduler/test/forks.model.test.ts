import { expect, test } from '@jest/globals';
import { assertOk, explore, type Mutation } from '@pilfer/explorer';
import { forkPrograms, loadForkParts } from './model/forks.js';

const parts = await loadForkParts();

test.each(forkPrograms(parts))(
  'I3, I1: $name: the fork runs once, and no request for it is lost',
  ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  },
);

const MUTANTS: readonly (Mutation & { readonly name: string })[] = [
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
    name: 'a joiner sleeps without a word to its inbox',
    file: 'forks/joiner.js',
    find: 'entry === NOTHING && inbox.sleep()',
    replace: 'entry === NOTHING',
  },
  {
    name: 'an entry that stays is out of sight while another one is dropped',
    file: 'processor.js',
    find: 'if (this.deque.newest() === entry)\n            this.deque.pop();',
    replace:
      'const newest = this.deque.pop();\n if (newest !== EMPTY && newest !== entry) this.deque.push(newest);',
  },
  {
    name: 'an entry that stays is out of sight while a joiner looks at it',
    file: 'processor.js',
    find: 'const own = this.deque.newest();\n        if (own !== EMPTY && accepts(own) && this.deque.pop() !== EMPTY) {',
    replace:
      'const own = this.deque.pop();\n if (own !== EMPTY && !accepts(own)) this.deque.push(own); else if (own !== EMPTY) {',
  },
];

test.each(MUTANTS)('a planted bug is found: $name', async ({ file, find, replace }) => {
  const mutant = await loadForkParts([{ file, find, replace }]);
  const isFound = forkPrograms(mutant).some(
    ({ name, build, options }) =>
      explore(name, build, { ...options, maxStates: 400_000 }).violation !== undefined,
  );
  expect(isFound).toBe(true);
});
