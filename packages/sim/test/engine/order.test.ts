import { expect, test } from '@jest/globals';
import { Kind } from '@pilfer/scheduler/trace';
import { program, spawn, times, work } from './programs.js';
import { eventsOf, starts, traced } from './rules.js';

test('the last spawned runs first, the rest in the order of spawning', () => {
  const { trace } = traced(program({ main: [times(5, spawn('task'))], task: [work(10)] }));
  expect(starts(trace)).toEqual([0, 5, 1, 2, 3, 4]);
});

test('without next, the order of spawning', () => {
  const run = traced(program({ main: [times(5, spawn('task'))], task: [work(10)] }), {
    policy: 'global-queue',
  });
  expect(starts(run.trace)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a full queue gives its 128 oldest and the new one to the global queue', () => {
  const { trace } = traced(program({ main: [times(1000, spawn('task'))], task: [work(10)] }));
  const overflows = eventsOf(trace, Kind.overflow);
  // The 258th G displaces the 257th from next, and that one finds 256 queued.
  expect(overflows.map(({ task, a, b }) => [task, a, b])).toEqual(
    [257, 386, 515, 644, 773, 902].map((task, i) => [task, 129, 129 * i]),
  );
});

test('of the global queue a P takes its share and one, at most 128', () => {
  const { trace } = traced(program({ main: [times(1000, spawn('task'))], task: [work(10)] }));
  const takes = eventsOf(trace, Kind.globalTake).filter(({ c }) => c === 0);
  expect(takes[0]?.a).toBe(128);
});

test('at every 61st tick one comes from the global queue', () => {
  const { trace } = traced(program({ main: [times(1000, spawn('task'))], task: [work(10)] }));
  const order = eventsOf(trace, Kind.start);
  const ticks = order.flatMap(({ a }, i) => (a === 3 ? [i] : []));
  // Main is tick 0; next does not count.
  expect(ticks.slice(0, 3)).toEqual([61 + 1, 61 * 2 + 1, 61 * 3 + 1]);
  expect(eventsOf(trace, Kind.globalTake)[0]).toMatchObject({ a: 1, c: 1 });
});

test('yielding goes to the end of the global queue', () => {
  const body = [times(3, work(10), { op: 'yield' as const })];
  const { trace } = traced(program({ main: [times(4, spawn('task'))], task: body }));
  expect(starts(trace)).toEqual([0, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3]);
});

test('a pair that wakes each other shares one slice', () => {
  const channels = [
    { name: 'ping', capacity: 0 },
    { name: 'pong', capacity: 0 },
  ];
  const { trace } = traced(
    program(
      {
        main: [
          spawn('other'),
          times(5, { op: 'send', channel: 'ping' }, { op: 'receive', channel: 'pong' }),
        ],
        other: [times(5, { op: 'receive', channel: 'ping' }, { op: 'send', channel: 'pong' })],
      },
      { channels },
    ),
  );
  const inherits = eventsOf(trace, Kind.start).map(({ b }) => b);
  expect(inherits.slice(1).every((flag) => flag === 1)).toBe(true);
});
