import { describe, expect, test } from '@jest/globals';
import { Exposer, type ExposerParts } from '../src/forks/exposer.js';
import { ForkStack } from '../src/forks/fork-stack.js';

/** The entry of the task that runs. */
const ACTING = 99;

/** An exposer among parts that note what they are asked for. */
function exposerWith({ hasRoom = true, room = 100, fails = false, hungry = 1, forks = 3 } = {}) {
  const log: string[] = [];
  let time = 0;
  const stack = new ForkStack({ watch: new Int32Array(new SharedArrayBuffer(4)) } as never);
  for (let i = 0; i < forks; i++) {
    stack.free.handle = ++stack.last;
    stack.free = stack.free.next;
  }
  let slots = 0;
  const parents: number[] = [];
  const actors: number[] = [];
  const recorder = {
    on: true,
    acting: ACTING,
    event: (_kind: number, _entry: number, actor: number) => actors.push(actor),
  };
  const parts = {
    recorder,
    stack,
    now: () => time,
    slots: { set: () => undefined, controlHint: () => 0 },
    numbers: { numberOf: () => 1 },
    larder: {
      take: () => log.push('take'),
      settle: (pauses: boolean) => log.push(pauses ? 'pause' : 'owe'),
    },
    idle: {
      searching: { count: () => hungry },
      parked: { count: () => 0 },
      joining: { count: () => 0 },
      wakeForFork: () => -1,
    },
    processor: {
      hasRoom: () => hasRoom,
      isBare: () => !log.includes('push'),
      pushFork: () => log.push('push'),
      counters: { add: () => undefined },
    },
    submitter: {
      room,
      prepare(_fn: number, _args: unknown, parent: number) {
        if (fails) throw new RangeError('no');
        parents.push(parent);
        return slots++;
      },
      arm: (slot: number) => slot,
      functionOf: () => 0,
    },
  };
  const exposer = new Exposer(parts as unknown as ExposerParts);
  const later = (ns: number): void => {
    time += ns;
  };
  return { exposer, stack, log, parents, actors, later };
}

describe('an answer', () => {
  test('takes the requests before it gives, the oldest first', () => {
    const { exposer, stack, log } = exposerWith({ hungry: 2 });
    exposer.answer();
    expect(log).toEqual(['take', 'push', 'push']);
    expect(stack.entries.slice(0, 3).map(({ exposed }) => exposed?.slot)).toEqual([
      0,
      1,
      undefined,
    ]);
    expect(stack).toMatchObject({ top: 3, privates: 1 });
  });

  test.each([
    ['the deque is full', { hasRoom: false }],
    ['no slot is left for it', { room: 64 }],
  ])('leaves a fork private if %s, and remembers who asked', (_, lack) => {
    const { exposer, stack, log } = exposerWith(lack);
    exposer.answer();
    expect(log).toEqual(['take', 'owe']);
    expect(stack.privates).toBe(3);
  });

  test('passes over forks that can not cross, and then pauses', () => {
    const { exposer, stack, log } = exposerWith({ fails: true });
    exposer.answer();
    expect(log).toEqual(['take', 'pause']);
    expect(stack.entries.slice(0, 3).map(({ exposed }) => exposed)).toEqual(
      Array.from({ length: 3 }, () => undefined),
    );
    expect(stack.privates).toBe(0);
  });

  test('names the root of each fork, and its parent: not those of the task that runs, if it only helps', () => {
    const { exposer, parents, actors } = exposerWith({ hungry: 4, forks: 4 });
    const rootOf = { none: -2, first: 10, second: 20, third: 30 };
    // A fork of the second root runs in a join of the first, and one of the third in a join of that.
    const first = { base: 0, top: 0, root: rootOf.none, generation: 0, entry: 1, below: undefined };
    const second = { base: 0, top: 2, root: rootOf.first, generation: 1, entry: 2, below: first };
    const third = { base: 2, top: 3, root: rootOf.second, generation: 2, entry: 3, below: second };
    exposer.frame = third;
    exposer.root = rootOf.third;
    exposer.answer();
    expect(parents).toEqual([11, 11, 21, 31]);
    expect(actors).toEqual([1, 1, 2, ACTING]);
  });

  test('waits while forks come back too soon, and not for longer', () => {
    const { exposer, log, later } = exposerWith();
    exposer.answer();
    exposer.joined({ since: 0 } as never);
    exposer.answer();
    expect(log).toEqual(['take', 'push', 'pause']);
    later(50_000);
    exposer.answer();
    expect(log.slice(3)).toEqual(['take', 'push']);
  });
});
