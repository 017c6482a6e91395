import { describe, expect, test } from '@jest/globals';
import {
  add,
  awaitRing,
  call,
  callWhile,
  compareExchange,
  exchange,
  explore,
  load,
  notify,
  read,
  ring,
  store,
  wait,
  write,
  type Cells,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import { cells, scheduleOf, verdict } from './cells.js';

const COUNTER = 0;
const STATE = 1;

function twice(run: (shared: Cells) => void, total: number): () => Scenario {
  return () => {
    const shared = cells(2);
    const thread: Thread = { calls: [call('increment', [], () => run(shared))] };
    return {
      threads: { a: thread, b: thread },
      check: () => {
        const sum = load(shared, COUNTER);
        return sum === total ? undefined : `counted ${sum} of ${total}`;
      },
    };
  };
}

describe('a counter', () => {
  test('load and store: an update gets lost', () => {
    const lossy = (shared: Cells): void => {
      store(shared, COUNTER, load(shared, COUNTER) + 1);
    };
    expect(explore('lossy', twice(lossy, 2)).violation).toMatchObject({
      oracle: 'check',
      message: 'counted 1 of 2',
    });
  });

  test('add: none does', () => {
    const exact = (shared: Cells): void => void add(shared, COUNTER, 1);
    expect(verdict(explore('exact', twice(exact, 2)))).toBe('ok');
  });

  test('compareExchange in a loop: none does', () => {
    const retry = (shared: Cells): void => {
      for (let seen = load(shared, COUNTER); ;) {
        const before = compareExchange(shared, COUNTER, seen, seen + 1);
        if (before === seen) return;
        seen = before;
      }
    };
    expect(verdict(explore('retry', twice(retry, 2)))).toBe('ok');
  });
});

describe("Peterson's lock, one attempt each", () => {
  /** Enters the critical section if the lock is free at once; there, counts without care. */
  function peterson(get: typeof load, set: typeof write): () => Scenario {
    return () => {
      const shared = cells(5);
      const [TURN, INSIDE] = [3, 4];
      const enter = (me: number): boolean => {
        set(shared, 1 + me, 1);
        set(shared, TURN, 1 - me);
        if (get(shared, 2 - me) === 1 && get(shared, TURN) === 1 - me) return false;
        if (add(shared, INSIDE, 1) !== 0) throw new Error('two threads are inside');
        add(shared, INSIDE, -1);
        set(shared, 1 + me, 0);
        return true;
      };
      return {
        threads: {
          a: { calls: [call('enter', [0], () => enter(0)), call('enter', [0], () => enter(0))] },
          b: { calls: [call('enter', [1], () => enter(1)), call('enter', [1], () => enter(1))] },
        },
      };
    };
  }

  test('holds with Atomics', () => {
    const set = (c: Cells, i: number, value: number): void => void store(c, i, value);
    expect(verdict(explore('atomic', peterson(load, set), { weak: true }))).toBe('ok');
  });

  test('lets both in with plain accesses', () => {
    const plain = peterson(read, write);
    expect(verdict(explore('plain', plain))).toBe('ok');
    expect(explore('plain', plain, { weak: true }).violation).toMatchObject({
      oracle: 'exception',
      message: expect.stringMatching(/two threads are inside/) as unknown,
    });
  });
});

describe('sleeping', () => {
  /** A sleeper that waits for STATE to become 1, and a waker. */
  function sleep(
    sleeper: (shared: Cells) => unknown,
    waker: (shared: Cells) => unknown,
  ): () => Scenario {
    return () => {
      const shared = cells(3);
      return {
        threads: {
          sleeper: { calls: [call('sleep', [], () => sleeper(shared))] },
          waker: { calls: [call('wake', [], () => waker(shared))] },
        },
      };
    };
  }
  const wake = (shared: Cells): void => {
    store(shared, STATE, 1);
    notify(shared, STATE, 1);
  };

  test('wait compares and sleeps in one step: no wake-up is lost', () => {
    const program = sleep((shared) => wait(shared, STATE, 0), wake);
    expect(verdict(explore('futex', program))).toBe('ok');
  });

  test('a look at something else before wait: the wake-up is lost', () => {
    const careless = (shared: Cells): void => {
      if (load(shared, STATE) === 0) wait(shared, 2, 0);
    };
    const waker = (shared: Cells): void => {
      store(shared, STATE, 1);
      notify(shared, 2, 1);
    };
    const report = explore('lost wake-up', sleep(careless, waker));
    expect(report.violation).toMatchObject({
      oracle: 'stuck',
      message: 'nobody will wake sleeper in sleep()',
    });
  });

  test('a store without a notify', () => {
    const silent = (shared: Cells): unknown => store(shared, STATE, 1);
    const program = sleep((shared) => wait(shared, STATE, 0), silent);
    expect(verdict(explore('no notify', program))).toBe('stuck');
  });

  test('a limited time may run out at any moment, and never does if that is the rule', () => {
    const program = sleep(
      (shared) => wait(shared, STATE, 0, 100),
      () => undefined,
    );
    expect(verdict(explore('timeout', program))).toBe('ok');
    expect(verdict(explore('no timeout', program, { timeouts: false }))).toBe('stuck');
  });

  test('a program may say that a sleep is right', () => {
    const program = sleep(
      (shared) => wait(shared, STATE, 0),
      () => undefined,
    );
    const allowed = (): Scenario => ({
      ...program(),
      mayBeStuck: ({ stuck }) => stuck.has('sleeper'),
    });
    expect(verdict(explore('asleep', allowed))).toBe('ok');
  });

  test('notify wakes as many as it is told, whichever they are', () => {
    const crowd = (count: number): (() => Scenario) => {
      return () => {
        const shared = cells(2);
        const sleeper: Thread = { calls: [call('wait', [], () => wait(shared, STATE, 0))] };
        return {
          threads: {
            a: sleeper,
            b: sleeper,
            c: sleeper,
            waker: {
              starts: 'last',
              calls: [call('wake', [], () => notify(shared, STATE, count))],
            },
          },
          mayBeStuck: ({ stuck }) => stuck.size === 3 - count,
          check: ({ results }) =>
            results['waker']?.[0] === count ? undefined : `woke ${String(results['waker'])}`,
        };
      };
    };
    // In one state all sleep; then the waker starts, and chooses.
    expect(explore('1 of 3', crowd(1))).toMatchObject({ verdict: 'ok', leaves: 3 });
    expect(explore('2 of 3', crowd(2))).toMatchObject({ verdict: 'ok', leaves: 3 });
    expect(explore('3 of 3', crowd(3))).toMatchObject({ verdict: 'ok', leaves: 1 });
  });
});

describe('spinning', () => {
  /** A lock that is spun for; the holder gives it back, or forgets to. */
  function spinlock(isGivenBack: boolean): () => Scenario {
    return () => {
      const shared = cells(1);
      const lock = callWhile(
        (seen) => seen !== 0,
        'lock',
        [],
        () => compareExchange(shared, 0, 0, 1),
      );
      const unlock = call('unlock', [], () => store(shared, 0, 0));
      const calls = isGivenBack ? [lock, unlock] : [lock];
      return { threads: { a: { calls }, b: { calls: [lock, unlock] } } };
    };
  }

  test('without end is fine, if there is always a way out', () => {
    const report = explore('spinlock', spinlock(true));
    expect(verdict(report)).toBe('ok');
    expect(report.interleavings).toBeUndefined();
  });

  test('without a way out is a violation', () => {
    const report = explore('spinlock', spinlock(false));
    expect(verdict(report)).toBe('endless');
    expect(scheduleOf(report)).toEqual(['1 a lock() compareExchange 0→1 word 0 0 1 lock() → 0']);
    const crash = explore('crash', spinlock(true), { crashes: ['a'] });
    expect(verdict(crash)).toBe('endless');
  });
});

describe('bells', () => {
  /** A loop that sleeps unless there is work; `isCareful` if it announces its sleep first. */
  function loop(isCareful: boolean): () => Scenario {
    return () => {
      const shared = cells(2);
      const [WORK, ASLEEP] = [0, 1];
      return {
        threads: {
          loop: {
            calls: [
              call('turn', [], () => {
                if (isCareful) store(shared, ASLEEP, 1);
                if (load(shared, WORK) === 1) return;
                if (!isCareful) store(shared, ASLEEP, 1);
                awaitRing(0);
              }),
            ],
          },
          sender: {
            calls: [
              call('send', [], () => {
                store(shared, WORK, 1);
                if (exchange(shared, ASLEEP, 0) === 1) ring(0);
              }),
            ],
          },
        },
      };
    };
  }

  test('a ring that comes first is heard later', () => {
    expect(verdict(explore('careful', loop(true)))).toBe('ok');
  });

  test('a ring that never comes is noticed', () => {
    expect(verdict(explore('careless', loop(false)))).toBe('stuck');
  });
});
