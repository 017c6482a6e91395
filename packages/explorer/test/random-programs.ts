/** Many small programs, for searches that must agree: each follows from a number, its seed. */

import {
  add,
  awaitRing,
  call,
  callWhile,
  clearBits,
  compareExchange,
  exchange,
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
import { cells } from './cells.js';

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
    const mask = [0, 1, 7, 7][dice.roll(4)] ?? 0; // how much of it is remembered
    return call('run', [], () => (memory.seen = run(shared, memory.seen) & mask));
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

/** Makes the program of a seed, and says how to explore it; `judge` hears of each end, as text. */
export function program(
  seed: number,
  judge: (end: string) => string | undefined,
): { build: () => Scenario; options: Options } {
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
      check: (leaf) => judge(`${[...shared].join()} ${showLeaf(leaf)}`),
    };
  };
  return { build, options: { crashes, timeouts: shape.roll(2) === 0, maxStates: 200_000 } };
}

function showLeaf({ results, crashed, stuck }: Leaf): string {
  const inside = (map: Leaf['crashed']): string =>
    [...map].map(([name, at]) => `${name}:${at?.name ?? ''}`).join();
  return `${JSON.stringify(results)} crashed ${inside(crashed)} stuck ${inside(stuck)}`;
}
