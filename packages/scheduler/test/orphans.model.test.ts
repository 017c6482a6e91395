import { expect, test } from '@jest/globals';
import { assertOk, explore, type Mutation } from '@pilfer/explorer';
import { loadParts } from './model/load.js';
import { orphanPrograms } from './model/orphans.js';

const parts = await loadParts();

test.each(orphanPrograms(parts))(
  'I1, I6: $name: what nobody wants is stopped, and nothing else',
  ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  },
);

const MUTANTS: readonly (Mutation & { readonly name: string })[] = [
  {
    name: 'a submitter does not look at its stopped parent',
    file: 'nested-core.js',
    find: 'if (this.isStopped(parent))\n            this.limits.stop(',
    replace: 'if (false)\n            this.limits.stop(',
  },
  {
    name: 'a submitter looks before it publishes',
    file: 'nested-core.js',
    find: 'const promise = this.submitter.send(slot);\n        this.attach(slot, options);\n        if (this.isStopped(parent))',
    replace:
      'const stopped = this.isStopped(parent);\n const promise = this.submitter.send(slot);\n this.attach(slot, options);\n if (stopped)',
  },
  {
    name: 'children are not looked for',
    file: 'orphans.js',
    find: 'this.cancel(child);',
    replace: '',
  },
  {
    name: 'they are looked for once',
    file: 'orphans.js',
    find: 'if (families.every(({ length }, i) => length === before[i]?.length))',
    replace: 'if (true)',
  },
  {
    name: 'those that are not there yet are not ended later',
    file: 'orphans.js',
    find: 'if (killAfter === Infinity)',
    replace: 'if (killAfter === Infinity || families.every(({ length }) => length === 1))',
  },
  {
    name: 'a child is known by its slot alone',
    file: 'orphans.js',
    find: 'generationOf(word) !== generation || state === FREE || state === DONE',
    replace: 'state === FREE || state === DONE',
  },
  {
    name: 'a runner is known by its slot alone',
    file: 'orphans.js',
    find: 'generationOf(word) === generation && stateOf(word) === CANCELLED ?',
    replace: 'stateOf(word) !== FREE ?',
  },
  {
    name: 'the doom of another task is wiped out',
    file: 'orphans.js',
    find: 'if (compareExchange(cells, doom, 0, slot + 1) !== 0) {',
    replace: 'if (compareExchange(cells, doom, load(cells, doom), slot + 1) === DOOMED) {',
  },
  {
    name: 'nobody looks again after the doom is announced',
    file: 'orphans.js',
    find: 'if (this.runner(orphan) !== thread || !this.isOnStack(thread, slot)) {',
    replace: 'if (false) {',
  },
  {
    name: 'nor whether it is still on the stack',
    file: 'orphans.js',
    find: 'if (this.runner(orphan) !== thread || !this.isOnStack(thread, slot)) {',
    replace: 'if (this.runner(orphan) !== thread) {',
  },
  {
    name: 'a doom that comes too late is left',
    file: 'orphans.js',
    find: 'compareExchange(cells, doom, slot + 1, 0);\n            this.later(orphan, RETRY_MS);',
    replace: 'this.later(orphan, RETRY_MS);',
  },
  {
    name: 'a thread is ended without the second swap',
    file: 'orphans.js',
    find: 'else if (compareExchange(cells, doom, slot + 1, DOOMED) === slot + 1) {',
    replace: 'else if (true) {',
  },
  {
    name: 'a thread is ended for a task that is pending',
    file: 'orphans.js',
    find: 'THREAD_RUNNING) === slot + 1;',
    replace: 'THREAD_RUNNING) !== -1;',
  },
  {
    name: 'a task that is pending is not looked after',
    file: 'orphans.js',
    find: 'crew.suspect(thread, name);',
    replace: '',
  },
  {
    name: 'what a dead thread has left is not ended',
    file: 'orphans.js',
    find: 'this.later(orphan, GRACE_MS);',
    replace: '',
  },
  {
    name: 'a task that is over does not take its doom back',
    file: 'runner.js',
    find: 'compareExchange(this.cells, doom, slot + 1, 0);',
    replace: '',
  },
  {
    name: 'a doomed thread goes on',
    file: 'runner.js',
    find: 'while (load(this.cells, doom) === DOOMED)\n            wait(this.cells, doom, DOOMED);',
    replace: '',
  },
  {
    name: 'a task becomes pending and keeps its doom',
    file: 'runner.js',
    find: 'if (load(cells, threadCell + THREAD_DOOM) !== 0)\n            this.escape(slot);',
    replace: '',
  },
  {
    name: 'a stopped child of a dead thread is not freed',
    file: 'submitter.js',
    find: 'else if (state === CANCELLED)\n                this.letGo(slot);',
    replace: '',
  },
];

test.each(MUTANTS)('a planted bug is found: $name', async ({ file, find, replace }) => {
  const mutant = await loadParts([{ file, find, replace }]);
  const isFound = orphanPrograms(mutant).some(
    ({ name, build, options }) =>
      explore(name, build, { ...options, maxStates: 300_000 }).violation !== undefined,
  );
  expect(isFound).toBe(true);
});
