/** The loader on a real thread, from the built package: jest has a module system of its own. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inlineSource } from '../../src/functions/inline-source.js';
import type * as registryModule from '../../src/functions/registry.js';
import { Folder, HASH, Machine, TASKS } from './machine.js';

let folder: Folder;
let machine: Machine;

beforeAll(async () => {
  folder = await Folder.create();
  machine = new Machine();
});

afterAll(async () => {
  await machine.close();
  await folder.remove();
});

test('an ES module: named, default, async, arrow and bound exports', async () => {
  const a = new TextEncoder().encode('a');
  expect(await machine.call({ url: HASH, name: 'fnv1a' }, a)).toBe(0xe40c292c);
  expect(await machine.call({ url: HASH, name: 'slow' }, 'abc')).toBe('ABC');
  expect(await machine.call({ url: HASH, name: 'first' }, [7, 8])).toBe(7);
  expect(await machine.call({ url: HASH, name: 'default' }, 1, 2)).toBe(3);
  expect(await machine.call({ url: HASH, name: 'max' }, 1, 5, 2)).toBe(5);
});

test('tasks(): found by name, exported or not, and the same instance as import() gives', async () => {
  const url = await folder.write(
    'named.mjs',
    `import { tasks } from ${JSON.stringify(TASKS)};
     export let calls = 0;
     tasks(import.meta.url, { hidden(n) { calls++; return -n; } });
     export const { shown } = tasks(import.meta.url, { shown: async () => (await import(import.meta.url)).calls });
     export function both() { return 'export'; }
     tasks(import.meta.url, { both: () => 'registered' });`,
  );
  expect(await machine.call({ url, name: 'hidden' }, 7)).toBe(-7);
  expect(await machine.call({ url, name: 'shown' })).toBe(1);
  expect(await machine.call({ url, name: 'both' })).toBe('registered');
});

test('tasks(): all copies of the package on a thread share what is registered', async () => {
  const registry = new URL('../../dist/functions/registry.js', import.meta.url).href;
  const source = inlineSource(async (url: string) => {
    const one = (await import(url)) as typeof registryModule;
    const two = (await import(`${url}?copy`)) as typeof registryModule;
    const fn = (): number => 1;
    one.register('file:///shared.js', [['fn', fn]]);
    const isFound = two.registered('file:///shared.js', 'fn') === fn;
    return [one === two, isFound, two.nameOf(fn)?.name];
  });
  expect(await machine.call({ source }, registry)).toEqual([false, true, 'fn']);
});

test('CommonJS: named exports, module.exports as default, getters', async () => {
  const url = await folder.write(
    'legacy.cjs',
    `exports.twice = (n) => 2 * n;
     Object.defineProperty(exports, 'late', { enumerable: true, get: () => () => 'late' });`,
  );
  expect(await machine.call({ url, name: 'twice' }, 4)).toBe(8);
  expect(await machine.call({ url, name: 'late' })).toBe('late');
  expect(await machine.failure({ url, name: 'default' })).toMatchObject({ reason: 'no-export' });

  const callable = await folder.write(
    'callable.cjs',
    `module.exports = (n) => n + 1; module.exports.other = () => 'other';`,
  );
  expect(await machine.call({ url: callable, name: 'default' }, 1)).toBe(2);
  expect(await machine.call({ url: callable, name: 'other' })).toBe('other');
  for (const name of ['call', 'apply', 'bind', 'name', 'length']) {
    const { reason } = await machine.failure({ url: callable, name });
    expect(['no-export', 'not-a-function']).toContain(reason);
  }
  const transpiled = await folder.write(
    'transpiled.cjs',
    `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = () => 'd';`,
  );
  expect(await machine.call({ url: transpiled, name: 'default' })).toBe('d');
});

test('a module is loaded while the main thread is blocked', async () => {
  const url = await folder.write(
    'rings.mjs',
    `export function ring(cells) { Atomics.store(cells, 0, 1); Atomics.notify(cells, 0); }`,
  );
  const cells = new Int32Array(new SharedArrayBuffer(4));
  const answer = machine.call({ url, name: 'ring' }, cells);
  expect(Atomics.wait(cells, 0, 0, 60_000)).not.toBe('timed-out');
  await answer;
});

test('top-level await: has to be loaded ahead', async () => {
  const url = await folder.write(
    'waits.mjs',
    `const answer = await new Promise((resolve) => setTimeout(resolve, 20, 42));
     export const f = () => answer;`,
  );
  const failure = await machine.failure({ url, name: 'f' });
  expect(failure).toMatchObject({ reason: 'needs-load', module: url, export: 'f' });
  expect(failure.message).toMatch(
    /top-level await: load it ahead with await runtime\.load\(url\)$/,
  );
  expect(failure.cause).toMatch(/require\(\)/);
  expect(await machine.load(url)).toBeUndefined();
  expect(await machine.call({ url, name: 'f' })).toBe(42);
  expect(await machine.failure({ url, name: 'g' })).toMatchObject({ reason: 'no-export' });
});

test('top-level await: what somebody else has imported is known by its tasks', async () => {
  const url = await folder.write(
    'imported.mjs',
    `import { tasks } from ${JSON.stringify(TASKS)};
     await undefined;
     tasks(import.meta.url, { f: () => 'f' });
     export const g = () => 'g';`,
  );
  expect(await machine.failure({ url, name: 'f' })).toMatchObject({ reason: 'needs-load' });
  await machine.call({ source: `async (url) => { await import(url); }` }, url);
  expect(await machine.call({ url, name: 'f' })).toBe('f');
  expect(await machine.failure({ url, name: 'g' })).toMatchObject({ reason: 'needs-load' });
});

test('a URL with a query is another instance, to be loaded ahead', async () => {
  const url = `${HASH}?v=2`;
  const failure = await machine.failure({ url, name: 'slow' });
  expect(failure).toMatchObject({ reason: 'needs-load', module: url });
  expect(failure.message).toMatch(/a query or a fragment/);
  expect(await machine.load(url)).toBeUndefined();
  expect(await machine.call({ url, name: 'slow' }, 'x')).toBe('X');
});

test('a path with spaces, percent signs and letters beyond ASCII', async () => {
  const url = await folder.write('a b%20ü#?.cjs', 'exports.f = () => 1;');
  expect(await machine.call({ url, name: 'f' })).toBe(1);
});

test('inline functions, and the hint when one looks around itself', async () => {
  const source = inlineSource((a: number, b: number) => a * b);
  expect(await machine.call({ source }, 6, 7)).toBe(42);
  const failure = await machine.failure({ source: '(n) => n + OFFSET' }, 1);
  expect(failure.name).toBe('ReferenceError');
  expect(failure.message).toMatch(/^OFFSET is not defined \(an inline function/);
  const broken = await machine.failure({ source: '() => import.meta.url' });
  expect(broken).toMatchObject({ name: 'TaskError', reason: 'inline', code: 'ERR_PILFER_TASK' });
  expect(broken.module).toBeUndefined();
});

test('inline: false generates no code', async () => {
  const strict = new Machine(false);
  const failure = await strict.failure({ source: '() => 1' });
  expect(failure).toMatchObject({ reason: 'inline' });
  expect(failure.message).toMatch(/inline functions are off \(option inline: false\)/);
  expect(await strict.call({ url: HASH, name: 'first' }, [1])).toBe(1);
  await strict.close();
});
