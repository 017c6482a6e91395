import { expect, test } from '@jest/globals';
import { assertOk, explore, type Mutation } from '@pilfer/explorer';
import { loadParts } from './model/load.js';
import { slotPrograms } from './model/slots.js';

const parts = await loadParts();

test.each(slotPrograms(parts).filter((program) => program.isShort))(
  'I1, I4, I6: $name: settled once, freed once',
  ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  },
);

interface Mutant extends Mutation {
  readonly name: string;
  /** The name of a program that finds it. */
  readonly foundBy: string;
}

const CANCEL = 'claim ∥ cancel';
const DIE = 'claim, and die';
const DIE_CANCEL = 'claim, and die ∥ cancel';
const AGAIN_CANCEL = 'claim, and die, once more, and cancel then';
const REUSE = 'claim ∥ cancel ∥ another dies, one slot used twice';
const HEIR = 'a nested task, its submitter dies';
const RUNNER = 'a nested task, its runner dies';
const CANCELLED_RUNNER = 'a nested task that is cancelled, its runner dies';

const MUTANTS: readonly Mutant[] = [
  {
    name: 'a task is claimed without a swap',
    foundBy: CANCEL,
    file: 'runner.js',
    find: 'if (!slots.transition(slot, word, running)) {',
    replace: 'slots.publish(slot, running);\nif (false) {',
  },
  {
    name: 'a task is cancelled without a swap',
    foundBy: CANCEL,
    file: 'submitter.js',
    find: 'if (this.slots.transition(slot, word, withState(word, runner, CANCELLED))) {',
    replace: 'this.slots.publish(slot, withState(word, runner, CANCELLED));\nif (true) {',
  },
  {
    name: 'a queued task is cancelled without a swap',
    foundBy: 'claim ∥ cancel if queued',
    file: 'submitter.js',
    find: 'if (!this.slots.transition(slot, word, withState(word, 0, CANCELLED)))\n            return false;',
    replace: 'this.slots.publish(slot, withState(word, 0, CANCELLED));',
  },
  {
    name: 'the runner of a cancelled task does not make it DONE',
    foundBy: CANCELLED_RUNNER,
    file: 'runner.js',
    find: 'slots.transition(slot, withState(running, this.thread, CANCELLED), done);',
    replace: '',
  },
  {
    name: 'a cancelled task that was not claimed is dropped',
    foundBy: CANCEL,
    file: 'runner.js',
    find: '(state !== QUEUED && !isAbandoned(word))',
    replace: 'state !== QUEUED',
  },
  {
    name: 'a result is sent before it is DONE',
    foundBy: DIE,
    file: 'runner.js',
    find: 'const done = withState(running, this.thread, DONE);',
    replace: 'const done = withState(running, this.thread, DONE); this.deliver(slot);',
  },
  {
    name: 'what a dead thread finished and did not send is not delivered',
    foundBy: DIE,
    file: 'submitter.js',
    find: 'if (state === DONE)\n                this.finish(slot);',
    replace: 'if (false)\n                this.finish(slot);',
  },
  {
    name: 'what a dead thread ran is not settled',
    foundBy: DIE,
    file: 'submitter.js',
    find: 'this.reject(slot, this.events.lossError(slot, dead));\n        this.free(slot);',
    replace: 'this.free(slot);',
  },
  {
    name: 'a cancelled task of a dead thread is not freed',
    foundBy: DIE_CANCEL,
    file: 'submitter.js',
    find: 'else if (state === CANCELLED)\n                this.letGo(slot);',
    replace: '',
  },
  {
    name: 'the inbox is not emptied before a recovery',
    foundBy: DIE,
    file: 'submitter.js',
    find: 'this.collect();\n        const culprit',
    replace: 'const culprit',
  },
  {
    name: 'a task that vanished is not looked for',
    foundBy: DIE,
    file: 'submitter.js',
    find: 'if (state === QUEUED)\n                this.requeue(slot, word);',
    replace: '',
  },
  {
    name: 'a cancelled task that vanished is not looked for',
    foundBy: DIE_CANCEL,
    file: 'submitter.js',
    find: 'if (state === CANCELLED && this.slots.transition(',
    replace: 'if (false && this.slots.transition(',
  },
  {
    name: 'a freed slot keeps its generation',
    foundBy: REUSE,
    file: 'submitter.js',
    find: 'nextGeneration(this.slots.controlHint(slot), FREE)',
    replace: 'withState(this.slots.controlHint(slot), 0, FREE)',
  },
  {
    name: 'a result that was not published counts as held',
    foundBy: RUNNER,
    file: 'slots.js',
    find: 'return (state === DONE &&',
    replace: 'return (state !== FREE &&',
  },
  {
    name: 'a task that runs again keeps the result of its first run',
    foundBy: AGAIN_CANCEL,
    file: 'submitter.js',
    find: 'this.slots.set(slot, SLOT_RESULT_SHAPE, RESULT_NONE);\n        this.slots.set(slot, SLOT_STARTED, 0);\n        if (this.events.lost',
    replace: 'if (this.events.lost',
  },
  {
    name: "arguments' blocks are freed and not forgotten",
    foundBy: CANCEL,
    file: 'payloads.js',
    find: 'this.slots.drop(slot, SLOT_SHAPE, 0);',
    replace: '',
  },
  {
    name: 'what a dead thread had taken out of its inbox is left alone',
    foundBy: HEIR,
    file: 'submitter.js',
    find: 'this.doubtful.set(slot, word);',
    replace: ';',
  },
  {
    name: 'an heir frees what is about to be sent',
    foundBy: HEIR,
    file: 'submitter.js',
    find: 'if (!hasRead(threadOf(word)))\n                continue;',
    replace: '',
  },
  {
    name: 'an heir does not look into the inbox once more',
    foundBy: HEIR,
    file: 'submitter.js',
    find: 'this.collect();\n            this.doubtful.delete(slot);',
    replace: 'this.doubtful.delete(slot);',
  },
];

test.each(MUTANTS)('a planted bug is found: $name', async ({ foundBy, file, find, replace }) => {
  const mutant = slotPrograms(await loadParts([{ file, find, replace }]));
  const { name, build, options } = mutant.find(
    (each) => each.name === foundBy,
  ) as (typeof mutant)[0];
  expect(explore(name, build, options).violation).toBeDefined();
});
