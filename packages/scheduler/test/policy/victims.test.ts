import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Random, Stream } from '../../src/policy/random.js';
import {
  coprimeOrder,
  coprimes,
  NO_VICTIM,
  VictimOrder,
  type Victims,
  type VictimStrategy,
} from '../../src/policy/victims.js';
import {
  lastVictimOrder,
  noVictims,
  sequentialOrder,
  uniformOrder,
} from '../../src/policy/victim-strategies.js';

/** The victims of one round. */
function round(victims: Victims, random: number): number[] {
  const seen: number[] = [];
  victims.reset(random);
  for (let v = victims.next(); v !== NO_VICTIM; v = victims.next()) seen.push(v);
  return seen;
}

/** True if the list has each of 0 to n − 1 once. */
function isPermutation(list: number[], n: number): boolean {
  const inRange = list.every((p) => p >= 0 && p < n);
  return inRange && list.length === n && new Set(list).size === n;
}

/** Chi-square statistic of counts that should be equal. */
function chiSquare(counts: number[]): number {
  const expected = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
}

/** A bound that a chi-square statistic of k cells exceeds about once in 10^6 (normal approximation). */
const bound = (k: number): number => k - 1 + 5 * Math.sqrt(2 * k) + 5;

test("Go's RunStealOrderTest: every start and stride is a permutation, for 1 to 64 Ps", () => {
  for (let procs = 1; procs <= 64; procs++) {
    const order = new VictimOrder(procs);
    const strides = coprimes(procs);
    if (procs >= 3) expect(strides.length).toBeGreaterThanOrEqual(2);
    const rounds = new Set<string>();
    for (let start = 0; start < procs; start++) {
      for (const i of strides.keys()) {
        const seen = round(order, start + i * procs);
        if (seen[0] !== start || !isPermutation(seen, procs)) {
          throw new Error(`${procs} Ps, start ${start}, stride ${i}: ${seen.join()}`);
        }
        rounds.add(seen.join());
      }
    }
    expect(rounds.size).toBe(procs * strides.length);
  }
});

test('steps by the chosen stride', () => {
  const order = new VictimOrder(8); // strides 1 3 5 7
  expect(round(order, 2)).toEqual([2, 3, 4, 5, 6, 7, 0, 1]);
  expect(round(order, 2 + 8)).toEqual([2, 5, 0, 3, 6, 1, 4, 7]);
  expect(round(order, 2 + 24)).toEqual([2, 1, 0, 7, 6, 5, 4, 3]);
  expect(round(order, 2 + 32)).toEqual([2, 3, 4, 5, 6, 7, 0, 1]);
});

test('coprimes are computed once per n', () => {
  expect([...coprimes(1)]).toEqual([1]);
  expect([...coprimes(12)]).toEqual([1, 5, 7, 11]);
  expect(coprimes(12)).toBe(coprimes(12));
});

test('starts and strides come up equally often', () => {
  for (const procs of [2, 3, 5, 8, 16, 31, 64]) {
    const order = new VictimOrder(procs);
    const random = new Random(7, Stream.victim, procs);
    const starts = new Array<number>(procs).fill(0);
    const strides = new Map<number, number>([...coprimes(procs)].map((s) => [s, 0]));
    for (let i = 0; i < 20_000; i++) {
      order.reset(random.next());
      const first = order.next();
      const stride = (order.next() - first + procs) % procs;
      starts[first] = (starts[first] as number) + 1;
      strides.set(stride, (strides.get(stride) ?? 0) + 1);
    }
    expect(chiSquare(starts)).toBeLessThan(bound(starts.length));
    const counts = [...strides.values()];
    expect(counts).toHaveLength(coprimes(procs).length);
    if (counts.length > 1) expect(chiSquare(counts)).toBeLessThan(bound(counts.length));
  }
});

test('a finished round stays finished, and nothing comes before the first', () => {
  const order = new VictimOrder(3);
  expect(order.next()).toBe(NO_VICTIM);
  expect(round(order, 0)).toHaveLength(3);
  expect(order.next()).toBe(NO_VICTIM);
});

test('refuses a number of Ps that cannot be', () => {
  for (const procs of [0, -1, 1.5, NaN, 65_536]) {
    expect(() => new VictimOrder(procs)).toThrow(RangeError);
  }
});

const draw = fc.integer({ min: 0, max: 0x7fffffff });
const procs = fc.integer({ min: 1, max: 200 });
const everyStrategy: VictimStrategy[] = [
  coprimeOrder,
  sequentialOrder,
  uniformOrder,
  lastVictimOrder,
];

describe.each(everyStrategy)('$name', (strategy) => {
  test('visits Ps only, as many as there are, and the same ones for the same draw', () => {
    fc.assert(
      fc.property(procs, procs, draw, (n, self, random) => {
        const seen = round(strategy.create(n, self % n), random);
        expect(seen).toHaveLength(n);
        expect(seen.every((victim) => victim >= 0 && victim < n)).toBe(true);
        expect(round(strategy.create(n, self % n), random)).toEqual(seen);
      }),
    );
  });

  test('takes one draw a round, whatever came before', () => {
    const victims = strategy.create(9, 4);
    const first = round(victims, 12_345);
    round(victims, 999);
    expect(round(victims, 12_345)).toEqual(first);
  });
});

describe.each([coprimeOrder, sequentialOrder, lastVictimOrder])('$name', (strategy) => {
  test('visits each P once', () => {
    fc.assert(
      fc.property(procs, draw, draw, (n, random, hit) => {
        const victims = strategy.create(n, 0);
        victims.hit(hit % n);
        expect(isPermutation(round(victims, random), n)).toBe(true);
      }),
    );
  });
});

test('sequential starts at its right-hand neighbour', () => {
  expect(round(sequentialOrder.create(4, 2), 77)).toEqual([3, 0, 1, 2]);
});

test('last-victim starts where it found something', () => {
  const victims = lastVictimOrder.create(8, 0);
  const before = round(victims, 2);
  victims.hit(6);
  expect(round(victims, 2)).toEqual([6, ...before.filter((v) => v !== 6)]);
});

test('uniform draws are uniform, and may repeat a victim', () => {
  const victims = uniformOrder.create(8, 0);
  const random = new Random(3);
  const counts = new Array<number>(8).fill(0);
  let repeated = 0;
  for (let i = 0; i < 4_000; i++) {
    const seen = round(victims, random.next());
    for (const victim of seen) counts[victim] = (counts[victim] as number) + 1;
    if (new Set(seen).size < 8) repeated++;
  }
  expect(chiSquare(counts)).toBeLessThan(bound(8));
  expect(repeated).toBeGreaterThan(3_900); // 8! / 8^8 = 0.24 % of the rounds have no repetition
});

test('nobody is nobody', () => {
  expect(round(noVictims.create(8, 0), 5)).toEqual([]);
});
