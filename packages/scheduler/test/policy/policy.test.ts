import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as exported from '../../src/policy/index.js';

const { GO, PILFER, POLICIES, policyNamed } = exported;

test("Go's constants are those of the fact sheet", () => {
  expect(GO).toMatchObject({
    localQueue: 256,
    overflowBatch: 128,
    globalBatchMax: 128,
    globalInterval: 61,
    stealRounds: 4,
    stealMax: 128,
    nextBackoffNs: 3_000,
    searchFactor: 2,
    timeSliceNs: 10_000_000,
    sysmonMinNs: 20_000,
    sysmonIdleRounds: 50,
    sysmonMaxNs: 10_000_000,
  });
});

test('presets cannot be changed, and a variant is a copy', () => {
  for (const preset of [GO, PILFER, POLICIES, ...POLICIES.slice(0, 2)]) {
    expect(Object.isFrozen(preset)).toBe(true);
  }
  expect({ ...GO, timeSliceNs: 0 }).toEqual({ ...GO, timeSliceNs: 0 });
  expect(Object.keys(PILFER).toSorted()).toEqual(Object.keys(GO).toSorted());
});

test('policies have different names and are found by them', () => {
  expect(new Set(POLICIES.map((policy) => policy.name)).size).toBe(POLICIES.length);
  for (const policy of POLICIES) expect(policyNamed(policy.name)).toBe(policy);
  expect(() => policyNamed('gogo')).toThrow("no policy is named 'gogo'; there are go, pilfer,");
});

test('what a policy places is a P or the global queue', () => {
  const n = fc.integer({ min: 1, max: 64 });
  fc.assert(
    fc.property(n, n, fc.nat(), fc.constantFrom(...POLICIES), (procs, self, draw, policy) => {
      for (const creator of [exported.GLOBAL_QUEUE, self % procs]) {
        const place = policy.placement.place(creator, procs, draw);
        expect(place === exported.GLOBAL_QUEUE || (place >= 0 && place < procs)).toBe(true);
      }
    }),
  );
  expect(policyNamed('go').placement.place(3, 8, 5)).toBe(3);
  expect(policyNamed('spread').placement.place(3, 8, 13)).toBe(5);
  expect(policyNamed('global-queue').placement.place(3, 8, 5)).toBe(exported.GLOBAL_QUEUE);
});

test('I7: the same arguments give the same answer, also after others were asked', () => {
  const n = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(n, n, n, n, (a, b, c, d) => {
      const answers = (): unknown[] => [
        exported.takesGlobalFirst(a),
        exported.tickAfter(a, b % 2 === 0),
        exported.needsTurn(a, b, c, d),
        exported.globalBatch(a, b + 1, c, d),
        exported.overflowAmount(a, b),
        exported.injectsGlobally(a, b, c % 2 === 0),
        exported.stealHalf(a, b),
        exported.stealAtMost(a, b),
        exported.shouldWake(a % 3, b % 3),
        exported.maySearch(a % 9, b % 9, c % 9, d % 3),
        exported.wakesNextOnFound(a % 2 === 0, b % 3, c % 3),
        exported.sleeperToWake(a),
        exported.spinBudget(a, b % 9, c % 9, d % 9),
        exported.sysmonSleep(a % 99, b),
        exported.handOff(a % 2, b % 2, c % 2, d % 2, a % 2 === 0),
        exported.streamState(a, b, c),
        exported.nextState(a),
        exported.output(a),
      ];
      const first = answers();
      exported.globalBatch(d, a + 1, b);
      expect(answers()).toEqual(first);
    }),
  );
});
