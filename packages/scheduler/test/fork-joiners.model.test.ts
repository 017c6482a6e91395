import { expect, test } from '@jest/globals';
import { assertOk, explore, type Mutation } from '@pilfer/explorer';
import { joinerPrograms } from './model/fork-joiners.js';
import { loadForkParts } from './model/fork-world.js';

const parts = await loadForkParts();

test.each(joinerPrograms(parts).filter((program) => program.isShort))(
  'I3: $name: nobody sleeps beside a fork that he would run',
  ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  },
);

interface Mutant extends Mutation {
  readonly name: string;
  /** The name of a program that finds it. */
  readonly foundBy: string;
}

const MUTANTS: readonly Mutant[] = [
  {
    name: 'one in a join who has found a fork wakes nobody for the next one',
    foundBy: 'one sleeps in a join, one goes to ∥ an owner of two',
    file: 'forks/joiner.js',
    find: 'if (processor.seesFork(slots) || hunger.seesPause())\n                idle.wakeForFork(WakeCause.chain);',
    replace: '',
  },
  {
    name: 'nor does the second one',
    foundBy: 'three sleep in joins ∥ an owner of three',
    file: 'forks/joiner.js',
    find: 'if (processor.seesFork(slots) || hunger.seesPause())\n                idle.wakeForFork(WakeCause.chain);',
    replace:
      'if (processor.seesFork(slots) && thread === 2)\n                idle.wakeForFork(WakeCause.chain);',
  },
  {
    name: 'a machine that was woken for one of two forks wakes nobody in a join',
    foundBy: 'one sleeps, one goes to sleep in a join ∥ an owner of two',
    file: 'idle.js',
    find: 'if (work())\n            this.idle.wakeForFork(WakeCause.chain, forks);',
    replace: 'if (work())\n            this.idle.wake(WakeCause.chain);',
  },
  {
    name: 'one whose join is over leaves the fork for which he was woken',
    foundBy: 'two sleep in joins, one of whom gets his result ∥ an owner of one',
    file: 'forks/joiner.js',
    find: 'const leaves = found !== NOTHING || isOver();',
    replace: 'if (isOver()) return found;\n const leaves = found !== NOTHING;',
  },
  {
    name: 'one who may not run the fork for which he was woken wakes nobody',
    foundBy: 'one is isolated and sleeps in a join, one goes to ∥ an owner of one',
    file: 'forks/joiner.js',
    find: 'else if (processor.seesFork(slots)) {',
    replace: 'else if (false) {',
  },
  {
    name: 'two who may not run a fork wake each other for ever',
    foundBy: 'two are isolated and go to sleep in joins ∥ an owner of one',
    file: 'forks/joiner.js',
    find: 'undefined, thread + 1);',
    replace: 'undefined, 0);',
  },
  {
    name: 'one who is too deep to help is woken for a fork',
    foundBy: 'one is too deep and sleeps in a join, one goes to ∥ an owner of one',
    file: 'forks/joiner.js',
    find: 'else\n            this.park(BACKSTOP_MS);',
    replace:
      'else {\n this.parts.idle.joining.add(this.parts.thread);\n this.park(BACKSTOP_MS);\n }',
  },
  {
    name: 'one who is too deep helps',
    foundBy: 'one is too deep and sleeps in a join, one goes to ∥ an owner of one',
    file: 'forks/joiner.js',
    find: 'const helps = mayHelp(this.depth);',
    replace: 'const helps = true;',
  },
  {
    name: 'a searcher leaves a pause to one in a join, and does not tell him',
    foundBy: 'one sleeps in a join ∥ an owner that pauses ∥ a searcher that leaves',
    file: 'idle.js',
    find: 'if (work())\n            this.idle.wakeForFork(WakeCause.chain, forks);',
    replace: 'if (work())\n            this.idle.wake(WakeCause.chain);',
  },
  {
    name: 'nor does one whose join is over',
    foundBy:
      'two sleep in joins, one of whom gets his result ∥ an owner that pauses ∥ a searcher that leaves',
    file: 'forks/joiner.js',
    find: 'if (processor.seesFork(slots) || hunger.seesPause())',
    replace: 'if (processor.seesFork(slots))',
  },
];

test.each(MUTANTS)('a planted bug is found: $name', async ({ foundBy, file, find, replace }) => {
  const programs = joinerPrograms(await loadForkParts([{ file, find, replace }]));
  const { name, build, options } = programs.find(
    (each) => each.name === foundBy,
  ) as (typeof programs)[0];
  expect(explore(name, build, options).violation).toBeDefined();
});
