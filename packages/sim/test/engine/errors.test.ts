import { expect, test } from '@jest/globals';
import { simulate } from '../../src/engine/simulate.js';
import type { Body } from '../../src/program/operations.js';
import type { Program } from '../../src/program/program.js';
import { program, spawn, times, work } from './programs.js';

const run = (functions: Readonly<Record<string, Body>>, rest: Partial<Program> = {}) =>
  simulate(program(functions, rest), { processors: 2, costs: 'zero' });

test('a deadlock: which G, which operation, who waits for whom', () => {
  const mutexes = [{ name: 'a' }, { name: 'b' }];
  const take = (one: string, other: string): Body => [
    { op: 'lock', mutex: one },
    work(1_000),
    { op: 'lock', mutex: other },
  ];
  const result = run(
    { main: [spawn('left'), spawn('right')], left: take('a', 'b'), right: take('b', 'a') },
    { mutexes },
  );
  expect(result.end).toBe('deadlock');
  expect(result.deadlock).toBe(
    [
      'deadlock at 1000 ns: 2 Gs wait for ever',
      "  G1 waits for mutex 'b', held by G2: function 'left', operation 3 (lock)",
      "  G2 waits for mutex 'a', held by G1: function 'right', operation 3 (lock)",
    ].join('\n'),
  );
});

test('a deadlock of one', () => {
  const { deadlock } = run(
    { main: [{ op: 'receive', channel: 'items' }] },
    { channels: [{ name: 'items', capacity: 0 }] },
  );
  expect(deadlock).toMatch(/^deadlock at \d+ ns: 1 G waits for ever\n {2}G0 waits to receive/);
});

test('a deadlock on channels and wait groups', () => {
  const channels = [{ name: 'items', capacity: 0 }];
  const waitGroups = [{ name: 'all', count: 1 }];
  const { deadlock } = run(
    {
      main: [spawn('reader'), { op: 'wait', waitGroup: 'all' }],
      reader: [{ op: 'receive', channel: 'items' }],
    },
    { channels, waitGroups },
  );
  expect(deadlock).toContain(
    "G0 waits for wait group 'all', which is at 1: function 'main', operation 2 (wait)",
  );
  expect(deadlock).toContain("G1 waits to receive from channel 'items' (0 of 0 full)");
});

test('a runaway run stops at maxEvents, with what was reached', () => {
  const endless = program({ main: [times(Infinity, work(1_000), { op: 'yield' })] });
  const result = simulate(endless, { processors: 1, costs: 'zero', maxEvents: 1_000 });
  expect(result.end).toBe('eventLimit');
  expect(result.counts.yields).toBeGreaterThan(200);
  expect(simulate(endless, { processors: 1, costs: 'zero', maxTime: 5_000_500 })).toMatchObject({
    end: 'timeLimit',
    time: 5_000_500,
  });
});

test.each<[string, Body, string]>([
  [
    'an unknown function',
    [spawn('no')],
    "main', operation 1 (spawn): no function is named 'no'; there are 'main'",
  ],
  ['an unknown channel', [{ op: 'send', channel: 'c' }], "no channel is named 'c'; there are none"],
  ['a negative time', [work(-1)], 'value must be a number from 0 to 2^53 - 1, got -1'],
  ['a fraction of a loop', [times(1.5)], 'count must be an integer from 0'],
  ['a loop without end or body', [times(Infinity)], "an empty body can't be repeated for ever"],
  ['a join without a fork', [{ op: 'join' }], 'G0 joins, but has no fork left to join'],
  [
    'no processors',
    [{ op: 'setProcessors', processors: 0 }],
    'processors must be an integer from 1 to 4096, got 0',
  ],
])('refused: %s', (_, body, message) => {
  expect(() => run({ main: body })).toThrow(message);
});

test('what makes a Go program panic', () => {
  const channels = [{ name: 'c', capacity: 1 }];
  const close = { op: 'close', channel: 'c' } as const;
  expect(() => run({ main: [close, close] }, { channels })).toThrow('G0 closes a closed channel');
  expect(() => run({ main: [close, { op: 'send', channel: 'c' }] }, { channels })).toThrow(
    "sends on a closed channel: function 'main', operation 2 (send)",
  );
  const mutexes = [{ name: 'm' }];
  expect(() => run({ main: [{ op: 'unlock', mutex: 'm' }] }, { mutexes })).toThrow('not locked');
  const waitGroups = [{ name: 'w', count: 0 }];
  expect(() => run({ main: [{ op: 'done', waitGroup: 'w' }] }, { waitGroups })).toThrow('below 0');
});

test('options: unknown names, presets and policies', () => {
  const nothing = program({ main: [] });
  const refused = (options: object): (() => unknown) => {
    return () => simulate(nothing, { processors: 1, ...options });
  };
  expect(refused({ procs: 2 })).toThrow("no option is named 'procs'");
  expect(refused({ processors: 0 })).toThrow('processors must be an integer from 1 to 4096');
  expect(refused({ costs: 'free' })).toThrow("no preset is named 'free'; there are go,");
  expect(refused({ policy: 'best' })).toThrow("no policy is named 'best'; there are go, pilfer,");
  expect(refused({ policy: 'threshold-0' })).toThrow('expected an integer from 1, got 0');
});
