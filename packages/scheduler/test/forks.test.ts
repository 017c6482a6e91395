import { describe, expect, test } from '@jest/globals';
import { forkAsync } from '../src/forks/fork-async.js';
import { fork, join, somebodyIsHungry, type Fork } from '../src/forks/fork.js';
import { scope } from '../src/forks/scope.js';
import { tasks } from '../src/functions/tasks.js';

const calls: string[] = [];

const { fib, note, fail, leave, list, later } = tasks(import.meta.url, {
  fib(n: number): number {
    if (n < 2) return n;
    const right = fork(fib, n - 2);
    return fib(n - 1) + join(right);
  },
  note(name: string): string {
    calls.push(name);
    return name;
  },
  fail(message: string): number {
    throw new RangeError(message);
  },
  leave(message: string): number {
    fork(fail, message);
    return 1;
  },
  list: (...values: unknown[]): unknown[] => values,
  async later(value: number): Promise<number> {
    await Promise.resolve();
    return value;
  },
});

describe('outside a runtime, forks run inline', () => {
  test('a recursion', () => {
    expect(fib(15)).toBe(610);
    expect(somebodyIsHungry()).toBe(false);
  });

  test('in any order of joins, with any number of arguments', () => {
    const made = [0, 1, 2, 3, 4, 7].map((n) =>
      fork(list, ...Array.from({ length: n }, (_, i) => i)),
    );
    expect(made.map((each) => (join(each) as unknown[]).length)).toEqual([0, 1, 2, 3, 4, 7]);
  });

  test('an error comes out of the join', () => {
    const failing = fork(fail, 'once');
    expect(() => join(failing)).toThrow('once');
    expect(() => join(failing)).toThrow('joined already');
  });

  test('a fork that nobody joins is joined at the end of its task, with its error', () => {
    const outer = fork(leave, 'left behind');
    expect(() => join(outer)).toThrow('left behind');
  });

  test('forkAsync starts later', async () => {
    const promise = forkAsync(later, 3);
    await expect(promise).resolves.toBe(3);
    await expect(forkAsync(fail, 'async')).rejects.toThrow('async');
  });
});

describe('scope', () => {
  test('returns what its body returns, when all is done', () => {
    calls.length = 0;
    const sum = scope((s) => {
      s.spawn(note, 'a');
      const b = s.spawn(note, 'b');
      return join(b);
    });
    expect(sum).toBe('b');
    expect(calls.toSorted()).toEqual(['a', 'b']);
  });

  test('carries the first error, and all errors if there are more', () => {
    expect(() => scope((s) => s.spawn(fail, 'one'))).toThrow(new RangeError('one'));
    let thrown: unknown;
    try {
      scope((s) => {
        s.spawn(fail, 'one');
        s.spawn(fail, 'two');
      });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AggregateError);
    expect((thrown as AggregateError).errors).toHaveLength(2);
    expect((thrown as AggregateError).cause).toBeInstanceOf(RangeError);
  });

  test('ends: its spawn and its forks are of no use any more', () => {
    let spawn: ((name: string) => Fork<string>) | undefined;
    const left = scope((s) => {
      spawn = (name) => s.spawn(note, name);
      return s.spawn(note, 'left');
    });
    expect(() => spawn?.('late')).toThrow('the scope has ended');
    expect(() => join(left)).toThrow('joined already, its task or scope has ended');
  });

  test('is synchronous', () => {
    expect(() => scope(() => Promise.resolve(1))).toThrow('returned a promise');
  });
});

describe('bad input', () => {
  test('what can not be forked', () => {
    const anonymous = (n: number): number => n;
    expect(() => fork(anonymous as never, 1)).toThrow('was not named by tasks()');
    expect(() => fork(3 as never)).toThrow('expected a function, received 3');
    expect(() => fork(later as never, 1)).toThrow('later is async: use await forkAsync');
  });

  test('what can not be joined', () => {
    expect(() => join('x' as never)).toThrow('expected what fork() returned, received "x"');
    expect(() => join(123_456_789 as never)).toThrow('join: fork 123456789 was joined already');
  });
});
