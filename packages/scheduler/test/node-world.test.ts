import { expect, test } from '@jest/globals';
import { checkEngine } from '../src/node-world.js';

test('an engine that lacks what threads need is refused, and others are not', () => {
  expect(() => checkEngine({ ...process.versions, deno: '2.9.6' })).toThrow(
    /^new Runtime: Deno 2\.9\.6 can't .*: use Node 20\.19 or later, or the option inlineMode$/,
  );
  expect(() => checkEngine(process.versions)).not.toThrow();
  expect(() => checkEngine({ ...process.versions, bun: '1.4.5' })).not.toThrow();
});
