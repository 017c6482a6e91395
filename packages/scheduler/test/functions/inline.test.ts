import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runInThisContext } from 'node:vm';
import { compileInline } from '../../src/functions/compile-inline.js';
import { inlineSource } from '../../src/functions/inline-source.js';
import type { TaskFunction } from '../../src/functions/kind.js';
import { explainReferenceError } from '../../src/functions/reference-error.js';

/** Functions as a program may write them: of another realm, and untouched by a compiler. */
function written(source: string): TaskFunction {
  return runInThisContext(`"use strict"; (${source})`) as TaskFunction;
}

const call = (fn: TaskFunction, ...args: readonly unknown[]): unknown =>
  (compileInline(inlineSource(fn)) as (...args: readonly unknown[]) => unknown)(...args);

test.each([
  '(a, b) => a + b',
  '(a, b) /* sum */ => { return a + b; }',
  '(a,\n b = 2) => a + b',
  '({ 0: a, 1: b }, c = a) => a + b',
  'function (a, b) { return a + b; }',
  'function sum(a, b) { return a + b; }',
  'function/**/sum(a, b) { return a + b; }',
  'function $(a, b) { return a + b; }',
  '(...xs) => xs[0] + xs[1]',
  '(a, b) => a + b // ends in a comment\n',
  '{ sum(a, b) { return a + b; } }.sum',
  '{ /* x */ sum /* y */ (a, b) { return a + b; } }.sum',
  "{ 'a sum'(a, b) { return a + b; } }['a sum']",
  '{ "q\\"q"(a, b) { return a + b; } }["q\\"q"]',
  '{ 7(a, b) { return a + b; } }[7]',
  '{ .5(a, b) { return a + b; } }[.5]',
  '{ get(a, b) { return a + b; } }.get',
  '{ set (a, b) { return a + b; } }.set',
  '{ get$(a, b) { return a + b; } }.get$',
  '{ getSum(a, b) { return a + b; } }.getSum',
  '{ async(a, b) { return a + b; } }.async',
  '{ static(a, b) { return a + b; } }.static',
  '{ class(a, b) { return a + b; } }.class',
  '{ function(a, b) { return a + b; } }.function',
  '{ function_(a, b) { return a + b; } }.function_',
  '{ functional(a, b) { return a + b; } }.functional',
  '{ ünï(a, b) { return a + b; } }.ünï',
  '{ \\u{61}bc(a, b) { return a + b; } }.abc',
  'class { static sum(a, b) { return a + b; } }.sum',
])('inline: %s', (source) => {
  // As an object literal or a class: the parentheses around it are in `written`.
  const fn = written(
    source.startsWith('{') || source.startsWith('class') ? memberOf(source) : source,
  );
  const args = source.startsWith('({') ? [[1, 2]] : [1, 2];
  expect(call(fn, ...args)).toBe(3);
});

/** `{ … }.f` → `({ … }).f` */
function memberOf(source: string): string {
  const end = Math.max(source.lastIndexOf('}.'), source.lastIndexOf('}[')) + 1;
  return `(${source.slice(0, end)})${source.slice(end)}`;
}

test.each([
  ['async arrow', 'async (a, b) => a + b'],
  ['async arrow, tight', 'async(a, b)=>a + b'],
  ['async function', 'async function (a, b) { return a + b; }'],
  ['async named', 'async /**/ function sum(a, b) { return a + b; }'],
  ['async method', '({ async sum(a, b) { return a + b; } }).sum'],
  ['async method called async', '({ async async(a, b) { return a + b; } }).async'],
  ['async method called get', '({ async get(a, b) { return a + b; } }).get'],
  ["async method called 'a b'", "({ async 'a b'(a, b) { return a + b; } })['a b']"],
])('inline: %s', async (_, source) => {
  const result = call(written(source), 1, 2);
  expect(Object.prototype.toString.call(result)).toBe('[object Promise]');
  expect(await result).toBe(3);
});

test('inline: one parameter without parentheses', async () => {
  for (const source of ['a => a', 'async => async', '$ => $', '_ => _', 'get => get', 'ü\n=> ü']) {
    if (source.includes('\n')) continue; // no line break is allowed before an arrow
    expect(call(written(source), 5)).toBe(5);
  }
  expect(await call(written('async a => a'), 5)).toBe(5);
  expect(call(written('a /* => */ => a'), 5)).toBe(5);
});

test.each([
  ['a class', 'class A {}', /a class/],
  ['a class that extends', 'class A extends Map {}', /a class/],
  ['a generator', 'function* () {}', /generator/],
  ['a generator method', '({ *g() {} }).g', /generator/],
  ['an async generator', 'async function* () {}', /generator/],
  ['a built-in', 'Math.max', /built-in, bound or proxied/],
  ['a bound function', '(() => 1).bind(null)', /built-in, bound or proxied/],
  ['a getter', "Object.getOwnPropertyDescriptor({ get x() { return 1; } }, 'x').get", /getter/],
  ['a setter', "Object.getOwnPropertyDescriptor({ set x(v) {} }, 'x').set", /setter/],
  [
    'a getter, odd',
    "Object.getOwnPropertyDescriptor({ get 'x y'() { return 1; } }, 'x y').get",
    /g/,
  ],
  ['a computed method', "({ ['a' + 1]() {} }).a1", /computed/],
  [
    'a private method',
    '(class { static #p() {} static get() { return this.#p; } }).get()',
    /private/,
  ],
  ['no function', '7', /received 7/],
])('inline: refuses %s', (_, source, message) => {
  expect(() => inlineSource(written(source))).toThrow(TypeError);
  expect(() => inlineSource(written(source))).toThrow(message);
});

test('inline: a function that looks native inside is not', () => {
  expect(call(written('() => "{ [native code] }"'))).toBe('{ [native code] }');
  expect(call(written('function () { return "function () { [native code] }"; }'))).toMatch(
    /native/,
  );
});

test('inline: any body crosses as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer(), (text, n) => {
      const fn = written(`(x) => [${JSON.stringify(text)}, x, \`\${x}\`, /\\/}/.source]`);
      expect(call(fn, n)).toEqual([text, n, String(n), '\\/}']);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['import.meta', /import\.meta/],
  ['super', "'super' keyword"],
])('inline: what only its place knows is an error when compiled: %s', (keyword, message) => {
  const source = keyword === 'super' ? 'function () { return super.x; }' : '() => import.meta.url';
  expect(() => compileInline(source)).toThrow(/can't stand alone: SyntaxError/);
  expect(() => compileInline(source)).toThrow(message);
});

test('inline: runs as strict code, without a `this`', () => {
  expect(call(written('function () { return this; }'))).toBeUndefined();
  expect(call(written('() => this'))).toBeUndefined();
});

test('ReferenceError: the hint names the variable, once', () => {
  const error = errorOf(() => call(written('(a) => a + outside'), 1));
  const explained = explainReferenceError(error) as Error;
  expect(explained).toBe(error);
  expect(explained.message).toMatch(
    /^outside is not defined \(an inline function .* pass outside as/,
  );
  expect(explained.stack).toContain(explained.message);
  const once = explained.message;
  expect((explainReferenceError(error) as Error).message).toBe(once);
});

test('ReferenceError: no hint where none is due', () => {
  const notInline = errorOf(() => written('() => outside')());
  const called = errorOf(() => call(written('(f) => f()'), written('() => outside')));
  const early = errorOf(() => call(written('() => { x; let x = 1; }')));
  const other = errorOf(() => call(written('() => null.x')));
  const own = errorOf(() => call(written('() => { throw new ReferenceError("mine"); }')));
  for (const error of [notInline, called, early, other, own]) {
    const { message } = error;
    expect(explainReferenceError(error)).toBe(error);
    expect(error.message).toBe(message);
  }
  for (const odd of [undefined, null, 'x is not defined', 7, {}, { name: 'ReferenceError' }]) {
    expect(explainReferenceError(odd)).toBe(odd);
  }
});

function errorOf(fn: () => unknown): Error {
  try {
    fn();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
