/**
 * Partial-order reduction: every run that the full search can end in, the reduced one ends in too.
 * Tried on many small random programs: both searches must meet the very same ends, memory and
 * results and crashes and sleepers included.
 */

import { describe, expect, test } from '@jest/globals';
import {
  add,
  awaitRing,
  call,
  callWhile,
  clearBits,
  compareExchange,
  exchange,
  explore,
  hasCrashed,
  load,
  notify,
  read,
  ring,
  setBits,
  store,
  wait,
  write,
  type Call,
  type Cells,
  type Leaf,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import { cells, verdict } from './cells.js';

const PROGRAMS = 600;
const CELLS = 4;

/** Numbers that follow from a seed (xorshift). */
class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = (seed * 0x9e3779b1) | 1;
  }

  /** A number from 0 to n − 1. */
  roll(n: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % n;
  }
}

type Step = (shared: Cells, before: number) => number;

/** One operation; the cells of a thread's own come up more often than by chance. */
function step(dice: Dice, thread: number): Step {
  const cell = dice.roll(2) === 0 ? thread % CELLS : dice.roll(CELLS);
  const value = 1 + dice.roll(3);
  switch (dice.roll(14)) {
    case 0:
    case 1:
      return (shared) => load(shared, cell);
    case 2:
    case 3:
      return (shared) => read(shared, cell);
    case 4:
      return (shared, before) => store(shared, cell, before + value);
    case 5:
      return (shared, before) => (write(shared, cell, value), before);
    case 6:
      return (shared) => add(shared, cell, value);
    case 7:
      return (shared, before) => exchange(shared, cell, before);
    case 8:
      return (shared, before) => compareExchange(shared, cell, before, value);
    case 9:
      return (_, before) => (ring(0), before);
    case 10:
      return (_, before) => before + Number(hasCrashed('a'));
    case 11:
      return (shared) => setBits(shared, cell, value);
    case 12:
      return (shared) => clearBits(shared, cell, value);
    default:
      return (shared, before) => before + notify(shared, cell);
  }
}

function steps(dice: Dice, thread: number, count: number): Step {
  const all = Array.from({ length: count }, () => step(dice, thread));
  return (shared, before) => all.reduce((seen, each) => each(shared, seen), before);
}

function calls(dice: Dice, thread: number, shared: Cells, memory: { seen: number }): Call[] {
  const plain = (): Call => {
    const run = steps(dice, thread, 1 + dice.roll(3));
    return call('run', [], () => (memory.seen = run(shared, memory.seen) & 7));
  };
  const made = [plain(), ...(dice.roll(2) === 0 ? [plain()] : [])];
  const cell = dice.roll(CELLS);
  switch (dice.roll(6)) {
    case 0:
      made.push(callWhile(Boolean, 'until', [], () => load(shared, cell) === 0));
      break;
    case 1:
      made.push(call('sleep', [], () => wait(shared, cell, 0)));
      break;
    case 2:
      made.push(call('doze', [], () => awaitRing(0)));
      break;
  }
  return made;
}

function program(seed: number, ends: Set<string>): { build: () => Scenario; options: Options } {
  const shape = new Dice(seed);
  const names = shape.roll(3) === 0 ? ['a', 'b', 'c'] : ['a', 'b'];
  const crashes = [[], [], ['a'], ['a', 'b']][shape.roll(4)] as string[];
  const starts = shape.roll(4);
  const build = (): Scenario => {
    const dice = new Dice(seed + 1_000_003);
    const shared = cells(CELLS);
    const threads = names.map((name, i): [string, Thread] => {
      const memory = { seen: i };
      const thread: Thread = { calls: calls(dice, i, shared, memory), objects: [memory] };
      if (i === 0 || i < names.length - 1) return [name, thread];
      if (starts === 0) return [name, { ...thread, starts: 'last' }];
      if (starts === 1 && crashes.length > 0) {
        return [name, { ...thread, starts: { whenCrashed: 'a' } }];
      }
      return [name, thread];
    });
    return {
      threads: Object.fromEntries(threads),
      mayBeStuck: () => true,
      check: (leaf) => void ends.add(`${[...shared].join()} ${showLeaf(leaf)}`),
    };
  };
  return { build, options: { crashes, timeouts: shape.roll(2) === 0, maxStates: 200_000 } };
}

function showLeaf({ results, crashed, stuck }: Leaf): string {
  const inside = (map: Leaf['crashed']): string =>
    [...map].map(([name, at]) => `${name}:${at?.name ?? ''}`).join();
  return `${JSON.stringify(results)} crashed ${inside(crashed)} stuck ${inside(stuck)}`;
}

test(`${PROGRAMS} random programs end in the same ways`, () => {
  let [full, reduced] = [0, 0];
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const [all, found] = [new Set<string>(), new Set<string>()];
    const one = program(seed, all);
    const other = program(seed, found);
    const a = explore(`seed ${seed}`, one.build, one.options);
    const b = explore(`seed ${seed}, reduced`, other.build, { ...other.options, reduce: true });
    // The number of ends too: the check was also asked while the search had not learnt enough.
    const seen = { seed, verdict: b.verdict, leaves: b.leaves, ends: [...found].sort() };
    expect(seen).toEqual({ seed, verdict: a.verdict, leaves: a.leaves, ends: [...all].sort() });
    full += a.states;
    reduced += b.states;
  }
  expect(reduced).toBeLessThan(0.9 * full);
});

describe('a reduced search', () => {
  test('takes what nobody else sees alone: two threads on cells of their own', () => {
    const build = (): Scenario => {
      const shared = cells(2);
      const count = (cell: number): Call =>
        call('count', [], () => [add(shared, cell, 1), add(shared, cell, 1), add(shared, cell, 1)]);
      return { threads: { a: { calls: [count(0)] }, b: { calls: [count(1)] } } };
    };
    expect(explore('full', build).states).toBe(16);
    expect(explore('reduced', build, { reduce: true }).states).toBe(7);
  });

  test('does not put a thread off for ever while another one goes round in circles', () => {
    const build = (): Scenario => {
      const shared = cells(2);
      const round = callWhile(Boolean, 'round', [], () => read(shared, 0) === 0);
      const fail = call('fail', [], () => {
        load(shared, 1);
        throw new Error('found');
      });
      return { threads: { a: { calls: [round] }, b: { calls: [fail] } } };
    };
    expect(verdict(explore('circle', build, { reduce: true }))).toBe('exception');
  });

  test('shows the schedule of what it finds', () => {
    const build = (): Scenario => {
      const shared = cells(2);
      const bump = call('bump', [], () => {
        load(shared, 1); // alone
        store(shared, 0, load(shared, 0) + 1);
      });
      return {
        threads: { a: { calls: [bump] }, b: { calls: [bump] } },
        check: () => (load(shared, 0) === 2 ? undefined : 'lost'),
      };
    };
    const { violation } = explore('lost update', build, { reduce: true });
    expect(violation?.message).toBe('lost');
    expect(violation?.schedule.split('\n')).toHaveLength(7);
  });

  test('refuses programs that look between steps', () => {
    const build = (): Scenario => ({ threads: {}, always: { holds: () => true } });
    expect(() => explore('always', build, { reduce: true })).toThrow(RangeError);
    const plain = (): Scenario => ({ threads: {} });
    expect(() => explore('weak', plain, { reduce: true, weak: true })).toThrow(/weak/);
  });
});
