/** The bundle: what programs and machines load in place of `dist`'s single files. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { fixture, newRuntime } from './runtime/support.js';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** The files of the bundle that one of them loads, and the modules of Node. */
function reachOf(entry: string): { readonly files: string[]; readonly node: string[] } {
  const files = new Set([join(dist, 'bundle', entry)]);
  const node = new Set<string>();
  for (const file of files) {
    for (const [, to = ''] of readFileSync(file, 'utf8').matchAll(/^(?:im|ex)port .*'(.*)';$/gm)) {
      if (to.startsWith('.')) files.add(join(dirname(file), to));
      else node.add(to);
    }
  }
  return { files: [...files], node: [...node] };
}

test.each(['index', 'policy', 'trace'])(
  '%s: the names that the single files export',
  async (entry) => {
    const single = entry === 'index' ? 'index.js' : `${entry}/index.js`;
    const [bundled, built] = (await Promise.all([
      import(join(dist, 'bundle', `${entry}.js`)),
      import(join(dist, single)),
    ])) as [object, object];
    expect(Object.keys(bundled).sort()).toEqual(Object.keys(built).sort());
  },
);

test('policy and trace need nothing of Node', () => {
  expect(reachOf('policy.js').node).toEqual([]);
  expect(reachOf('trace.js').node).toEqual([]);
});

test('a machine loads a handful of files, and of the main side none', () => {
  const { files, node } = reachOf('worker.js');
  expect(files.length).toBeLessThan(8);
  expect(files).not.toContain(join(dist, 'bundle/index.js'));
  expect(node.filter((name) => !name.startsWith('node:'))).toEqual([]);
});

test('what a CommonJS module requires is what others import', async () => {
  const runtime = newRuntime({ procs: 1 });
  const remote = runtime.module<{
    halves(n: number): { half: number; p: number };
    sameModule(): Promise<boolean>;
  }>(fixture('requires.cjs'));
  expect(await remote.halves(84)).toEqual({ half: 42, p: 0 });
  expect(await remote.sameModule()).toBe(true);
  expect(runtime.stats().total.forked).toBe(1);
});

test('source maps lead to the sources', () => {
  const script = `
    import { Runtime } from '@pilfer/scheduler';
    try { new Runtime({ procs: -1 }); } catch (error) { console.log(error.stack); }`;
  const options = ['--enable-source-maps', '--input-type=module', '--eval', script];
  const stack = execFileSync(process.execPath, options, { cwd: dist, encoding: 'utf8' });
  expect(stack).toMatch(/packages.scheduler.src.options\.ts:\d+/);
});
