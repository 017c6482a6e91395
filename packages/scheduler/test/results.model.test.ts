import { expect, test } from '@jest/globals';
import { assertOk, explore, type Mutation } from '@pilfer/explorer';
import { loadParts } from './model/load.js';
import { resultsPrograms } from './model/results.js';

const parts = await loadParts();

test.each(resultsPrograms(parts))(
  'I1: $name: main never sleeps beside a result',
  ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  },
);

const MUTANTS: readonly (Mutation & { readonly name: string })[] = [
  {
    name: 'a ring is not counted',
    file: 'bell.js',
    find: 'add(cells, at, 1);',
    replace: '',
  },
  {
    name: 'a ring is counted after the sleeper was notified',
    file: 'bell.js',
    find: 'add(cells, at, 1);\n    notify(cells, at);',
    replace: 'notify(cells, at);\n    add(cells, at, 1);',
  },
  {
    name: 'nobody is notified',
    file: 'bell.js',
    find: 'notify(cells, at);',
    replace: '',
  },
  {
    name: 'a wait that has ended counts as one that goes on',
    file: 'bell.js',
    find: 'this.isArmed = false;\n            this.wake();',
    replace: 'this.wake();',
  },
  {
    name: 'a bell that has rung already wakes nobody',
    file: 'bell.js',
    find: 'this.wake();\n            return;',
    replace: 'return;',
  },
  {
    name: 'rings are counted from after the last look',
    file: 'results-poll.js',
    find: 'const { rings } = this.bell;\n        if (!this.inbox.sleep()) {',
    replace: 'const isEmpty = this.inbox.sleep();\nconst { rings } = this.bell;\nif (!isEmpty) {',
  },
  {
    name: 'main sleeps beside what has just come',
    file: 'results-poll.js',
    find: 'if (!this.inbox.sleep()) {',
    replace: 'this.inbox.sleep();\nif (false) {',
  },
  {
    name: 'main says nothing before it sleeps',
    file: 'results-poll.js',
    find: 'if (!this.inbox.sleep()) {',
    replace: 'if (this.inbox.hasMail()) {',
  },
  {
    name: 'main is asleep only when the bell is armed',
    file: 'results-poll.js',
    find: 'this.bell.arm(rings);',
    replace: "this.state = 'off';\nthis.bell.arm(rings);\nthis.state = 'sleeping';",
  },
  {
    name: 'main does not look when it was woken',
    file: 'results-poll.js',
    find: 'this.clock.soon(this.poll);\n        else\n            this.poll();',
    replace: ';',
  },
  {
    name: 'main sleeps on when a death has emptied its inbox',
    file: 'results-poll.js',
    find: "if (this.state === 'sleeping')\n            this.endSleep();",
    replace: "if (this.state === 'sleeping')\n            return;",
  },
  {
    name: 'a machine does not ring',
    file: 'runner.js',
    find: 'this.parts.idle.ring(0);',
    replace: ';',
  },
  {
    name: 'a machine rings for what it has not sent yet',
    file: 'runner.js',
    find: 'if (!this.parts.senders[to].send(slot))\n            return;',
    replace:
      'if (to === 0) this.parts.idle.ring(0);\nthis.parts.senders[to].send(slot);\nif (true)\nreturn;',
  },
  {
    name: 'who replaces ASLEEP at its second try does not ring',
    file: 'inbox.js',
    find: 'head = seen;',
    replace:
      'head = seen;\nif (seen === ASLEEP) {\nthis.links.write(item, NONE);\nstore(this.cells, INBOX_HEAD, item + 1);\nreturn false;\n}',
  },
];

test.each(MUTANTS)('a planted bug is found: $name', async ({ file, find, replace }) => {
  const mutant = await loadParts([{ file, find, replace }]);
  const isFound = resultsPrograms(mutant).some(
    ({ name, build, options }) => explore(name, build, options).violation !== undefined,
  );
  expect(isFound).toBe(true);
});
