import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test("the README's example prints what the README says", () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [tasks, main] = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
  const printed = /^It prints `([^`]*)`/m.exec(readme)?.[1];
  // Inside the package, so that it finds the package by its name.
  const folder = mkdtempSync(join(root, 'packages/scheduler/dist/readme-'));
  try {
    writeFileSync(join(folder, 'hash.tasks.js'), tasks ?? '');
    writeFileSync(join(folder, 'main.js'), main ?? '');
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'main.js')], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect([stdout, stderr]).toEqual([`${printed}\n`, '']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
