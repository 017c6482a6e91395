/** R34: whatever is documented to cross arrives as it was; whatever is not is refused with its path. */

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesOfResult, decode, difference, FULL, refusalOf, sendArguments } from './harness.js';
import { values } from './values.arbitrary.js';

const RUNS = FULL ? 100_000 : 1000;

test('R34: any documented value arrives as it was, both ways', () => {
  fc.assert(
    fc.property(fc.array(values, { maxLength: 3 }), fc.nat(20), (args, at) => {
      const there = sendArguments(args, at);
      expect(difference(args, there)).toBeUndefined();
      expect(difference(args, sendArguments(there, at))).toBeUndefined();
    }),
    { numRuns: RUNS },
  );
});

test('R34: the same value gives the same bytes, and reading them changes nothing', () => {
  fc.assert(
    fc.property(values, (value) => {
      const bytes = bytesOfResult(value);
      const copy = bytes.slice();
      decode(bytes);
      expect(Buffer.compare(bytes, copy)).toBe(0);
      expect(Buffer.compare(bytesOfResult(value), copy)).toBe(0);
    }),
    { numRuns: RUNS / 10 },
  );
});

test('R34: one offender anywhere is found, and named', () => {
  const offender = (): void => undefined;
  const steps = fc.array(fc.constantFrom('field', 'index', 'map', 'set', 'error'), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(steps, values, (path, beside) => {
      let value: unknown = offender;
      let expected = '';
      for (const step of path) {
        if (step === 'field') [value, expected] = [{ beside, value }, `.value${expected}`];
        if (step === 'index') [value, expected] = [[beside, value], `[1]${expected}`];
        if (step === 'map') [value, expected] = [new Map([['k', value]]), `.get("k")${expected}`];
        if (step === 'set') [value, expected] = [new Set([value]), `.values()[0]${expected}`];
        if (step === 'error')
          [value, expected] = [new Error('x', { cause: value }), `.cause${expected}`];
      }
      const refusal = refusalOf(beside, value);
      expect(refusal.message).toBe(`args[1]${expected}: a function can't cross threads`);
    }),
    { numRuns: RUNS / 10 },
  );
});
