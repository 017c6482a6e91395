/** Random programs that end, and random options to run them with: everything the engine knows. */

import { Random } from '@pilfer/scheduler/policy';
import type { Duration } from '../../src/program/distributions.js';
import type { Body, Operation } from '../../src/program/operations.js';
import type { SimOptions } from '../../src/program/options.js';
import type { Program } from '../../src/program/program.js';

const POLICIES = [
  'go',
  'go',
  'go',
  'steal-one',
  'steal-3',
  'sequential',
  'uniform',
  'last-victim',
  'best-of-2',
  'no-stealing',
  'global-queue',
  'central-list',
  'round-robin',
  'random',
  'shortest-queue',
  'work-sharing',
  'work-first',
  'threshold-2',
  'retry-100000',
  'pilfer',
  'pilfer',
];

/** Options for a seed: 1 to 9 Ps, a policy, costs, perhaps too few cores. */
export function randomOptions(seed: number): SimOptions {
  const random = new Random(seed, 11);
  const processors = 1 + random.below(9);
  return {
    processors,
    ...(random.below(4) === 0 ? { cores: 1 + random.below(processors) } : {}),
    policy: POLICIES[random.below(POLICIES.length)] as string,
    costs: random.below(2) === 0 ? 'zero' : 'go',
    seed,
  };
}

/** A program for a seed that the policy of {@link randomOptions} can follow. Locks are not nested, and whoever receives has a sender: so it ends. */
export function randomProgram(seed: number): Program {
  const random = new Random(seed, 12);
  const isGo = randomOptions(seed).policy !== 'pilfer';
  const resizes = isGo && random.below(4) === 0;
  const leaf = (): Operation => simple(random, isGo, resizes);
  const leaves: Body = Array.from({ length: 1 + random.below(4) }, leaf);
  const family: Body = [
    leaf(),
    { op: 'repeat', count: 1 + random.below(6), body: [{ op: 'fork', function: 'leaf' }] },
    leaf(),
    { op: 'join' },
    { op: 'scope', body: [{ op: 'fork', function: 'leaf' }, leaf()] },
  ];
  const items = 1 + random.below(30);
  const pinned: Operation[] = isGo && random.below(3) === 0 ? [{ op: 'lockThread' }] : [];
  const functions: Record<string, Body> = {
    main: [
      { op: 'add', waitGroup: 'all', count: 3 },
      { op: 'spawn', function: 'producer' },
      { op: 'spawn', function: 'consumer' },
      { op: 'spawn', function: 'chooser' },
      {
        op: 'repeat',
        count: 1 + random.below(5),
        body: [{ op: 'spawn', function: 'family' }, leaf()],
      },
      ...(random.below(8) === 0
        ? [{ op: 'repeat', count: 400, body: [{ op: 'spawn', function: 'leaf' }] } as Operation]
        : []),
      { op: 'wait', waitGroup: 'all' },
    ],
    leaf: leaves,
    family,
    producer: [
      ...pinned,
      {
        op: 'repeat',
        count: items,
        body: [
          { op: 'work', time: time(random) },
          { op: 'send', channel: 'items' },
        ],
      },
      { op: 'close', channel: 'items' },
      { op: 'done', waitGroup: 'all' },
    ],
    consumer: [
      { op: 'receiveEach', channel: 'items', body: [leaf(), { op: 'send', channel: 'results' }] },
      { op: 'close', channel: 'results' },
      { op: 'done', waitGroup: 'all' },
    ],
    chooser: [
      {
        op: 'repeat',
        count: items,
        body: [
          {
            op: 'select',
            cases: [{ on: 'receive', channel: 'results', body: [leaf()] }],
            ...(random.below(2) === 0
              ? { otherwise: [{ op: 'receive', channel: 'results' } as Operation] }
              : {}),
          },
        ],
      },
      { op: 'countDown', counter: 'last', function: 'leaf' },
      { op: 'done', waitGroup: 'all' },
    ],
  };
  return {
    name: `random ${seed}`,
    functions: Object.entries(functions).map(([name, body]) => ({
      name,
      body,
      rank: random.below(5),
    })),
    main: 'main',
    channels: [
      { name: 'items', capacity: random.below(4) },
      { name: 'results', capacity: random.below(4) },
    ],
    mutexes: [{ name: 'm' }],
    waitGroups: [{ name: 'all', count: 0 }],
    counters: [{ name: 'last', count: 1 }],
    arrivals: arrivals(random),
  };
}

function arrivals(random: Random): Program['arrivals'] {
  const kinds = [
    { kind: 'renewal', gap: { kind: 'exponential', mean: 20_000 } },
    { kind: 'bursts', gap: 50_000, size: { kind: 'uniform', from: 0, to: 6 } },
    { kind: 'closed', clients: 1 + random.below(4), think: { kind: 'exponential', mean: 10_000 } },
    { kind: 'times', times: [0, 5_000, 5_000, 80_000] },
  ] as const;
  const places = ['outside', 'random', 'turn', 0] as const;
  if (random.below(2) === 0) return [];
  return [
    {
      name: 'requests',
      function: random.below(2) === 0 ? 'leaf' : 'family',
      process: kinds[random.below(kinds.length)] as (typeof kinds)[number],
      place: places[random.below(places.length)] as (typeof places)[number],
      count: random.below(20),
    },
  ];
}

function time(random: Random): Duration {
  const mean = [0, 100, 5_000, 40_000, 3_000_000][
    random.below(random.below(12) === 0 ? 5 : 4)
  ] as number;
  return random.below(2) === 0 ? mean : { kind: 'exponential', mean };
}

function simple(random: Random, isGo: boolean, resizes: boolean): Operation {
  const duration = time(random);
  switch (random.below(resizes ? 11 : 10)) {
    case 0:
      return { op: 'yield' };
    case 1:
      return { op: 'sleep', time: duration };
    case 2:
      return { op: 'systemCall', time: duration };
    case 3:
      return { op: 'poll', time: duration };
    case 4:
      return {
        op: 'repeat',
        count: 1 + random.below(3),
        body: [
          { op: 'lock', mutex: 'm' },
          { op: 'work', time: duration },
          { op: 'unlock', mutex: 'm' },
        ],
      };
    case 5:
      return {
        op: 'choose',
        options: [
          { weight: 1, body: [{ op: 'work', time: duration }] },
          { weight: 2, body: [{ op: 'yield' }] },
        ],
      };
    case 6:
      if (!isGo) return { op: 'yield' };
      return {
        op: 'repeat',
        count: 1,
        body: [
          { op: 'lockThread' },
          { op: 'yield' },
          { op: 'work', time: duration },
          { op: 'unlockThread' },
        ],
      };
    case 10:
      return { op: 'setProcessors', processors: 1 + random.below(9) };
    default:
      return { op: 'work', time: duration };
  }
}
