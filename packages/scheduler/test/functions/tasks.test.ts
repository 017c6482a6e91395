import { expect, test } from '@jest/globals';
import { pathToFileURL } from 'node:url';
import { giveName, nameOf, registered } from '../../src/functions/registry.js';
import { tasks } from '../../src/functions/tasks.js';

/** A module of its own for each test: the registry is the thread's. */
let modules = 0;
const freshUrl = (): string => `file:///app/module-${modules++}.js`;

/** For what the types refuse already. */
const loosely = tasks as unknown as (url: unknown, functions: unknown) => unknown;

test('tasks: gives the same functions back, callable and named', () => {
  const url = freshUrl();
  const double = (n: number): number => 2 * n;
  const named = tasks(url, {
    double,
    fib(n: number): number {
      return n < 2 ? n : named.fib(n - 1) + named.fib(n - 2);
    },
    load: async (path: string): Promise<number> => Promise.resolve(path.length),
  });
  expect(named.double).toBe(double);
  expect(named.fib(10)).toBe(55);
  expect(nameOf(double)).toEqual({ url, name: 'double' });
  expect(nameOf(named.load)).toEqual({ url, name: 'load' });
  expect(registered(url, 'fib')).toBe(named.fib);
  expect(nameOf(() => 1)).toBeUndefined();
});

test('tasks: takes import.meta.url, a URL, and no two spellings for one module', () => {
  const here = tasks(import.meta.url, { here: () => 1 });
  expect(nameOf(here.here)?.url).toBe(import.meta.url);
  const spelt = tasks(new URL('file:///app/../app/%61.js'), { spelt: () => 1 });
  expect(nameOf(spelt.spelt)?.url).toBe(new URL('file:///app/%61.js').href);
  expect(nameOf(tasks(pathToFileURL('/app/b c.js'), { it: () => 1 }).it)?.url).toBe(
    'file:///app/b%20c.js',
  );
});

test.each([
  ['data:text/javascript,export const f=()=>1', /data: URL/],
  ['http://example.com/f.js', /http: URL/],
  ['https://example.com/f.js', /https: URL/],
  ['node:fs', /node: URL/],
  ['blob:nodedata:1', /blob: URL/],
  ['./f.js', /received ".\/f.js"/],
  ['../f.js', /received/],
  ['/app/f.js', /pathToFileURL/],
  ['C:\\app\\f.js', /c: URL/],
  ['f', /received "f"/],
  ['', /received ""/],
  ['file:///a%2Fb.js', /received/],
  ['file://host/f.js', /received/],
  [undefined, /received undefined/],
  [null, /received null/],
  [7, /received 7/],
  [{ href: 'data:text/javascript,1' }, /data: URL/],
])('tasks: D21: refuses the URL %p', (url, message) => {
  expect(() => loosely(url, { f: () => 1 })).toThrow(TypeError);
  expect(() => loosely(url, { f: () => 1 })).toThrow(message);
});

test.each([
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'then',
  'toJSON',
  '',
  'lone\ud800',
])('tasks: D21: refuses the name %p', (name) => {
  const functions: object = Object.defineProperty({}, name, { value: () => 1, enumerable: true });
  expect(() => loosely(freshUrl(), functions)).toThrow(/^name: /);
  expect(registered(freshUrl(), name)).toBeUndefined();
});

test('tasks: a name that nobody registered is not found, whatever it is', () => {
  const url = freshUrl();
  tasks(url, { f: () => 1 });
  for (const name of ['__proto__', 'constructor', 'toString', 'get', 'size']) {
    expect(registered(url, name)).toBeUndefined();
    expect(registered(name, 'f')).toBeUndefined();
  }
});

class Point {
  static origin(): Point {
    return new Point();
  }
}

test.each([
  ['a number', 1, /'f': expected a function, received 1/],
  ['nothing', undefined, /received undefined/],
  ['an object', {}, /received Object/],
  ['a class', Point, /received a class/],
  ['a native constructor', Map, /received a class/],
  [
    'a generator',
    function* () {
      yield 1;
    },
    /generator: those come later/,
  ],
  [
    'an async generator',
    async function* () {
      yield Promise.resolve(1);
    },
    /generator: those come later/,
  ],
  ['a built-in function', Math.max, /built-in, bound or proxied/],
  ['a bound function', Point.origin.bind(Point), /wrap it, as in/],
  ['a proxied function', new Proxy(() => 1, {}), /built-in, bound or proxied/],
])('tasks: refuses %s', (_, value, message) => {
  expect(() => loosely(freshUrl(), { f: value })).toThrow(TypeError);
  expect(() => loosely(freshUrl(), { f: value })).toThrow(message);
});

test('tasks: refuses getters, symbols, and an empty list', () => {
  const getter = { get f(): () => number { return () => 1; } }; // prettier-ignore
  expect(() => loosely(freshUrl(), getter)).toThrow(/'f': expected a function/);
  expect(() => loosely(freshUrl(), { [Symbol.iterator]: () => 1 })).toThrow(/Symbol/);
  expect(() => loosely(freshUrl(), {})).toThrow(/at least one function/);
  // This literal sets the prototype and has no key at all.
  expect(() => loosely(freshUrl(), { __proto__: { f: () => 1 } })).toThrow(/at least one/);
});

test('tasks: all or none', () => {
  const url = freshUrl();
  expect(() => loosely(url, { good: () => 1, bad: 2 })).toThrow(/'bad'/);
  expect(registered(url, 'good')).toBeUndefined();
});

test('tasks: the same function again is fine, another one of that name is not', () => {
  const url = freshUrl();
  const f = (): number => 1;
  tasks(url, { f });
  tasks(url, { f });
  tasks(url, { g: f });
  expect(nameOf(f)).toEqual({ url, name: 'f' }); // the first name stays
  expect(registered(url, 'g')).toBe(f);
  expect(() => tasks(url, { f: () => 2 })).toThrow(/'f' of file:.* evaluated twice/);
  expect(registered(url, 'f')).toBe(f);
  tasks(`${url}?v=2`, { f: () => 2 }); // another instance has another URL
});

test('registry: one per thread, and not in the way', () => {
  const key = Symbol.for('pilfer.tasks.1');
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, key);
  expect(descriptor).toMatchObject({ enumerable: false, writable: false, configurable: false });
  const fn = (): number => 1;
  giveName(fn, { url: 'file:///x.js', name: 'fn' });
  giveName(fn, { url: 'file:///x.js', name: 'again' });
  expect(nameOf(fn)?.name).toBe('fn');
});
