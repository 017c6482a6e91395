/** Why a function can't be had, as the thread that looked for it says it. */

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Folder, HASH, Machine, TASKS, type Failure } from './machine.js';

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

test('D21: only what the module itself exports', async () => {
  const url = await folder.write(
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
  const json = await folder.write('data.json', '{ "a": 1 }');
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
  const url = folder.urlOf('late.mjs');
  const failure = await machine.failure({ url, name: 'f' });
  expect(failure).toMatchObject({ reason: 'not-found', module: url, export: 'f' });
  expect(failure.message).toBe(`'f' of ${url}: there is no such file`);
  expect(failure.cause).toMatch(/Cannot find module/);
  expect(await machine.load(url)).toMatchObject({ reason: 'not-found' });
  await folder.write('late.mjs', 'export const f = () => 1;');
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
  const url = await folder.write(file, source);
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
  const url = await folder.write(
    'counts.cjs',
    `const { tasks } = require(${JSON.stringify(fileURLToPath(TASKS))});
     tasks(${JSON.stringify(folder.urlOf('counts.cjs'))}, { f: () => 'f' });
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

test('.ts: runs where Node strips types, and says so where not', async () => {
  const url = await folder.write('typed.mts', 'export const f = (n: number): number => 2 * n;');
  if ((process.features as { typescript?: unknown }).typescript) {
    expect(await machine.call({ url, name: 'f' }, 2)).toBe(4);
    return;
  }
  const failure = await machine.failure({ url, name: 'f' });
  expect(failure).toMatchObject({ reason: 'failed', module: url });
  const what = /Node [\d.]+ can't run TypeScript files here: build it .*, or use Node 22\.18/;
  expect(failure.message).toMatch(what);
  expect((await machine.load(url))?.message).toMatch(what);
});

test('.ts: what Node can not erase is named by it', async () => {
  const url = await folder.write(
    'enum.mts',
    'enum Colour { red }\nexport const f = () => Colour.red;',
  );
  const { message } = await machine.failure({ url, name: 'f' });
  if ((process.features as { typescript?: unknown }).typescript) expect(message).toMatch(/enum/);
  else expect(message).toMatch(/build it to JavaScript/);
});

test('a number that nobody has given out', async () => {
  for (const number of [0, 127, 128, 129, -1]) {
    const failure = await machine.failure({ number });
    expect(failure).toMatchObject({ name: 'RangeError' });
    expect(failure.message).toBe(`resolve: there is no function ${number}`);
  }
});
