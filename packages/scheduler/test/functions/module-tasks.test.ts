import { expect, jest, test } from '@jest/globals';
import { inspect } from 'node:util';
import { moduleTasks, type RunExport } from '../../src/functions/module-tasks.js';
import { nameOf } from '../../src/functions/registry.js';
import type * as hash from './fixtures/hash.mjs';

const URL_OF_HASH = 'file:///app/hash.mjs';

function setUp() {
  const run = jest.fn<RunExport>(() => Promise.resolve(42));
  return { run, remote: moduleTasks<typeof hash>(URL_OF_HASH, run) };
}

test('each function runs its export with its arguments', async () => {
  const { run, remote } = setUp();
  const bytes = new Uint8Array(3);
  expect(await remote.fnv1a(bytes, 7)).toBe(42);
  expect(await remote.default(1, 2)).toBe(42);
  expect(run.mock.calls).toEqual([
    [{ url: URL_OF_HASH, name: 'fnv1a' }, [bytes, 7]],
    [{ url: URL_OF_HASH, name: 'default' }, [1, 2]],
  ]);
});

test('a function is made once, with one ref, and has its name', async () => {
  const { run, remote } = setUp();
  expect(remote.slow).toBe(remote.slow);
  expect(remote.slow.name).toBe('slow');
  await remote.slow('a');
  await remote.slow('b');
  expect(run.mock.calls[0]?.[0]).toBe(run.mock.calls[1]?.[0]);
  expect(nameOf(remote.slow)).toEqual({ url: URL_OF_HASH, name: 'slow' });
});

test('it can be awaited, printed, compared and put into JSON without running anything', async () => {
  const { run, remote } = setUp();
  expect(await Promise.resolve(remote)).toBe(remote);
  expect(JSON.stringify({ remote })).toBe('{"remote":{}}');
  expect(inspect(remote)).toContain('ModuleTasks');
  expect(Object.prototype.toString.call(remote)).toBe('[object ModuleTasks]');
  expect(() => Reflect.apply(String, undefined, [remote])).toThrow(TypeError);
  expect([...Object.keys(remote), ...Object.getOwnPropertyNames(remote)]).toEqual([]);
  expect(remote).toEqual(remote);
  expect(run).not.toHaveBeenCalled();
});

test('D21: what any object has is not there', () => {
  const loose = setUp().remote as unknown as Record<PropertyKey, unknown>;
  for (const key of ['then', 'toJSON', '__proto__', 'constructor', 'toString', 'valueOf', '']) {
    expect(loose[key]).toBeUndefined();
  }
  expect(loose[Symbol.iterator]).toBeUndefined();
  expect(loose[Symbol.asyncIterator]).toBeUndefined();
  expect(Object.getPrototypeOf(loose)).toBeNull();
});

test('it cannot be changed', () => {
  const loose = setUp().remote as unknown as Record<PropertyKey, unknown>;
  expect(() => Object.assign(loose, { slow: 1 })).toThrow(TypeError);
  expect(Reflect.setPrototypeOf(loose, {})).toBe(false);
  expect(Reflect.defineProperty(loose, 'x', { value: 1 })).toBe(false);
});

test('D21: only files are modules', () => {
  const run: RunExport = () => Promise.resolve();
  for (const url of [
    'data:text/javascript,1',
    'http://example.com/a.js',
    './hash.mjs',
    '/hash.mjs',
  ]) {
    expect(() => moduleTasks(url, run)).toThrow(/expected the file: URL/);
  }
  expect(() => moduleTasks(new URL('data:,1'), run)).toThrow(/data: URL/);
});
