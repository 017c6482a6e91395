import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mix, nextState, output, Random, Stream, streamState } from '../../src/policy/random.js';

const int32 = fc.integer({ min: -0x80000000, max: 0x7fffffff });

test('the step is a bijection that never reaches 0', () => {
  // Linear over bits: it is a bijection if no single combination of bits maps to 0.
  fc.assert(fc.property(int32, (state) => (nextState(state) === 0) === (state === 0)));
  expect(nextState(1)).toBe(270369); // Marsaglia 2003, 13-17-5
});

test('numbers are integers from 0 to 2^31 − 1', () => {
  fc.assert(
    fc.property(int32, (state) => {
      const number = output(state);
      expect(Number.isInteger(number) && number >= 0 && number <= 0x7fffffff).toBe(true);
    }),
  );
});

test('the same seed, purpose and index give the same stream, others another one', () => {
  const numbers = (...key: [number, number, number]): number[] => {
    const random = new Random(...key);
    return Array.from({ length: 8 }, () => random.next());
  };
  expect(numbers(1, Stream.victim, 0)).toEqual(numbers(1, Stream.victim, 0));
  const streams = new Set<string>();
  for (const stream of Object.values(Stream)) {
    for (let index = 0; index < 64; index++) streams.add(numbers(1, stream, index).join());
  }
  expect(streams.size).toBe(64 * Object.values(Stream).length);
});

test('no stream starts at 0', () => {
  fc.assert(fc.property(int32, int32, int32, (...key) => streamState(...key) !== 0));
});

test('a checkpoint repeats what followed it', () => {
  const random = new Random(5);
  random.next();
  const { state } = random;
  const after = [random.next(), random.next()];
  random.state = state;
  expect([random.next(), random.next()]).toEqual(after);
  expect(() => (random.state = 0)).toThrow('random: the state must not be 0, got 0');
});

test('every bit of a number is set half of the time', () => {
  const random = new Random(11);
  const ones = new Array<number>(31).fill(0);
  const draws = 20_000;
  for (let i = 0; i < draws; i++) {
    const number = random.next();
    for (const bit of ones.keys()) ones[bit] = (ones[bit] as number) + ((number >> bit) & 1);
  }
  for (const count of ones) expect(Math.abs(count / draws - 0.5)).toBeLessThan(0.02);
});

test('below and fraction stay in range and have the right mean', () => {
  const random = new Random(13);
  let sum = 0;
  let fractions = 0;
  for (let i = 0; i < 20_000; i++) {
    const number = random.below(10);
    expect(Number.isInteger(number) && number >= 0 && number < 10).toBe(true);
    const fraction = random.fraction();
    expect(fraction >= 0 && fraction < 1).toBe(true);
    sum += number;
    fractions += fraction;
  }
  expect(sum / 20_000).toBeCloseTo(4.5, 1);
  expect(fractions / 20_000).toBeCloseTo(0.5, 1);
});

test('each input bit turns about half of the bits of a mix', () => {
  let turned = 0;
  for (let i = 0; i < 1_000; i++) {
    let difference = mix(i * 7919) ^ mix((i * 7919) ^ (1 << (i & 31)));
    for (; difference !== 0; difference &= difference - 1) turned++;
  }
  expect(turned / 1_000).toBeGreaterThan(15);
  expect(turned / 1_000).toBeLessThan(17);
});
