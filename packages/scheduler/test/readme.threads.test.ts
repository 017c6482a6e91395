import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const PROJECT = 'README.md';
const GUIDE = 'packages/scheduler/README.md';

/** The examples: files of JavaScript, the last of which prints what the text after it says. */
const EXAMPLES = [
  { readme: PROJECT, heading: 'The smallest example', files: ['hash.tasks.js', 'main.js'] },
  { readme: PROJECT, heading: 'All cores for one call', files: ['quicksort.tasks.js', 'sort.js'] },
  { readme: GUIDE, heading: 'Task functions', files: ['hash.js', 'main.js'] },
  { readme: GUIDE, heading: 'Many tasks', files: ['squares.js'] },
  { readme: GUIDE, heading: 'Limits', files: ['limits.js'] },
  { readme: GUIDE, heading: 'Tasks that wait', files: ['nested.tasks.js', 'nested.js'] },
  { readme: GUIDE, heading: 'Forks', files: ['scope.tasks.js', 'scope.js'] },
  { readme: GUIDE, heading: 'Loops over shared arrays', files: ['loops.js'] },
];

test.each(EXAMPLES)('$readme prints what it says: $heading', ({ readme, heading, files }) => {
  const text = readFileSync(join(root, readme), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const codes = [...section.matchAll(/^```js\n(.*?)^```/gms)].map(([, code = '']) => code);
  const [, first, second] = /^It prints `([^`]*)`(?: and `([^`]*)`)?/m.exec(section) ?? [];
  const printed = second === undefined ? first : `${first}\n${second}`;
  expect(codes).toHaveLength(files.length);
  // Inside the package, so that it finds the package by its name.
  const folder = mkdtempSync(join(root, 'packages/scheduler/dist/readme-'));
  try {
    files.forEach((file, i) => {
      expect(section).toContain(`\`${file}\``);
      writeFileSync(join(folder, file), codes[i] as string);
    });
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, files.at(-1) as string)], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect([stdout, stderr]).toEqual([`${printed}\n`, '']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
