import { expect, test } from '@jest/globals';
import { assertOk, explore, type Mutation } from '@pilfer/explorer';
import { doomPrograms } from './model/doom.js';
import { loadParts } from './model/load.js';

const parts = await loadParts();

test.each(doomPrograms(parts))(
  'I1: $name: what was to be stopped is, and nothing else',
  ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  },
);

const MUTANTS: readonly (Mutation & { readonly name: string })[] = [
  {
    name: 'the runner is looked up before the task is cancelled if queued',
    file: 'task-limits.js',
    find: 'if (submitter.cancelQueued(slot, error))\n            return;',
    replace: '',
  },
  {
    name: 'the slot is cancelled before the doom is announced',
    file: 'task-limits.js',
    find: 'const runner = submitter.runner(slot);',
    replace:
      'const runner = submitter.runner(slot);\nif (runner > 0) { submitter.cancel(slot, error); if (!announceDoom(this.memory, runner, slot)) return; if (compareExchange(cells, this.memory.threadCell(runner) + THREAD_DOOM, slot + 1, DOOMED) === slot + 1) this.host.terminate(runner, name); return; }',
  },
  {
    name: 'the thread is ended without a swap',
    file: 'task-limits.js',
    find: 'if (compareExchange(cells, doom, slot + 1, DOOMED) === slot + 1) {',
    replace: 'if (true) {',
  },
  {
    name: 'a later doom is wiped out',
    file: 'task-limits.js',
    find: 'if (compareExchange(cells, at + THREAD_DOOM, doom, slot + 1) !== doom)',
    replace: 'store(cells, at + THREAD_DOOM, slot + 1);\nif (false)',
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
    name: 'a cancelled task is not asked about its doom',
    file: 'runner.js',
    find: 'this.escape(slot);\n        }',
    replace: '}',
  },
  {
    name: 'a task becomes pending and keeps its doom',
    file: 'runner.js',
    find: 'if (load(cells, threadCell + THREAD_DOOM) !== 0)\n            this.escape(slot);',
    replace: '',
  },
  {
    name: 'a task becomes pending and stays on the stack',
    file: 'runner.js',
    find: 'store(cells, threadCell + THREAD_RUNNING, 0); // before the look: see `announceDoom`\n        if (load(cells, threadCell + THREAD_DOOM) !== 0)\n            this.escape(slot);',
    replace: '',
  },
  {
    name: 'a doom that comes too late for a pending task stays',
    file: 'task-limits.js',
    find: 'if (load(cells, at + THREAD_RUNNING) === slot + 1)\n            return true;',
    replace: 'return true;',
  },
  {
    name: 'a task that is pending after its grace is not looked after',
    file: 'task-limits.js',
    find: 'else if (isStopping(this.memory, slot, generation)) {',
    replace: 'else if (false) {',
  },
  {
    name: 'nor is a child',
    file: 'child-watch.js',
    find: 'else if (isStopping(this.memory, slot, generation)) {',
    replace: 'else if (false) {',
  },
  {
    name: 'the watch ends the thread without a swap',
    file: 'child-watch.js',
    find: 'if (compareExchange(cells, doom, slot + 1, DOOMED) === slot + 1) {',
    replace: 'if (true) {',
  },
  {
    name: 'the watch cancels a task that has ended',
    file: 'child-watch.js',
    find: 'if (!isRunning || compareExchange(cells, control, word, cancelled) !== word) {',
    replace: 'if (false) {',
  },
];

test.each(MUTANTS)('a planted bug is found: $name', async ({ file, find, replace }) => {
  const mutant = await loadParts([{ file, find, replace }]);
  const isFound = doomPrograms(mutant).some(
    ({ name, build, options }) => explore(name, build, options).violation !== undefined,
  );
  expect(isFound).toBe(true);
});
