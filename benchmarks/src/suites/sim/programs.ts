/** What the simulator is measured with. */

import type { Program } from '@pilfer/sim';

const nothing = { channels: [], mutexes: [], waitGroups: [], counters: [], arrivals: [] };

/**
 * Requests at a load of 0.9: Poisson arrivals at random Ps, exponential work of 50 µs. Five or six
 * events each: arrival, start, end, searches, steals.
 */
export function requests(processors: number, count: number): Program {
  return {
    ...nothing,
    name: 'requests',
    functions: [
      { name: 'request', body: [{ op: 'work', time: { kind: 'exponential', mean: 50_000 } }] },
    ],
    arrivals: [
      {
        name: 'requests',
        function: 'request',
        place: 'random',
        process: {
          kind: 'renewal',
          gap: { kind: 'exponential', mean: 50_000 / (0.9 * processors) },
        },
        count,
      },
    ],
  };
}

/** A binary tree of forks of that depth, 1 µs a node. */
export function tree(depth: number): Program {
  const functions = Array.from({ length: depth + 1 }, (_, d) => ({
    name: `f${d}`,
    body:
      d === depth
        ? [{ op: 'work', time: 1_000 } as const]
        : [
            { op: 'work', time: 1_000 } as const,
            { op: 'fork', function: `f${d + 1}` } as const,
            { op: 'call', function: `f${d + 1}` } as const,
            { op: 'join' } as const,
          ],
  }));
  return { ...nothing, name: 'tree', functions, main: 'f0' };
}

/** So many Gs that exist at the same time, each asleep. */
export function sleepers(count: number): Program {
  return {
    ...nothing,
    name: 'sleepers',
    main: 'main',
    functions: [
      {
        name: 'main',
        body: [{ op: 'repeat', count, body: [{ op: 'spawn', function: 'sleeper' }] }],
      },
      {
        name: 'sleeper',
        body: [
          { op: 'sleep', time: { kind: 'uniform', from: 1e10, to: 2e10 } },
          { op: 'work', time: 1_000 },
        ],
      },
    ],
  };
}
