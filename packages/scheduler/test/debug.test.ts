import { expect, test } from '@jest/globals';
import { parseDebug } from '../src/debug.js';

test.each([
  ['', { schedtrace: 0, scheddetail: false }],
  ['schedtrace=1000', { schedtrace: 1000, scheddetail: false }],
  ['schedtrace=5,scheddetail=1', { schedtrace: 5, scheddetail: true }],
  [' scheddetail=0 , schedtrace=0 ', { schedtrace: 0, scheddetail: false }],
])('PILFER_DEBUG=%j', (text, settings) => {
  expect(parseDebug(text)).toEqual(settings);
});

test.each([
  ['sched=1', 'PILFER_DEBUG: there is no setting sched; there are schedtrace and scheddetail'],
  ['schedtrace', 'PILFER_DEBUG: schedtrace: expected an integer from 0 to 2147483647, received ""'],
  [
    'schedtrace=x',
    'PILFER_DEBUG: schedtrace: expected an integer from 0 to 2147483647, received "x"',
  ],
  ['scheddetail=2', 'PILFER_DEBUG: scheddetail: expected an integer from 0 to 1, received "2"'],
])('PILFER_DEBUG=%j is refused', (text, message) => {
  expect(() => parseDebug(text)).toThrow(message);
});
