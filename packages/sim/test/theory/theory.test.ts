import { expect, test } from '@jest/globals';
import {
  bagOfExponentialTasks,
  fastest,
  grahamRatio,
  harmonic,
  slowestGreedy,
  visitsByUniformDraws,
  visitsInRandomOrder,
} from '../../src/theory/bounds.js';
import {
  halfOfWaiting,
  responseAtRetryRate,
  responseOnEmpty,
  stealingMeans,
} from '../../src/theory/mean-field.js';
import {
  erlangC,
  forkJoinOfTwo,
  mg1,
  mm1,
  mmn,
  processorSharing,
  processorSharingResponse,
} from '../../src/theory/queues.js';

test("Erlang's C against its definition as a sum", () => {
  const bySum = (n: number, a: number): number => {
    let term = 1;
    let sum = 0;
    for (let k = 0; k < n; k++) {
      sum += term;
      term *= a / (k + 1);
    }
    const last = term / (1 - a / n);
    return last / (sum + last);
  };
  for (const [n, a] of [
    [1, 0.7],
    [2, 1.5],
    [8, 7.2],
    [64, 60],
  ] as const) {
    expect(erlangC(n, a)).toBeCloseTo(bySum(n, a), 10);
  }
  // With one server an arrival waits with probability ρ; with thousands nothing overflows.
  expect(erlangC(1, 0.3)).toBeCloseTo(0.3, 12);
  expect(erlangC(5000, 4950)).toBeGreaterThan(0);
});

test('M/M/1 is M/M/n with one server and M/G/1 with exponential service', () => {
  const expected = mm1(0.8, 1);
  expect(expected.response).toBeCloseTo(5, 12);
  expect(expected.present).toBeCloseTo(4, 12);
  expect(mmn(1, 0.8, 1).response).toBeCloseTo(5, 12);
  expect(mg1(0.8, 1, 2).response).toBeCloseTo(5, 12);
  expect(processorSharing(0.8, 1).response).toBeCloseTo(5, 12);
});

test('M/D/1 waits half as long as M/M/1', () => {
  expect(mg1(0.8, 1, 1).wait).toBeCloseTo(mm1(0.8, 1).wait / 2, 12);
});

test('under processor sharing a job of length x stays x / (1 − ρ)', () => {
  expect(processorSharingResponse(3, 0.75)).toBeCloseTo(12, 12);
});

test('fork/join of two queues: the mean of the larger of two exponentials at load 0', () => {
  expect(forkJoinOfTwo(0, 1)).toBeCloseTo(1.5, 12);
  expect(forkJoinOfTwo(0.5, 1)).toBeCloseTo(11.5 / 4, 12);
  expect(forkJoinOfTwo(1, 2)).toBeCloseTo(11.5 / 8, 12);
});

test.each([0.3, 0.7, 0.9])('the equations reach the closed forms at λ = %f', (arrivalRate) => {
  expect(stealingMeans({ arrivalRate }).response).toBeCloseTo(responseOnEmpty(arrivalRate), 6);
  for (const retryRate of [0, 0.5, 4]) {
    const means = stealingMeans({ arrivalRate, onEmpty: false, retryRate });
    expect(means.response).toBeCloseTo(responseAtRetryRate(arrivalRate, retryRate), 6);
    // What runs is what arrives.
    expect(means.tails[1]).toBeCloseTo(arrivalRate, 9);
  }
});

test('a threshold no queue reaches is no stealing; more choices and larger amounts help', () => {
  const arrivalRate = 0.9;
  const response = (rest: object): number => stealingMeans({ arrivalRate, ...rest }).response;
  expect(response({ threshold: 4000 })).toBeCloseTo(1 / (1 - arrivalRate), 6);
  expect(response({ threshold: 3 })).toBeGreaterThan(response({}));
  expect(response({ choices: 2 })).toBeLessThan(response({}));
  expect(response({ amount: halfOfWaiting })).toBeLessThan(response({}));
  // Nobody beats one shared queue among infinitely many: no waiting at all.
  expect(response({ choices: 2, retryRate: 10 })).toBeGreaterThan(1);
});

test('bounds of greedy schedules', () => {
  expect(fastest(100, 10, 4)).toBe(25);
  expect(fastest(100, 40, 4)).toBe(40);
  expect(slowestGreedy(100, 10, 4)).toBe(32.5);
  expect(slowestGreedy(100, 100, 1)).toBe(100);
  expect(grahamRatio(4)).toBe(1.75);
});

test('a bag of exponential tasks', () => {
  expect(harmonic(4)).toBeCloseTo(25 / 12, 12);
  expect(bagOfExponentialTasks(1, 8)).toBe(1);
  expect(bagOfExponentialTasks(8, 8)).toBeCloseTo(harmonic(8), 12);
  expect(bagOfExponentialTasks(100, 1)).toBe(100);
  expect(bagOfExponentialTasks(20, 4)).toBeCloseTo(4 + 25 / 12, 12);
});

test('visits until the only rich victim', () => {
  expect(visitsInRandomOrder(8)).toBe(4);
  expect(visitsByUniformDraws(8)).toBe(7);
});

test('what has no stationary state is refused', () => {
  expect(() => mm1(1, 1)).toThrow('the queue grows for ever');
  expect(() => mmn(4, 4.5, 1)).toThrow('received 1.125');
  expect(() => erlangC(0, 0.5)).toThrow('servers: expected an integer from 1');
  expect(() => stealingMeans({ arrivalRate: 1.2 })).toThrow('below 1');
  expect(() => stealingMeans({ arrivalRate: 0.5, threshold: 1 })).toThrow('from 2 on');
});
