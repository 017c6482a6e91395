/** The loader on a real thread, from the built package: jest has a module system of its own. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Cells } from '../../src/atomics.js';
import { inlineSource } from '../../src/functions/inline-source.js';
import type { FunctionRef } from '../../src/functions/ref.js';
import { FunctionTable } from '../../src/functions/table.js';
import { functionTableBytes } from '../../src/layout.js';

const HASH = new URL('fixtures/hash.mjs', import.meta.url).href;
const TASKS = new URL('../../dist/functions/tasks.js', import.meta.url).href;

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly reason: string;
  readonly module?: string;
  readonly export?: string;
  readonly cause: string;
}

interface Answer {
  readonly value?: unknown;
  readonly error?: Failure;
}

/** A thread with a loader, and this thread's view of the table. */
class Machine {
  readonly #table: FunctionTable;
  readonly #worker: Worker;

  constructor(inline = true) {
    const sizes = { functions: 128, functionBytes: 16384 };
    const cells: Cells = new Int32Array(new SharedArrayBuffer(functionTableBytes(sizes)));
    this.#table = new FunctionTable(cells, 0, sizes);
    const file = new URL('fixtures/machine.mjs', import.meta.url);
    this.#worker = new Worker(file, { workerData: { cells, sizes, inline } });
  }

  async call(ref: FunctionRef, ...args: readonly unknown[]): Promise<unknown> {
    const { value, error } = await this.#ask({ number: this.#table.intern(ref), args });
    if (error !== undefined) throw new Error(error.message);
    return value;
  }

  async failure(
    ref: FunctionRef | { readonly number: number },
    ...args: readonly unknown[]
  ): Promise<Failure> {
    const number = 'number' in ref ? ref.number : this.#table.intern(ref);
    const { value, error } = await this.#ask({ number, args });
    if (error === undefined) throw new Error(`no failure: ${String(value)}`);
    return error;
  }

  async load(url: string): Promise<Failure | undefined> {
    return (await this.#ask({ load: url })).error;
  }

  async #ask(message: object): Promise<Answer> {
    this.#worker.postMessage(message);
    return ((await once(this.#worker, 'message')) as [Answer])[0];
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

let folder: string;
let machine: Machine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pilfer-loader-'));
  machine = new Machine();
});

afterAll(async () => {
  await machine.close();
  await rm(folder, { recursive: true });
});

async function moduleOf(file: string, source: string): Promise<string> {
  const path = join(folder, file);
  await writeFile(path, source);
  return pathToFileURL(path).href;
}

test('an ES module: named, default, async, arrow and bound exports', async () => {
  const a = new TextEncoder().encode('a');
  expect(await machine.call({ url: HASH, name: 'fnv1a' }, a)).toBe(0xe40c292c);
  expect(await machine.call({ url: HASH, name: 'slow' }, 'abc')).toBe('ABC');
  expect(await machine.call({ url: HASH, name: 'first' }, [7, 8])).toBe(7);
  expect(await machine.call({ url: HASH, name: 'default' }, 1, 2)).toBe(3);
  expect(await machine.call({ url: HASH, name: 'max' }, 1, 5, 2)).toBe(5);
});

test('tasks(): found by name, exported or not, and the same instance as import() gives', async () => {
  const url = await moduleOf(
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

test('CommonJS: named exports, module.exports as default, getters', async () => {
  const url = await moduleOf(
    'legacy.cjs',
    `exports.twice = (n) => 2 * n;
     Object.defineProperty(exports, 'late', { enumerable: true, get: () => () => 'late' });`,
  );
  expect(await machine.call({ url, name: 'twice' }, 4)).toBe(8);
  expect(await machine.call({ url, name: 'late' })).toBe('late');
  expect(await machine.failure({ url, name: 'default' })).toMatchObject({ reason: 'no-export' });

  const callable = await moduleOf(
    'callable.cjs',
    `module.exports = (n) => n + 1; module.exports.other = () => 'other';`,
  );
  expect(await machine.call({ url: callable, name: 'default' }, 1)).toBe(2);
  expect(await machine.call({ url: callable, name: 'other' })).toBe('other');
  for (const name of ['call', 'apply', 'bind', 'name', 'length']) {
    const { reason } = await machine.failure({ url: callable, name });
    expect(['no-export', 'not-a-function']).toContain(reason);
  }
  const transpiled = await moduleOf(
    'transpiled.cjs',
    `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = () => 'd';`,
  );
  expect(await machine.call({ url: transpiled, name: 'default' })).toBe('d');
});

test('D21: only what the module itself exports', async () => {
  const url = await moduleOf(
    'instance.cjs',
    `class A { method() { return 'inherited'; } } module.exports = new A();`,
  );
  expect(await machine.failure({ url, name: 'method' })).toMatchObject({ reason: 'no-export' });
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then']) {
    const failure = await machine.failure({ url: HASH, name });
    expect(failure).toMatchObject({ name: 'TypeError' });
    expect(failure.message).toContain(`"${name}" can't be a task`);
  }
});

test('D21: a URL that is no file is refused on the machine too', async () => {
  const code = 'data:text/javascript,globalThis.hacked=1;export const f=()=>1';
  for (const url of [
    code,
    'http://localhost/f.mjs',
    './hash.mjs',
    '/etc/passwd',
    'node:fs',
    'fs',
  ]) {
    expect((await machine.failure({ url, name: 'f' })).message).toMatch(/expected the file: URL/);
    expect((await machine.load(url))?.message).toMatch(/expected the file: URL/);
  }
  expect(await machine.call({ source: '() => globalThis.hacked' })).toBeUndefined();
});

test('a missing export: named, with what is near', async () => {
  const failure = await machine.failure({ url: HASH, name: 'fnv1' });
  expect(failure).toEqual({
    name: 'TaskError',
    code: 'ERR_PILFER_TASK',
    reason: 'no-export',
    module: HASH,
    export: 'fnv1',
    message: `'fnv1' of ${HASH}: the module exports no such function; did you mean 'fnv1a'?`,
    cause: 'undefined',
  });
  const far = await machine.failure({ url: HASH, name: 'decompress' });
  expect(far.message).toMatch(/no such function$/);
  const json = await moduleOf('data.json', '{ "a": 1 }');
  expect((await machine.failure({ url: json, name: 'b' })).message).toMatch(
    /exports no functions$/,
  );
});

test('an export that is no function', async () => {
  const expected = { reason: 'not-a-function', module: HASH };
  const rounds = await machine.failure({ url: HASH, name: 'ROUNDS' });
  expect(rounds).toMatchObject({ ...expected, export: 'ROUNDS' });
  expect(rounds.message).toMatch(/expected a function, received 3$/);
  const hasher = await machine.failure({ url: HASH, name: 'Hasher' });
  expect(hasher).toMatchObject(expected);
  expect(hasher.message).toMatch(/received a class/);
  expect((await machine.failure({ url: HASH, name: 'chunks' })).message).toMatch(/come later/);
});

test('a module that is not there, until it is', async () => {
  const url = pathToFileURL(join(folder, 'late.mjs')).href;
  const failure = await machine.failure({ url, name: 'f' });
  expect(failure).toMatchObject({ reason: 'not-found', module: url, export: 'f' });
  expect(failure.message).toBe(`'f' of ${url}: there is no such file`);
  expect(failure.cause).toMatch(/Cannot find module/);
  expect(await machine.load(url)).toMatchObject({ reason: 'not-found' });
  await moduleOf('late.mjs', 'export const f = () => 1;');
  expect(await machine.call({ url, name: 'f' })).toBe(1);
});

test.each([
  ['bad.mjs', 'export const = 1;', /SyntaxError: Unexpected token/],
  ['bad.cjs', 'const = 1;', /SyntaxError: Unexpected token/],
  ['needs.mjs', "import './gone.mjs'; export const f = () => 1;", /Cannot find module .*gone\.mjs/],
  ['needs.cjs', "require('./gone.cjs'); exports.f = () => 1;", /Cannot find module .*gone\.cjs/],
  ['lacks.mjs', `import { x } from './bad2.mjs'; export const f = x;`, /Cannot find module|export/],
  ['throws.mjs', 'throw new RangeError("at load");', /RangeError: at load$/],
  ['odd.cjs', 'throw "a string";', /failed: "a string"$/],
  ['odder.cjs', 'throw Object.create(null);', /failed: Object$/],
])('a module that fails: %s', async (file, source, message) => {
  const url = await moduleOf(file, source);
  for (const name of ['f', 'g', 'f']) {
    const failure = await machine.failure({ url, name }).catch(String);
    expect(failure).toMatchObject({
      name: 'TaskError',
      reason: 'failed',
      module: url,
      export: name,
    });
    expect((failure as Failure).message).toMatch(message);
  }
  expect(await machine.load(url)).toMatchObject({ reason: 'failed', module: url });
});

test('a CommonJS module that throws runs once, until it is loaded ahead', async () => {
  const url = await moduleOf(
    'counts.cjs',
    `const { tasks } = require(${JSON.stringify(TASKS.replace('file://', ''))});
     tasks(${JSON.stringify(pathToFileURL(join(folder, 'counts.cjs')).href)}, { f: () => 'f' });
     globalThis.evaluations = (globalThis.evaluations ?? 0) + 1;
     if (globalThis.evaluations < 2) throw new Error('evaluation ' + globalThis.evaluations);`,
  );
  for (let i = 0; i < 3; i++) {
    expect((await machine.failure({ url, name: 'f' })).cause).toBe('Error: evaluation 1');
  }
  expect(await machine.load(url)).toBeUndefined();
  expect(await machine.call({ url, name: 'f' })).toBe('f');
  expect(await machine.call({ source: '() => globalThis.evaluations' })).toBe(2);
});

test('a module is loaded while the main thread is blocked', async () => {
  const url = await moduleOf(
    'rings.mjs',
    `export function ring(cells) { Atomics.store(cells, 0, 1); Atomics.notify(cells, 0); }`,
  );
  const cells = new Int32Array(new SharedArrayBuffer(4));
  const answer = machine.call({ url, name: 'ring' }, cells);
  expect(Atomics.wait(cells, 0, 0, 5000)).not.toBe('timed-out');
  await answer;
});

test('top-level await: has to be loaded ahead', async () => {
  const url = await moduleOf(
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
  const url = await moduleOf(
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

test('.ts: runs where Node strips types, and says so where not', async () => {
  const url = await moduleOf('typed.mts', 'export const f = (n: number): number => 2 * n;');
  if ((process.features as { typescript?: unknown }).typescript) {
    expect(await machine.call({ url, name: 'f' }, 2)).toBe(4);
    return;
  }
  const failure = await machine.failure({ url, name: 'f' });
  expect(failure).toMatchObject({ reason: 'failed', module: url });
  expect(failure.message).toMatch(/types of a TypeScript file: build it to JavaScript/);
  expect((await machine.load(url))?.message).toMatch(/types of a TypeScript file/);
});

test('a path with spaces, percent signs and letters beyond ASCII', async () => {
  const url = await moduleOf('a b%20ü#?.cjs', 'exports.f = () => 1;');
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

test('a number that nobody has given out', async () => {
  for (const number of [0, 127, 128, 129, -1]) {
    const failure = await machine.failure({ number });
    expect(failure).toMatchObject({ name: 'RangeError' });
    expect(failure.message).toBe(`resolve: there is no function ${number}`);
  }
});
