import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Runtime, type RuntimeOptions, type TaskOptions } from '@pilfer/scheduler';
import { bad, good } from './fixtures/tasks.mjs';
import { expectHealthy, failure, fixture, newRuntime, outcome, within } from './support.js';

const optionCases: [string, unknown, RegExp][] = [
  ['an unknown option', { proc: 2 }, /options\.proc: there is no such option; there are procs/],
  ['no object', 7, /options: expected an object, received 7/],
  ['null', null, /options: expected an object/],
  ['procs: 0', { procs: 0 }, /options\.procs: expected an integer from 1 to 120, received 0/],
  ['procs: 1.5', { procs: 1.5 }, /options\.procs: .*received 1\.5/],
  ["procs: '2'", { procs: '2' }, /options\.procs: .*received "2"/],
  ['procs: NaN', { procs: NaN }, /options\.procs: .*received NaN/],
  ['procs: 1000', { procs: 1000 }, /options\.procs: .*received 1000/],
  ['queueLimit: -1', { queueLimit: -1 }, /options\.queueLimit: /],
  ['queueLimit: Infinity', { queueLimit: Infinity }, /options\.queueLimit: /],
  ['an unknown policy', { onFull: 'drop' }, /options\.onFull: expected one of wait, reject, /],
  ['memory too small', { memory: 1000 }, /options\.memory: /],
  ['spin too long', { spin: 1e6 }, /options\.spin: /],
  ['inline: 1', { inline: 1 }, /options\.inline: expected a boolean, received 1/],
  ['stealing: 1', { stealing: 1 }, /options\.stealing: expected a boolean, received 1/],
  ['watch: 1', { watch: 1 }, /options\.watch: expected a boolean, received 1/],
  ['an unknown exposure', { exposure: 'never' }, /options\.exposure: expected one of lazy, eager/],
  [
    'eager without thieves',
    { stealing: false, exposure: 'eager' },
    /options\.exposure: expected 'lazy' without stealing, received 'eager'/,
  ],
  ['a name that is none', { name: 7 }, /options\.name: expected a string/],
  ['execArgv that is none', { execArgv: '--x' }, /options\.execArgv: /],
  ['a Node option that there is not', { execArgv: ['--no-such-option'] }, /no-such-option/],
];

describe('options of a runtime', () => {
  test.each(optionCases)('%s', (_, options, message) => {
    expect(() => new Runtime(options as RuntimeOptions)).toThrow(message);
  });
});

describe('options of a task', () => {
  const cases: [string, unknown, RegExp][] = [
    ['an unknown option', { timout: 5 }, /options\.timout: there is no such option; there are /],
    ['a signal that is none', { signal: {} }, /options\.signal: expected an AbortSignal/],
    ['timeout: 0', { timeout: 0 }, /options\.timeout: expected a number from 1 /],
    ['timeout: 2^31', { timeout: 2 ** 31 }, /options\.timeout: /],
    ["deadline: '5'", { deadline: '5' }, /options\.deadline: /],
    ['killAfter: -1', { killAfter: -1 }, /options\.killAfter: /],
    ['retries: 1.5', { retries: 1.5 }, /options\.retries: /],
    ['isolate: 1', { isolate: 1 }, /options\.isolate: expected a boolean, received 1/],
    ["idempotent: 'yes'", { idempotent: 'yes' }, /options\.idempotent: expected a boolean/],
    ['a name that is none', { name: Symbol('x') }, /options\.name: expected a string/],
  ];
  test.each(cases)('%s', async (_, options, message) => {
    const runtime = newRuntime({ procs: 1 });
    expect(() => runtime.with(options as TaskOptions)).toThrow(message);
    expect(await runtime.run(good.add, 1, 1)).toBe(2);
  });
});

describe('what is no task function', () => {
  class Class {
    readonly one = 1;
  }
  const notFunctions: [string, unknown, RegExp][] = [
    ['a number', 7, /expected a function, received 7/],
    ['undefined', undefined, /expected a function/],
    ['an object', {}, /expected a function/],
    ['a class', Class, /a class/],
    ['a built-in', Math.max, /built-in, bound or proxied/],
    ['a bound function', good.add.bind(undefined), /built-in, bound or proxied/],
    [
      'a generator',
      function* (): Generator<number> {
        yield 1;
      },
      /a generator/,
    ],
  ];
  test.each(notFunctions)('%s', async (_, value, message) => {
    const runtime = newRuntime({ procs: 1 });
    const fn = value as () => number;
    const error = await failure(runtime.run(fn));
    expect(error).toMatchObject({ name: 'TypeError', message: expect.stringMatching(message) });
    expect(() => runtime.runSync(fn)).toThrow(message);
    expect(await failure(runtime.runMany(fn, [[]]))).toMatchObject({ name: 'TypeError' });
    expect(await failure(runtime.map(fn, [1]).next())).toMatchObject({ name: 'TypeError' });
    expect(await failure(runtime.broadcast(fn))).toMatchObject({ name: 'TypeError' });
    expect(await runtime.run(good.add, 1, 1)).toBe(2);
  });

  test('an inline function, where they are off', async () => {
    const runtime = newRuntime({ procs: 1, inline: false });
    const error = await failure(runtime.run((a: number) => a, 1));
    expect(error.message).toMatch(/inline functions are off/);
    expect(await runtime.run(good.add, 1, 1)).toBe(2);
  });
});

/** Written now: no tool that reads the sources can stand it. */
function brokenModule(): URL {
  const file = join(mkdtempSync(join(tmpdir(), 'pilfer-')), 'broken.mjs');
  writeFileSync(file, 'export const broken = ;');
  return pathToFileURL(file);
}

describe('modules', () => {
  const cases: [string, URL, string, RegExp][] = [
    ['a missing one', fixture('missing.mjs'), 'f', /'f' of .*missing\.mjs: there is no such file/],
    ['a missing export', fixture('hash.mjs'), 'sha25', /did you mean 'sha256'\?/],
    ['an export that is no function', fixture('hash.mjs'), 'answer', /'answer' of .*hash\.mjs/],
    ['one with a syntax error', brokenModule(), 'broken', /SyntaxError/],
    ['one that throws', fixture('throws.mjs'), 'never', /this module throws/],
  ];
  test.each(cases)('%s', async (_, url, name, message) => {
    const runtime = newRuntime();
    const remote = runtime.module<Record<string, () => number>>(url);
    for (let i = 0; i < 3; i++) {
      const error = await failure((remote[name] as () => Promise<number>)());
      expect(error).toMatchObject({ name: 'TaskError', code: 'ERR_PILFER_TASK' });
      expect(error.message).toMatch(message);
    }
    await expectHealthy(runtime);
  });

  test('one that ends every thread that loads it', async () => {
    const runtime = newRuntime();
    const remote = runtime.module<{ never(): number }>(fixture('exits.mjs'));
    const error = await failure(remote.never());
    expect(error).toMatchObject({ code: 'ERR_PILFER_WORKER_LOST', exitCode: 4 });
    await expectHealthy(runtime);
  });

  test('no file', () => {
    const runtime = newRuntime({ procs: 1 });
    for (const url of ['data:text/javascript,export const f = 1', 'http://x/y.js', './x.js', '']) {
      expect(() => runtime.module(url)).toThrow(/url: expected the file: URL of a module/);
    }
  });
});

describe('what cannot cross', () => {
  test('what is thrown', async () => {
    const runtime = newRuntime({ procs: 1 });
    for (const fn of [bad.throwUnreadable, bad.throwProxy, bad.throwFunction, bad.throwFrozen]) {
      expect('error' in (await outcome(runtime.run(fn)))).toBe(true);
    }
    await expectHealthy(runtime, 100);
  });

  test('odd thenables settle their own task, once', async () => {
    const runtime = newRuntime({ procs: 1 });
    expect((await failure(runtime.run(bad.returnBadThen))).message).toBe('no then for you');
    expect((await failure(runtime.run(bad.returnThrowingThenable))).message).toBe('then threw');
    expect(await within(runtime.run(bad.returnTwice))).toBe(1);
    expect(await within(runtime.run(bad.returnChangedPromise))).toBe(5);
    await expectHealthy(runtime);
  });

  test('more than the arena holds', async () => {
    const runtime = newRuntime({ procs: 1, memory: 2 ** 20 });
    const huge = 'x'.repeat(2e6);
    for (const result of [
      runtime.run(good.echo, huge),
      runtime.run(bad.returnHuge, 2e6),
      runtime.run(bad.throwHuge, 2e6),
    ]) {
      const error = await failure(result);
      expect(error).toMatchObject({ code: 'ERR_PILFER_ENCODE' });
      expect(error.message).toMatch(/no room for/);
    }
    expect(await runtime.run(good.echo, 'x'.repeat(2e5))).toHaveLength(2e5);
    await expectHealthy(runtime, 100);
  });

  test('many large ones at once: what finds no room is told so, the rest is done', async () => {
    const runtime = newRuntime({ memory: 2 ** 20 });
    const text = 'x'.repeat(1e5);
    const all = await Promise.all(
      Array.from({ length: 50 }, () => outcome(runtime.run(good.echo, text))),
    );
    for (const each of all) {
      if ('error' in each) expect(each.error).toMatchObject({ code: 'ERR_PILFER_ENCODE' });
      else expect(each.value).toBe(text);
    }
    expect(await runtime.run(good.echo, text)).toBe(text);
    await expectHealthy(runtime, 100);
  });
});

describe('calls that come too late, or are off from the start', () => {
  test('a signal that is aborted already', async () => {
    const runtime = newRuntime();
    const reason = new Error('before');
    const error = await failure(
      runtime.with({ signal: AbortSignal.abort(reason) }).run(good.add, 1, 2),
    );
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' });
    expect(error.cause).toBe(reason);
    expect(runtime.stats().accepted).toBe(0);
  });

  test('lists and items that are none', async () => {
    const runtime = newRuntime({ procs: 1 });
    expect((await failure(runtime.runMany(good.add, 7 as never))).message).toMatch(
      /argsList: expected an iterable, received 7/,
    );
    expect((await failure(runtime.map(good.double, 7 as never).next())).message).toMatch(
      /items: expected an iterable or async iterable/,
    );
    const wrong = runtime.map(good.double, [1], { concurrency: 0 }).next();
    expect((await failure(wrong)).message).toMatch(/options\.concurrency: /);
  });
});
