import { expect, test } from '@jest/globals';
import { Stacks } from '../src/stacks.js';

function failed(): Error {
  return Object.assign(new Error('failed'), { stack: 'Error: failed\n    at onTheMachine' });
}

test('auto: tasks of the function that began the turn share a stack', () => {
  const stacks = new Stacks('auto', 0);
  function submitsHere(): void {
    stacks.beginTurn(7);
    stacks.note(0, 7);
    stacks.note(1, 8); // another function, so perhaps another place
    stacks.note(2, 7);
  }
  submitsHere();
  const [first, other, third] = [0, 1, 2].map((slot) => {
    const error = failed();
    stacks.explain(slot, error);
    return error.stack;
  });
  expect(first).toMatch(/^Error: failed\n {4}at onTheMachine\n {4}at --- submitted ---\n/);
  expect(first).toMatch(/submitsHere .*stacks\.test\.ts/);
  expect(third).toBe(first);
  expect(other).toBe('Error: failed\n    at onTheMachine');
});

test('a task that has settled is forgotten', () => {
  const stacks = new Stacks('always', 0);
  stacks.note(0, 7);
  stacks.forget(0);
  const error = failed();
  stacks.explain(0, error);
  expect(error.stack).not.toContain('submitted');
});

test('a slot that is used again forgets', () => {
  const stacks = new Stacks('auto', 0);
  stacks.beginTurn(7);
  stacks.note(0, 7);
  stacks.note(0, 8);
  const error = failed();
  stacks.explain(0, error);
  expect(error.stack).not.toContain('submitted');
});

test('always: each its own; never: none', () => {
  const always = new Stacks('always', 2);
  const never = new Stacks('never', 0);
  for (const stacks of [always, never]) stacks.beginTurn(7);
  for (const stacks of [always, never]) stacks.note(3, 8);
  const [whole, bare] = [failed(), failed()];
  always.explain(3, whole);
  never.explain(3, bare);
  expect(whole.stack).toContain('--- submitted ---');
  expect(bare.stack).toBe('Error: failed\n    at onTheMachine');
});

test('what is no error is left alone', () => {
  const stacks = new Stacks('always', 0);
  stacks.note(0, 1);
  for (const thrown of [undefined, null, 7, 'text', {}, Object.freeze({ name: 'Error' })]) {
    expect(() => stacks.explain(0, thrown)).not.toThrow();
  }
});
