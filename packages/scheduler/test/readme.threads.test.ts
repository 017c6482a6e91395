import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The examples: files of JavaScript, the last of which prints what the text after it says. */
const EXAMPLES = [
  { heading: 'The smallest example', files: ['hash.tasks.js', 'main.js'] },
  { heading: 'All cores for one call', files: ['quicksort.tasks.js', 'sort.js'] },
];

test.each(EXAMPLES)('the README prints what it says: $heading', ({ heading, files }) => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const section = readme.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  const codes = [...section.matchAll(/^```js\n(.*?)^```/gms)].map(([, code = '']) => code);
  const printed = /^It prints `([^`]*)`/m.exec(section)?.[1];
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
