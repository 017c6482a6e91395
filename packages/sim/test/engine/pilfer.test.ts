import { expect, test } from '@jest/globals';
import { Kind } from '@pilfer/scheduler/trace';
import type { Program } from '../../src/program/program.js';
import { simulate } from '../../src/engine/simulate.js';
import { goWith, pilfer } from '../../src/policies/index.js';
import { fork, program, times, work } from './programs.js';
import { eventsOf, traced } from './rules.js';

function tree(depth: number): Program {
  const functions = Object.fromEntries(
    Array.from({ length: depth + 1 }, (_, d) => [
      `f${d}`,
      d === depth
        ? [work(50_000)]
        : [
            fork(`f${d + 1}`),
            { op: 'call', function: `f${d + 1}` } as const,
            { op: 'join' } as const,
          ],
    ]),
  );
  return program(functions);
}

test('alone, a P exposes nothing and every fork runs inline', () => {
  const run = traced(tree(8), { policy: 'pilfer' });
  expect(run.counts).toMatchObject({ forks: 255, exposed: 0, steals: 0, ended: 256 });
  expect(run.time).toBe(256 * 50_000);
});

test('hungry Ps are given the largest forks, a few of very many', () => {
  const run = traced(tree(10), { policy: 'pilfer', processors: 2 });
  expect(run.counts.exposed).toBeGreaterThan(0);
  expect(run.counts.exposed).toBeLessThan(30);
  expect(run.time).toBeLessThan(0.52 * 1024 * 50_000);
  // The first is the root's own fork: half of the work.
  expect(eventsOf(run.trace, Kind.expose)[0]).toMatchObject({ a: 0, task: 1 });
});

test('the same durations are drawn inline and stolen', () => {
  const draws = program({
    main: [{ op: 'scope', body: [times(100, fork('task'))] }],
    task: [
      fork('leaf'),
      { op: 'work', time: { kind: 'exponential', mean: 50_000 } },
      { op: 'join' },
    ],
    leaf: [{ op: 'work', time: { kind: 'pareto', shape: 2, scale: 10_000 } }],
  });
  const total = (policy: string, processors: number): number =>
    simulate(draws, { processors, policy, costs: 'zero' }).busy.reduce((sum, ns) => sum + ns, 0);
  expect(total('pilfer', 1)).toBe(total('go', 4));
  expect(total('pilfer', 4)).toBe(total('go', 1));
});

test('a machine that has just worked searches on for a while, then sleeps', () => {
  const run = traced(
    program({ main: [fork('late'), work(1_000_000), { op: 'join' }], late: [work(10_000)] }),
    { policy: 'pilfer', processors: 2 },
  );
  const parks = eventsOf(run.trace, Kind.park).filter(({ time }) => time > 0);
  expect(parks[0]?.time).toBeGreaterThan(250_000);
});

test('what the model cannot follow is refused', () => {
  const nothing = program({ main: [work(1)] });
  const refuse = (policy: typeof pilfer, one = nothing): (() => unknown) => {
    return () => simulate(one, { processors: 2, policy });
  };
  expect(refuse({ ...pilfer, creation: 'work-first' })).toThrow('always runs the creator first');
  const sliced = { ...pilfer.constants, timeSliceNs: 10_000_000 };
  expect(refuse({ ...pilfer, constants: sliced })).toThrow('timeSliceNs must be 0');
  expect(refuse(goWith('ranked', { globalOrder: 'rank' }))).toThrow(
    'placement must be placeGlobally',
  );
  expect(refuse(pilfer, program({ main: [{ op: 'lockThread' }] }))).toThrow(
    "the pilfer model has no lockThread: function 'main', operation 1 (lockThread)",
  );
});
