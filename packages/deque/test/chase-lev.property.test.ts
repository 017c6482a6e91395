import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Deque, Stealer } from '../src/chase-lev.js';
import { EMPTY, MIN_HANDLE } from '../src/handle.js';
import { dequeBytes } from '../src/layout.js';
import { runs } from './property.js';
import { framed, STARTS } from './regions.js';

/** The deque as an array, oldest element first. */
class ArrayDeque {
  readonly elements: number[] = [];
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  push(handle: number): boolean {
    if (this.elements.length === this.capacity) return false;
    this.elements.push(handle);
    return true;
  }

  pop(): number {
    return this.elements.pop() ?? EMPTY;
  }

  steal(): number {
    return this.elements.shift() ?? EMPTY;
  }

  stealBatch(own: ArrayDeque, limit: number): number {
    const taken = Math.min(Math.ceil(this.elements.length / 2), limit);
    const first = this.steal();
    const room = own.capacity - own.elements.length;
    own.elements.push(...this.elements.splice(0, Math.max(0, Math.min(taken - 1, room))));
    return first;
  }

  drain(room: number): number[] {
    return this.elements.splice(0, Math.min(Math.ceil(this.elements.length / 2), room));
  }
}

/** One deque twice: in shared memory, with its views, and as an array. */
class Twin {
  readonly region;
  readonly model: ArrayDeque;
  readonly thieves: Stealer[];
  owner: Deque;

  constructor(capacity: number, start: number) {
    this.region = framed(dequeBytes(capacity));
    const { buffer, at } = this.region;
    this.owner = Deque.create(buffer, at, capacity, start);
    this.thieves = [new Stealer(buffer, at), new Stealer(buffer, at)];
    this.model = new ArrayDeque(capacity);
  }

  thief(which: number): Stealer {
    return this.thieves[which] ?? new Stealer(this.region.buffer, this.region.at);
  }

  handOver(): void {
    this.owner = new Deque(this.region.buffer, this.region.at);
  }

  adopt(): void {
    this.owner = Deque.adopt(this.region.buffer, this.region.at);
  }

  drain(room: number): number[] {
    const into = new Int32Array(room);
    return [...into.subarray(0, this.owner.drain(into))];
  }

  expectEqual(): void {
    const size = this.model.elements.length;
    expect([this.owner.size, this.thief(0).size, this.thief(2).size]).toEqual([size, size, size]);
    expect(this.owner.isFull()).toBe(size === this.model.capacity);
    const seen: number[] = [];
    this.thief(1).peek((handle) => seen.push(handle));
    expect(seen).toEqual(this.model.elements);
  }

  expectSameElements(): void {
    const elements = [];
    for (let handle = this.owner.pop(); handle !== EMPTY; handle = this.owner.pop()) {
      elements.push(handle);
    }
    expect(elements.reverse()).toEqual(this.model.elements);
    expect(this.region.isFrameIntact()).toBe(true);
  }
}

/** Performs one operation on both twins of the deque that it names, and compares the answers. */
type Step = (deque: Twin, other: Twin) => void;

const handles = fc.integer({ min: MIN_HANDLE, max: 2 ** 31 - 1 });
const starts = fc.oneof(
  fc.constantFrom(...STARTS),
  fc.integer({ min: -8, max: 0 }),
  fc.integer({ min: 2 ** 31 - 8, max: 2 ** 31 - 1 }),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
);
const capacities = fc.constantFrom(2, 4, 8, 32);
const which = fc.nat({ max: 2 });

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: handles.map(push) },
  { weight: 3, arbitrary: fc.constant<Step>(pop) },
  { weight: 3, arbitrary: which.map(steal) },
  { weight: 2, arbitrary: fc.tuple(which, fc.integer({ min: 1, max: 20 })).map(stealBatch) },
  { weight: 1, arbitrary: fc.nat({ max: 20 }).map(drain) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>(
      (twin) => twin.handOver(),
      (twin) => twin.adopt(),
    ),
  },
);

function push(handle: number): Step {
  return ({ owner, model }) => expect(owner.push(handle)).toBe(model.push(handle));
}

function pop({ owner, model }: Twin): void {
  expect(owner.pop()).toBe(model.pop());
}

function steal(by: number): Step {
  return (twin) => expect(twin.thief(by).steal()).toBe(twin.model.steal());
}

function stealBatch([by, limit]: [number, number]): Step {
  return (twin, other) => {
    const answer = twin.model.stealBatch(other.model, limit);
    expect(twin.thief(by).stealBatch(other.owner, limit)).toBe(answer);
  };
}

function drain(room: number): Step {
  return (twin) => expect(twin.drain(room)).toEqual(twin.model.drain(room));
}

test('any sequence of operations on two deques equals the same one on two arrays', () => {
  const program = fc.array(fc.tuple(fc.boolean(), steps), { maxLength: 200 });
  fc.assert(
    fc.property(capacities, capacities, starts, starts, program, (a, b, startA, startB, moves) => {
      const [first, second] = [new Twin(a, startA), new Twin(b, startB)];
      for (const [onFirst, step] of moves) {
        if (onFirst) step(first, second);
        else step(second, first);
        first.expectEqual();
        second.expectEqual();
      }
      first.expectSameElements();
      second.expectSameElements();
    }),
    runs(300),
  );
});
