import { describe, expect, test } from '@jest/globals';
import { GlobalQueue, type GlobalQueueOptions } from '../src/global-queue.js';
import { EMPTY } from '../src/handle.js';
import { globalQueueBytes } from '../src/layout.js';
import { imageOf, STARTS } from './regions.js';

const CAPACITY = 4;

function queueOf(handles: number[], options: GlobalQueueOptions & { capacity?: number } = {}) {
  const { capacity = CAPACITY, ...rest } = options;
  const buffer = new SharedArrayBuffer(globalQueueBytes(capacity));
  const queue = GlobalQueue.create(buffer, 0, capacity, rest);
  for (const handle of handles) expect(queue.push(handle)).toBe(true);
  return { buffer, queue };
}

function popAll(queue: GlobalQueue): number[] {
  const taken = [];
  for (let handle = queue.pop(); handle !== EMPTY; handle = queue.pop()) taken.push(handle);
  return taken;
}

function popBatch(queue: GlobalQueue, room: number): number[] {
  const into = new Int32Array(room);
  return [...into.subarray(0, queue.popBatch(into))];
}

test('smoke: first in, first out', () => {
  const { queue } = queueOf([]);
  expect(queue.pop()).toBe(EMPTY);
  for (const handle of [1, 2, 3]) expect(queue.push(handle)).toBe(true);
  expect([queue.pop(), queue.pop()]).toEqual([1, 2]);
  expect(queue.push(4)).toBe(true);
  expect([queue.pop(), queue.pop(), queue.pop()]).toEqual([3, 4, EMPTY]);
});

describe.each(STARTS)('a queue whose first ticket is %i', (start) => {
  test('gives its elements in the order they came', () => {
    const { queue } = queueOf([4, 3, 2, 1], { start });
    expect(popAll(queue)).toEqual([4, 3, 2, 1]);
  });

  test('refuses an element when full, and takes one for each that leaves', () => {
    const { queue } = queueOf([1, 2, 3, 4], { start });
    expect(queue.push(5)).toBe(false);
    expect(queue.pop()).toBe(1);
    expect([queue.push(6), queue.push(7)]).toEqual([true, false]);
    expect(popAll(queue)).toEqual([2, 3, 4, 6]);
  });

  test('counts its elements', () => {
    const { queue } = queueOf([], { start });
    for (let size = 0; size < CAPACITY; size++) {
      expect(queue.size).toBe(size);
      queue.push(size);
    }
    for (let size = CAPACITY; size > 0; size--) {
      expect(queue.size).toBe(size);
      queue.pop();
    }
    expect(queue.size).toBe(0);
  });

  test('keeps going through its laps, empty and full alike', () => {
    // 30-bit handles leave two bits for laps: these repeat every fourth one.
    for (const handleBits of [8, 30]) {
      const { queue } = queueOf([], { start, handleBits });
      for (let lap = 0; lap < 10; lap++) {
        expect(queue.pop()).toBe(EMPTY);
        for (let i = 0; i < CAPACITY; i++) expect(queue.push(lap * CAPACITY + i)).toBe(true);
        expect(queue.push(0)).toBe(false);
        for (let i = 0; i < CAPACITY; i++) expect(queue.pop()).toBe(lap * CAPACITY + i);
      }
      expect(queue.pop()).toBe(EMPTY);
    }
  });

  test('moves batches across its end', () => {
    const { queue } = queueOf([1, 2, 3], { start });
    expect(popBatch(queue, 2)).toEqual([1, 2]);
    expect(queue.pushBatch(Int32Array.of(4, 5, 6))).toBe(3);
    expect(popBatch(queue, 4)).toEqual([3, 4, 5, 6]);
    expect(popBatch(queue, 4)).toEqual([]);
  });
});

describe('pushBatch', () => {
  test.each([
    { before: 0, handles: 4, pushed: 4 },
    { before: 3, handles: 4, pushed: 1 },
    { before: 4, handles: 4, pushed: 0 },
    { before: 0, handles: 9, pushed: 4 },
    { before: 0, handles: 0, pushed: 0 },
  ])('puts $pushed of $handles behind $before', ({ before, handles, pushed }) => {
    const first = [10, 11, 12, 13].slice(0, before);
    const { queue } = queueOf(first);
    const batch = Int32Array.from({ length: handles }, (_, i) => i);
    expect(queue.pushBatch(batch)).toBe(pushed);
    expect(queue.size).toBe(before + pushed);
    expect(popAll(queue)).toEqual([...first, ...batch.subarray(0, pushed)]);
  });

  test('takes the first `count` only', () => {
    const { queue } = queueOf([]);
    expect(queue.pushBatch(Int32Array.of(1, 2, 3), 2)).toBe(2);
    expect(popAll(queue)).toEqual([1, 2]);
  });

  test('looks at no handle behind `count`', () => {
    const { queue } = queueOf([]);
    expect(queue.pushBatch(Int32Array.of(1, -1), 1)).toBe(1);
    expect(popAll(queue)).toEqual([1]);
  });

  test.each([
    {
      handles: [1, -1],
      count: 2,
      message: 'handle: expected an integer from 0 to 1022, received -1',
    },
    {
      handles: [1, 1023],
      count: 2,
      message: 'handle: expected an integer from 0 to 1022, received 1023',
    },
    { handles: [1], count: 2, message: 'count: expected an integer from 0 to 1, received 2' },
    { handles: [1], count: -1, message: 'count: expected an integer from 0 to 1, received -1' },
    { handles: [1], count: 0.5, message: 'count: expected an integer from 0 to 1, received 0.5' },
    { handles: [1], count: NaN, message: 'count: expected an integer from 0 to 1, received NaN' },
  ])('appends nothing of $handles with count $count', ({ handles, count, message }) => {
    const { buffer, queue } = queueOf([7]);
    const before = imageOf(buffer);
    expect(() => queue.pushBatch(Int32Array.from(handles), count)).toThrow(new RangeError(message));
    expect(imageOf(buffer)).toBe(before);
  });
});

describe('popBatch', () => {
  test.each([
    { elements: 0, room: 4, popped: 0 },
    { elements: 3, room: 0, popped: 0 },
    { elements: 3, room: 2, popped: 2 },
    { elements: 3, room: 3, popped: 3 },
    { elements: 3, room: 9, popped: 3 },
    { elements: 4, room: 9, popped: 4 },
  ])('takes $popped of $elements into room for $room', ({ elements, room, popped }) => {
    const handles = [10, 11, 12, 13].slice(0, elements);
    const { queue } = queueOf(handles);
    const into = new Int32Array(room).fill(-7);
    expect(queue.popBatch(into)).toBe(popped);
    expect([...into.subarray(0, popped)]).toEqual(handles.slice(0, popped));
    expect([...into.subarray(popped)].every((cell) => cell === -7)).toBe(true);
    expect(popAll(queue)).toEqual(handles.slice(popped));
  });

  test('takes at most `limit`', () => {
    const { queue } = queueOf([1, 2, 3]);
    const into = new Int32Array(3);
    expect([queue.popBatch(into, 2), queue.popBatch(into, 0)]).toEqual([2, 0]);
    expect([...into]).toEqual([1, 2, 0]);
  });

  test.each([-1, 4, 0.5, NaN])('refuses a limit of %d for room of 3', (limit) => {
    const { buffer, queue } = queueOf([1]);
    const before = imageOf(buffer);
    expect(() => queue.popBatch(new Int32Array(3), limit)).toThrow(
      new RangeError(`limit: expected an integer from 0 to 3, received ${limit}`),
    );
    expect(imageOf(buffer)).toBe(before);
  });
});

describe('peek', () => {
  test.each(STARTS)('visits the elements in order and leaves them, from ticket %i', (start) => {
    const { buffer, queue } = queueOf([1, 2, 3, 4], { start });
    queue.pop();
    const before = imageOf(buffer);
    const seen: number[] = [];
    queue.peek((handle) => seen.push(handle));
    expect(seen).toEqual([2, 3, 4]);
    expect(imageOf(buffer)).toBe(before);
  });

  test('visits nothing when there is nothing, and all when it is full', () => {
    const seen: number[] = [];
    queueOf([]).queue.peek((handle) => seen.push(handle));
    expect(seen).toEqual([]);
    queueOf([5, 6, 7, 8]).queue.peek((handle) => seen.push(handle));
    expect(seen).toEqual([5, 6, 7, 8]);
  });
});

describe('handles', () => {
  test.each([
    [8, 254],
    [16, 65534],
    [24, 16777214],
    [30, 1073741822],
  ])('of %i bits are 0 to %i', (handleBits, maxHandle) => {
    const { buffer, queue } = queueOf([0, maxHandle], { handleBits });
    expect(queue.maxHandle).toBe(maxHandle);
    expect(popAll(queue)).toEqual([0, maxHandle]);
    const before = imageOf(buffer);
    for (const handle of [-1, maxHandle + 1, 2 ** 31, 2 ** 32, 0.5, NaN, Infinity, EMPTY]) {
      expect(() => queue.push(handle)).toThrow(
        new RangeError(
          `handle: expected an integer from 0 to ${maxHandle}, received ${String(handle)}`,
        ),
      );
    }
    expect(imageOf(buffer)).toBe(before);
  });

  test.each([
    { capacity: 2, bits: 9 },
    { capacity: 4096, bits: 20 },
    { capacity: 65_536, bits: 24 },
    { capacity: 131_072, bits: 24 },
  ])('of a queue for $capacity have $bits bits unless told: a window of 2^24', (each) => {
    const buffer = new SharedArrayBuffer(globalQueueBytes(each.capacity));
    expect(GlobalQueue.create(buffer, 0, each.capacity).maxHandle).toBe(2 ** each.bits - 2);
  });
});

describe('several views of one region', () => {
  test('push and pop as one', () => {
    const { buffer, queue } = queueOf([1], { handleBits: 12 });
    const [second, third] = [new GlobalQueue(buffer, 0), new GlobalQueue(buffer, 0)];
    expect([second.push(2), third.push(3), queue.push(4), second.push(5)]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect([third.pop(), queue.pop(), second.pop(), third.pop(), queue.pop()]).toEqual([
      1,
      2,
      3,
      4,
      EMPTY,
    ]);
  });

  test('all know the capacity and the width of a handle', () => {
    const { buffer } = queueOf([], { capacity: 16, handleBits: 12 });
    const view = new GlobalQueue(buffer, 0);
    expect([view.capacity, view.maxHandle]).toEqual([16, 4094]);
  });

  test('two queues in one buffer do not touch each other', () => {
    const bytes = globalQueueBytes(4);
    const buffer = new SharedArrayBuffer(2 * bytes);
    const [first, second] = [
      GlobalQueue.create(buffer, 0, 4),
      GlobalQueue.create(buffer, bytes, 4),
    ];
    first.pushBatch(Int32Array.of(1, 2, 3, 4));
    second.pushBatch(Int32Array.of(5, 6, 7, 8));
    expect([popAll(first), popAll(second)]).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
  });
});

test('creating a queue that starts at 0 touches only its header', () => {
  const bytes = globalQueueBytes(64);
  const buffer = new SharedArrayBuffer(bytes);
  const slots = bytes - 64 * 4;
  new Uint8Array(buffer, slots).fill(0x11);
  GlobalQueue.create(buffer, 0, 64);
  expect([...new Uint8Array(buffer, slots)].every((byte) => byte === 0x11)).toBe(true);
});

test('the largest capacity follows from the width of a handle', () => {
  expect(queueOf([1, 2], { capacity: 2 ** 8, handleBits: 8 }).queue.capacity).toBe(2 ** 8);
  expect(queueOf([1, 2], { capacity: 2 ** 24 }).queue.capacity).toBe(2 ** 24);
});
