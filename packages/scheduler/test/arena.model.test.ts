import { expect, test } from '@jest/globals';
import { assertOk, explore, type Mutation } from '@pilfer/explorer';
import { arenaPrograms, loadArena } from './arena-model.js';

const arenas = await loadArena();

test.each(arenaPrograms(arenas).filter((program) => program.isShort))(
  'I6: $name: no block is lost, or freed twice',
  ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  },
);

const MUTANTS: readonly (Mutation & { readonly name: string })[] = [
  {
    name: 'a block is returned by reading and writing',
    file: 'arena/blocks.js',
    find: 'return setBits(this.cells, this.returnedCell(address), 1 << address) === 0;',
    replace:
      'const bit = 1 << address; const old = load(this.cells, this.returnedCell(address)); write(this.cells, this.returnedCell(address), old | bit); return (old & bit) === 0;',
  },
  {
    name: 'the owner clears bits that it has not seen',
    file: 'arena/chunk.js',
    find: 'clearBits(cells, cell, returned);',
    replace: 'clearBits(cells, cell, -1);',
  },
  {
    name: 'the owner clears the bits before the headers',
    file: 'arena/chunk.js',
    find: 'for (let bits = returned; bits !== 0; bits &= bits - 1) {',
    replace:
      'clearBits(cells, cell, returned);\nfor (let bits = returned; bits !== 0; bits &= bits - 1) {',
  },
  {
    name: 'an heir keeps what nobody has',
    file: 'arena.js',
    find: '!isHeld(address, holder) &&',
    replace: 'false &&',
  },
  {
    name: 'an heir frees what others have',
    file: 'arena.js',
    find: '!isHeld(address, holder) &&',
    replace: '',
  },
  {
    name: 'an heir does not look for bits of free blocks',
    file: 'arena.js',
    find: 'this.sweepFree(address);',
    replace: '',
  },
  {
    name: 'an heir believes an address without looking for its bit',
    file: 'arena.js',
    find: 'blocks.isReturned(address) || blocks.loadHolder(address) !== holder',
    replace: 'blocks.loadHolder(address) !== holder',
  },
  {
    name: 'an heir looks at the header before the bit',
    file: 'arena.js',
    find: 'blocks.isReturned(address) || blocks.loadHolder(address) !== holder',
    replace: 'blocks.loadHolder(address) !== holder || blocks.isReturned(address)',
  },
  {
    name: 'an heir believes a header without a second look at the chunk map',
    file: 'arena.js',
    find: 'if (map.load(number) !== word)',
    replace: 'if (false)',
  },
  {
    name: 'a chunk is claimed by reading and writing',
    file: 'arena/chunk-map.js',
    find: 'return compareExchange(this.cells, this.base + chunk, FREE, word) === FREE;',
    replace: 'store(this.cells, this.base + chunk, word); return true;',
  },
  {
    name: 'a run that could not be had is not given back',
    file: 'arena/chunk-map.js',
    find: 'this.releaseRun(head);\n            return claimed;',
    replace: 'return claimed;',
  },
  {
    name: 'a run is given back from its head on',
    file: 'arena/chunk-map.js',
    find: 'for (let chunk = end - 1; chunk >= head; chunk--)',
    replace: 'for (let chunk = head; chunk < end; chunk++)',
  },
  {
    name: 'the right to free a run is not swapped for',
    file: 'arena/chunk-map.js',
    find: 'return compareExchange(this.cells, this.base + head, seen, word) === seen;',
    replace: 'store(this.cells, this.base + head, word); return true;',
  },
  {
    name: 'a run is given back before it is cleared',
    file: 'arena/large.js',
    find: 'this.blocks.clear(address);\n        this.map.releaseRun(head);',
    replace: 'this.map.releaseRun(head);\n        this.blocks.clear(address);',
  },
  {
    name: 'a run that was left is taken by reading and writing',
    file: 'arena/chunk-map.js',
    find: 'return compareExchange(this.cells, this.base + head, word, claiming) === word;',
    replace: 'store(this.cells, this.base + head, claiming); return true;',
  },
  {
    name: 'a run that was left is not known to who left it',
    file: 'arena/large.js',
    find: 'this.remember(head, map.leaveRun(head));',
    replace: 'map.leaveRun(head);',
  },
  {
    name: 'what a dead thread left is left alone',
    file: 'arena.js',
    find: 'else if (kind === LEFT)',
    replace: 'else if (false)',
  },
  {
    name: 'what a dead thread began to claim is left alone',
    file: 'arena.js',
    find: 'kind === CLAIMING ||',
    replace: '',
  },
  {
    name: 'what a dead thread began to free is left alone',
    file: 'arena.js',
    find: '|| kind === FREEING',
    replace: '',
  },
];

test.each(MUTANTS)('a planted bug is found: $name', async ({ file, find, replace }) => {
  const mutant = await loadArena([{ file, find, replace }]);
  const programs = arenaPrograms(mutant).filter(({ isShort, options }) => isShort && !options.weak);
  // Most bugs show in a small program: the large ones come last.
  programs.sort(
    (a, b) => Number(a.name.includes('one word')) - Number(b.name.includes('one word')),
  );
  const isFound = programs.some(
    ({ name, build, options }) => explore(name, build, options).violation !== undefined,
  );
  expect(isFound).toBe(true);
});
