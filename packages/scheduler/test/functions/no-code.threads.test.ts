/** R36: with code generation forbidden for the whole process, all but inline functions works. */

import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const dist = new URL('../../dist/functions/', import.meta.url).href;
const hash = new URL('fixtures/hash.mjs', import.meta.url).href;

const program = `
  import { Loader } from '${dist}loader.js';
  import { FunctionNumbers } from '${dist}numbers.js';
  import { FunctionTable } from '${dist}table.js';
  import { tasks } from '${dist}tasks.js';
  const sizes = { functions: 8, functionBytes: 1024 };
  const table = new FunctionTable(new Int32Array(new SharedArrayBuffer(4096)), 0, sizes);
  const numbers = new FunctionNumbers(table, { inline: true });
  const loader = new Loader(table, { inline: true });
  const call = (fn, ...args) => loader.resolve(numbers.numberOf(fn))(...args);
  tasks('${hash}', { extra: (n) => n + 1 });
  const results = [call({ url: '${hash}', name: 'default' }, 1, 2), call({ url: '${hash}', name: 'extra' }, 1)];
  try {
    call((a) => a, 1);
  } catch ({ name, reason, message }) {
    results.push(name, reason, message);
  }
  console.log(JSON.stringify(results));
`;

test('R36: --disallow-code-generation-from-strings: inline functions say so, the rest works', () => {
  const flags = ['--disallow-code-generation-from-strings', '--input-type=module', '-e', program];
  const [sum, extra, name, reason, message] = JSON.parse(
    execFileSync(process.execPath, flags, { encoding: 'utf8' }),
  ) as [number, number, string, string, string];
  expect([sum, extra, name, reason]).toEqual([3, 2, 'TaskError', 'inline']);
  expect(message).toMatch(/--disallow-code-generation-from-strings forbids: put the function into/);
});

test('R36: one file generates code', () => {
  const sources = new URL('../../src/', import.meta.url);
  const files = readdirSync(sources, { encoding: 'utf8', recursive: true });
  const generating = files
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => {
      const code = readFileSync(new URL(file, sources), 'utf8').replace(
        /^ *(?:\*|\/[*/]).*$/gm,
        '',
      );
      return /\bFunction\(|\beval\(|\beval: true|node:vm/.test(code);
    });
  expect(generating).toEqual(['functions/compile-inline.ts']);
});
