import { setFlagsFromString } from 'node:v8';
import { expect, test } from '@jest/globals';
import { Slots } from '../src/slots.js';
import { smallMemory } from './small-runtime.js';

/** What V8 itself says of a value: whether it is a small integer, which needs no heap object. */
function smallInteger(): (value: number) => boolean {
  setFlagsFromString('--allow-natives-syntax');
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    return new Function('value', 'return %IsSmi(value)') as (value: number) => boolean;
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
}

const isSmallInteger = smallInteger();

test.each([
  [0, true],
  [1, true],
  [-7, true],
  [2 ** 30 - 1, true],
  [-(2 ** 30), true],
  [-0, false],
  [0.5, false],
  [2 ** 31, false],
  [2 ** 53, false],
  [NaN, false],
  [-Infinity, false],
])('inline, %p comes out as it went in; a small integer: %p', (value, isSmall) => {
  const slots = new Slots(smallMemory());
  slots.setArgument(0, 0, value);
  slots.setResultNumber(0, value);
  for (const read of [slots.argument(0, 0), slots.resultNumber(0)]) {
    expect(read).toBe(value);
    expect(isSmallInteger(read)).toBe(isSmall);
  }
});
