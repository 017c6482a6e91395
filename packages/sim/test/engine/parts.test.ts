import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EventSlots, NEVER } from '../../src/engine/event-slots.js';
import { Goroutines, NO_G } from '../../src/engine/goroutines.js';
import { exp, logOfInteger } from '../../src/engine/math.js';
import { Sampler } from '../../src/engine/sampler.js';
import { TimeTally } from '../../src/engine/time-tally.js';
import { meld, withoutRoot } from '../../src/engine/timers.js';
import type { Distribution } from '../../src/program/distributions.js';

test('event slots: the earliest first, at equal times the one scheduled first', () => {
  const step = fc.record({
    slot: fc.nat(19),
    delay: fc.nat(5),
    takes: fc.boolean(),
    drops: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const slots = new EventSlots(3);
      slots.grow(20);
      const model = new Map<number, { time: number; order: number }>();
      let now = 0;
      steps.forEach(({ slot, delay, takes, drops }, order) => {
        slots.set(slot, drops ? NEVER : now + delay);
        if (drops) model.delete(slot);
        else model.set(slot, { time: now + delay, order });
        const [first] = [...model].sort(([, a], [, b]) => a.time - b.time || a.order - b.order);
        if (first === undefined) {
          expect(slots.times[slots.first()]).toBe(NEVER);
        } else {
          expect([slots.first(), slots.times[slots.first()]]).toEqual([first[0], first[1].time]);
          if (!takes) return;
          now = first[1].time;
          slots.take(first[0]);
          slots.settle(first[0]);
          model.delete(first[0]);
        }
      });
    }),
  );
});

test('timers: a pairing heap gives what was put in, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 100 }), (dues) => {
      const g = new Goroutines(1);
      let root: number = NO_G;
      for (const due of dues) {
        const id = g.allocate();
        g.due[id] = due;
        root = meld(g, root, id);
      }
      const order: number[] = [];
      for (; root !== NO_G; root = withoutRoot(g, root)) order.push(g.due[root] as number);
      expect(order).toEqual(dues.toSorted((a, b) => a - b));
    }),
  );
});

test('log and exp are those of Math, to the last places', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (n) => {
      expect(Math.abs(logOfInteger(n) - Math.log(n))).toBeLessThanOrEqual(4e-15);
    }),
  );
  expect(logOfInteger(1)).toBe(0);
  fc.assert(
    fc.property(fc.double({ min: -300, max: 300, noNaN: true }), (x) => {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-14);
    }),
  );
});

const MEANS: readonly (readonly [Distribution, mean: number, within: number])[] = [
  [{ kind: 'constant', value: 7 }, 7, 0],
  [{ kind: 'uniform', from: 100, to: 300 }, 200, 0.01],
  [{ kind: 'exponential', mean: 1_000 }, 1_000, 0.02],
  [{ kind: 'bimodal', low: 100, high: 1_000, share: 0.1 }, 190, 0.02],
  [{ kind: 'hyperexponential', means: [100, 1_000], weights: [9, 1] }, 190, 0.04],
  [{ kind: 'pareto', shape: 3, scale: 1_000 }, 1_500, 0.02],
  [{ kind: 'lognormal', median: 1_000, sigma: 0.5 }, 1_000 * Math.exp(0.125), 0.02],
  [{ kind: 'empirical', values: [1, 2, 6] }, 3, 0.02],
  [{ kind: 'sequence', values: [1, 2, 6] }, 3, 0.001],
];

test.each(MEANS)('%o has its mean', (distribution, mean, within) => {
  const sampler = new Sampler();
  const id = sampler.add(distribution, 'test');
  const draws = 60_000;
  let sum = 0;
  for (let i = 0; i < draws; i++) {
    sampler.draw(id);
    sum += sampler.drawn[0] as number;
  }
  expect(Math.abs(sum / draws / mean - 1)).toBeLessThanOrEqual(within);
});

test('times are tallied exactly in the moments and to 1/64 in the percentiles', () => {
  const times = fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (samples, q) => {
      const tally = new TimeTally();
      for (const sample of samples) tally.add(sample);
      const sorted = samples.toSorted((a, b) => a - b);
      const mean = samples.reduce((sum, one) => sum + one, 0) / samples.length;
      expect(tally.mean).toBeCloseTo(mean, 2);
      expect([tally.min, tally.max]).toEqual([sorted[0], sorted.at(-1)]);
      const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] as number;
      expect(Math.abs(tally.quantile(q) - exact)).toBeLessThanOrEqual(exact / 64 + 1);
    }),
  );
});
