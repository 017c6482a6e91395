import { describe, expect, test } from '@jest/globals';
import { PILFER } from '../../src/policy/constants.js';
import { exposuresFor, pauseAfterJoin } from '../../src/policy/exposure.js';

describe('exposure', () => {
  test('gives each hungry thief one fork, as far as there are any', () => {
    expect(exposuresFor(5, 2)).toBe(2);
    expect(exposuresFor(1, 3)).toBe(1);
    expect(exposuresFor(0, 3)).toBe(0);
  });

  test('pauses twice as long after each exposure that was in vain, up to a limit', () => {
    const pauses = [0];
    for (let i = 0; i < 6; i++) pauses.push(pauseAfterJoin(pauses.at(-1) as number, 1000));
    expect(pauses.map((ns) => ns / 1000)).toEqual([0, 50, 100, 200, 400, 400, 400]);
  });

  test('goes on at once after one that was worth it', () => {
    expect(pauseAfterJoin(400_000, PILFER.exposurePaysNs)).toBe(0);
    expect(pauseAfterJoin(0, 1e9)).toBe(0);
  });

  test('a pause and a nap together leave a thief waiting for less than a millisecond', () => {
    const { exposurePauseMaxNs, napNs, lookNs } = PILFER;
    expect(exposurePauseMaxNs + napNs + lookNs).toBeLessThan(1e6);
  });
});
