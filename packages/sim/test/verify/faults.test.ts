import { describe, expect, test } from '@jest/globals';
import { noVictims, UniformVictims } from '@pilfer/scheduler/policy';
import type { VictimStrategy } from '@pilfer/scheduler/policy';
import { policyByName } from '../../src/policies/index.js';
import { mmn } from '../../src/theory/queues.js';
import { goArithmetic } from '../../src/verify/exact.js';
import { changed, EXPONENTIAL, openSystem } from '../../src/verify/experiments.js';
import { meanOf } from '../../src/verify/finding.js';
import { meanVisits } from '../../src/verify/stealing.js';

describe('planted faults are found', () => {
  const wrong = (policy: Parameters<typeof goArithmetic>[0]): string[] =>
    goArithmetic(policy).flatMap(({ ok, what }) => (ok ? [] : [what]));

  test('Go itself passes', () => expect(wrong(policyByName('go'))).toEqual([]));

  test('half is rounded down', () => {
    const amount = { name: 'floor', amount: (queued: number) => Math.max(1, queued >> 1) };
    expect(wrong(changed('go', { amount }))).toEqual(['steals: half, rounded up']);
  });

  test('a third of a full queue overflows', () => {
    expect(wrong(changed('go', {}, { overflowBatch: 85 }))).toContain(
      'tasks that leave a full queue of 256, the new one too',
    );
  });

  test('batches of the global queue are too small', () => {
    expect(wrong(changed('go', {}, { globalBatchMax: 32 }))).toContain('global batches on 1 P');
  });

  test('the tick comes every 60th time, or never', () => {
    expect(wrong(changed('go', {}, { globalInterval: 60 }))).toContain(
      'starts by the tick, modulo 61',
    );
    expect(wrong(changed('go', {}, { globalInterval: 0 }))).toContain('starts by the tick');
  });

  test('a local queue holds 255', () => {
    expect(wrong(changed('go', {}, { localQueue: 255 }))).not.toEqual([]);
  });

  const service = EXPONENTIAL;
  const expected = mmn(4, 0.8 * 4, 1).response;
  const effort = { seed: 1, reps: 20, jobs: 6_000 };
  const finding = (system: Partial<Parameters<typeof openSystem>[0]>): boolean => {
    const base = { processors: 4, load: 0.8, service, place: 'outside' } as const;
    const policy = policyByName('global-queue');
    return meanOf('response', expected, openSystem({ ...base, policy, ...system }, effort)).ok;
  };

  test('M/M/4 as it is', () => expect(finding({})).toBe(true));

  test('nobody steals', () => {
    const policy = changed('go', { victims: noVictims }, { stealRounds: 0 });
    expect(finding({ place: 'random', policy })).toBe(false);
  });

  test('one server of four sleeps', () =>
    expect(finding({ processors: 3, load: 3.2 / 3 })).toBe(false));

  test('services are deterministic', () => expect(finding({ service: 1_000_000 })).toBe(false));

  test('the warm-up is kept', () => {
    const few = { seed: 1, reps: 1_500, jobs: 100 };
    const run = (warmUp: number): boolean =>
      meanOf(
        'response',
        mmn(1, 0.8, 1).response,
        openSystem(
          {
            processors: 1,
            load: 0.8,
            service,
            place: 'outside',
            policy: policyByName('global-queue'),
            warmUp,
          },
          few,
        ),
      ).ok;
    expect(run(0)).toBe(false);
  });

  test('a thief may draw himself, and counts it as a visit', () => {
    const withSelf: VictimStrategy = {
      name: 'self',
      create: (procs) => new UniformVictims(procs + 1),
    };
    // One draw of P + 1 is nobody's: as if a visit were wasted on oneself.
    const visits = Array.from({ length: 6 }, (_, i) => meanVisits(withSelf, 8, i, 5000));
    expect(meanOf('visits', 7, visits, 0.01).ok).toBe(false);
  });

  test('noise alone does not pass', () => {
    expect(meanOf('noise', 1, [0, 2, 0.1, 1.9]).ok).toBe(false);
  });
});
