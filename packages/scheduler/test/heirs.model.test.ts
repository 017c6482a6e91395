import { expect, test } from '@jest/globals';
import { assertOk, explore, type Mutation } from '@pilfer/explorer';
import { heirPrograms, lateStores, lookAtHeir } from './model/heirs.js';
import { loadParts } from './model/load.js';

const parts = await loadParts();

test.each(heirPrograms(parts).filter((program) => program.isShort))(
  'I1, I5: $name: its block changes hands, nothing is lost, nothing runs twice',
  ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  },
);

test('a look into a deque that is taken over shows nothing that has gone', async () => {
  assertOk(explore('look', () => lookAtHeir(parts)));
  const mutant = await loadParts([
    {
      file: 'chase-lev.js',
      find: 'const bottom = load(this.cells, DEQUE_BOTTOM);\n        const top = load(this.cells, DEQUE_TOP);\n        const count',
      replace:
        'const top = load(this.cells, DEQUE_TOP);\n const bottom = load(this.cells, DEQUE_BOTTOM);\n const count',
    },
  ]);
  expect(explore('look', () => lookAtHeir(mutant)).violation).toBeDefined();
});

test('late stores of a thread that is being ended hit no heir, unless both have one block', () => {
  assertOk(explore('two blocks', () => lateStores(parts, false)));
  expect(explore('one block', () => lateStores(parts, true)).violation).toBeDefined();
});

const MUTANTS: readonly (Mutation & { readonly name: string })[] = [
  {
    name: 'what a dead thread ran is not settled',
    file: 'crew.js',
    find: 'this.host.recover(thread);',
    replace: '',
  },
  {
    name: 'what vanished with a thread is not looked for',
    file: 'crew.js',
    find: 'this.host.requeueVanished(this.estates.submitters);',
    replace: '',
  },
  {
    name: 'a P whose machine was ended gets no other',
    file: 'crew.js',
    find: 'this.host.retaken(thread, hand.p);\n        this.replace(hand);',
    replace: 'hand.replaced = true;',
  },
];

test.each(MUTANTS)('a planted bug is found: $name', async ({ file, find, replace }) => {
  const mutant = await loadParts([{ file, find, replace }]);
  const isFound = heirPrograms(mutant).some(
    ({ name, build, options }) => explore(name, build, options).violation !== undefined,
  );
  expect(isFound).toBe(true);
});
