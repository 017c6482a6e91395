import { expect, test } from '@jest/globals';
import { assertOk, explore, type Mutation } from '@pilfer/explorer';
import { forkDeathPrograms } from './model/fork-deaths.js';
import { loadForkParts } from './model/fork-world.js';

const parts = await loadForkParts();

test.each(forkDeathPrograms(parts).filter((program) => program.isShort))(
  'I1, I4, I6: $name: settled once, freed once, nobody waits',
  ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  },
);

interface Mutant extends Mutation {
  readonly name: string;
  /** The name of a program that finds it. */
  readonly foundBy: string;
}

const JOINS = 'the owner joins ∥ thief, the thief dies';
const THROWS = 'the owner throws ∥ thief, the thief dies';
const HEIR = 'the owner joins ∥ thief, the owner dies';

const MUTANTS: readonly Mutant[] = [
  {
    name: 'a death wakes nobody whose waker has died before it notified',
    foundBy: JOINS,
    file: 'idle.js',
    find: 'this.unparkers[thread].rouse();',
    replace: 'this.unparkers[thread].unpark();',
  },
  {
    name: 'a joiner does not hear of deaths',
    foundBy: JOINS,
    file: 'forks/joiner.js',
    find: 'this.parts.mourn();',
    replace: '',
  },
  {
    name: 'the joiner of a fork that was lost is not told',
    foundBy: JOINS,
    file: 'submitter.js',
    find: 'this.reject(slot, this.events.lossError(slot, dead));\n        this.free(slot);',
    replace: 'this.free(slot);',
  },
  {
    name: 'a result that a dead thief has not sent is not fetched',
    foundBy: JOINS,
    file: 'submitter.js',
    find: 'if (state === DONE)\n                this.finish(slot);',
    replace: 'if (false)\n                this.finish(slot);',
  },
  {
    name: 'a cancelled fork of a dead thief is not freed',
    foundBy: THROWS,
    file: 'submitter.js',
    find: 'else if (state === CANCELLED)\n                this.letGo(slot);',
    replace: '',
  },
  {
    name: 'a task that throws does not wait for a fork that runs',
    foundBy: THROWS,
    file: 'forks/joiner.js',
    find: 'while (!isOver())\n                this.wait(isOver, -1);',
    replace: '',
  },
  {
    name: 'an heir frees what a thief is about to send',
    foundBy: HEIR,
    file: 'submitter.js',
    find: 'if (!hasRead(threadOf(word)))\n                continue;',
    replace: '',
  },
];

test.each(MUTANTS)('a planted bug is found: $name', async ({ foundBy, file, find, replace }) => {
  const mutant = forkDeathPrograms(await loadForkParts([{ file, find, replace }]));
  const { name, build, options } = mutant.find(
    (each) => each.name === foundBy,
  ) as (typeof mutant)[0];
  expect(explore(name, build, options).violation).toBeDefined();
});
