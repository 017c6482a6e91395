import { expect, test } from '@jest/globals';
import { summarise } from '../src/summarise.js';
import { outcome, pass, report, sharedPass } from './outcomes.js';

test('two complete passes with the same results', () => {
  const summary = summarise(outcome());
  expect(summary).toMatchObject({
    path: '/job',
    found: 4,
    files: 4,
    done: 4,
    sources: 3,
    interrupted: false,
    bytes: { read: 4000, minified: 3400, compressed: 800 },
    speedUp: 2,
    compared: 4,
    different: { count: 0, first: [] },
    heavy: { files: 1, share: 0.25 },
  });
  expect(summary.allCores?.processors).toEqual([
    { tasks: 3, stolen: 0, busySeconds: 1, utilisation: 1 },
    { tasks: 1, stolen: 1, busySeconds: 0.5, utilisation: 0.5 },
  ]);
  expect(summary.allCores?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(summary.oneThread?.fingerprint).toBe(summary.allCores?.fingerprint);
});

test('a file that came out differently', () => {
  const one = pass([report(0), report(1), report(2, { sha256: 'other' }), report(3)], 2000);
  const all = sharedPass([report(0), report(1), report(2), report(3)], 1000);
  const summary = summarise(outcome({ allCores: all, oneThread: one }));
  expect(summary.different).toEqual({ count: 1, first: ['c/d.ts'] });
  expect(summary.oneThread?.fingerprint).not.toBe(summary.allCores?.fingerprint);
});

test('the time that a file took makes no difference', () => {
  const one = pass([report(0, { ms: 99 })], 1);
  const all = sharedPass([report(0, { ms: 1 })], 1);
  const paths = ['/job/a.js'];
  const { different } = summarise(outcome({ paths, allCores: all, oneThread: one }));
  expect(different.count).toBe(0);
});

test('interrupted on all cores: the figures of what is done', () => {
  const allCores = sharedPass([undefined, report(1), undefined, undefined], 1000);
  const summary = summarise(outcome({ allCores, oneThread: undefined, interrupted: true }));
  expect(summary).toMatchObject({
    done: 1,
    bytes: { read: 1000 },
    oneThread: null,
    speedUp: null,
    compared: 0,
    interrupted: true,
  });
  expect(summary.allCores?.fingerprint).toBeNull();
});

test('interrupted in one thread: no speed-up, what is there is compared', () => {
  const oneThread = pass([report(0), report(1, { size: 1 }), undefined, undefined], 500);
  const summary = summarise(outcome({ oneThread, interrupted: true }));
  expect(summary).toMatchObject({ speedUp: null, compared: 2, different: { first: ['b.js'] } });
});

test('problems: of folders and of files, the first few of each kind', () => {
  const problem = { kind: 'unparsable', message: 'why' } as const;
  const allCores = sharedPass(
    [0, 1, 2, 3].map((index) => report(index, { problem })),
    1,
  );
  const message = 'EACCES: permission denied';
  const found = {
    ...outcome().found,
    problems: [{ path: '/job/locked', kind: 'unreadable', message } as const],
  };
  const { problems } = summarise(outcome({ found, allCores }));
  expect(problems.unreadable).toEqual({ count: 1, first: [{ path: 'locked', message }] });
  expect(problems.unparsable.count).toBe(4);
  expect(problems.unparsable.first.map(({ path }) => path)).toEqual(['a.js', 'b.js', 'c/d.ts']);
  expect(problems.notUtf8).toEqual({ count: 0, first: [] });
});

test('the slowest files, and how much of the time they took', () => {
  const allCores = sharedPass([report(0), report(1, { ms: 70 }), report(2), report(3)], 100);
  const { slowest, heavy } = summarise(outcome({ allCores }));
  expect(slowest[0]).toEqual({ path: 'b.js', bytes: 1000, seconds: 0.07 });
  expect(heavy).toEqual({ files: 1, share: 0.7 });
});

test('nothing found', () => {
  const found = { root: '/job', paths: [], problems: [] };
  const nothing = { found, paths: [], allCores: undefined, oneThread: undefined };
  expect(summarise(outcome(nothing))).toMatchObject({
    found: 0,
    done: 0,
    allCores: null,
    slowest: [],
    heavy: { files: 0, share: 0 },
  });
});
