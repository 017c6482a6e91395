import { describe, expect, test } from '@jest/globals';
import { Deque, MAX_DEQUE_CAPACITY, Stealer } from '../src/chase-lev.js';
import { EMPTY, MIN_HANDLE, RETRY } from '../src/handle.js';
import { DEQUE_BOTTOM, DEQUE_TOP, dequeBytes } from '../src/layout.js';
import { imageOf, STARTS } from './regions.js';

const CAPACITY = 4;

function dequeWith(handles: number[], { capacity = CAPACITY, start = 0 } = {}) {
  const buffer = new SharedArrayBuffer(dequeBytes(capacity));
  const deque = Deque.create(buffer, 0, capacity, start);
  for (const handle of handles) expect(deque.push(handle)).toBe(true);
  return { buffer, deque, thief: new Stealer(buffer, 0) };
}

function popAll(deque: Deque): number[] {
  const taken = [];
  for (let handle = deque.pop(); handle !== EMPTY; handle = deque.pop()) taken.push(handle);
  return taken;
}

function stealAll(thief: Stealer): number[] {
  const taken = [];
  for (let handle = thief.steal(); handle !== EMPTY; handle = thief.steal()) taken.push(handle);
  return taken;
}

function peekAt(thief: Stealer): number[] {
  const seen: number[] = [];
  thief.peek((handle) => seen.push(handle));
  return seen;
}

test('smoke: the owner takes the newest, a thief the oldest', () => {
  const { deque, thief } = dequeWith([]);
  expect(deque.pop()).toBe(EMPTY);
  for (const handle of [1, 2, 3]) expect(deque.push(handle)).toBe(true);
  expect(thief.steal()).toBe(1);
  expect(deque.pop()).toBe(3);
  expect(deque.pop()).toBe(2);
  expect(deque.pop()).toBe(EMPTY);
  expect(thief.steal()).toBe(EMPTY);
});

describe.each(STARTS)('a deque whose first index is %i', (start) => {
  test('gives its elements to the owner, newest first', () => {
    const { deque } = dequeWith([1, 2, 3, 4], { start });
    expect(popAll(deque)).toEqual([4, 3, 2, 1]);
  });

  test('shows its owner the newest, which stays', () => {
    const { deque, thief } = dequeWith([1, 2], { start });
    expect([deque.newest(), deque.newest(), deque.pop(), deque.newest()]).toEqual([2, 2, 2, 1]);
    thief.steal();
    expect([deque.pop(), deque.newest()]).toEqual([EMPTY, EMPTY]);
  });

  test('gives its elements to a thief, oldest first', () => {
    const { thief } = dequeWith([1, 2, 3, 4], { start });
    expect(stealAll(thief)).toEqual([1, 2, 3, 4]);
  });

  test('refuses an element when full, and takes it after a pop or a steal', () => {
    const { deque, thief } = dequeWith([1, 2, 3, 4], { start });
    expect(deque.isFull()).toBe(true);
    expect(deque.push(5)).toBe(false);
    expect(deque.pop()).toBe(4);
    expect(deque.isFull()).toBe(false);
    expect(deque.push(6)).toBe(true);
    expect(deque.push(7)).toBe(false);
    expect(thief.steal()).toBe(1);
    expect(deque.push(8)).toBe(true);
    expect(stealAll(thief)).toEqual([2, 3, 6, 8]);
  });

  test('counts its elements the same from both ends', () => {
    const { deque, thief } = dequeWith([], { start });
    for (let size = 0; size <= CAPACITY; size++) {
      expect([deque.size, thief.size]).toEqual([size, size]);
      deque.push(size);
    }
    for (let size = CAPACITY; size > 0; size--) {
      expect([deque.size, thief.size]).toEqual([size, size]);
      if (size % 2 === 0) deque.pop();
      else thief.steal();
    }
    expect([deque.size, thief.size]).toEqual([0, 0]);
  });

  test('keeps going around its cells', () => {
    const { deque, thief } = dequeWith([], { start });
    for (let lap = 0; lap < 5 * CAPACITY; lap++) {
      expect(deque.push(3 * lap)).toBe(true);
      expect(deque.push(3 * lap + 1)).toBe(true);
      expect(deque.push(3 * lap + 2)).toBe(true);
      expect(thief.steal()).toBe(3 * lap);
      expect(deque.pop()).toBe(3 * lap + 2);
      expect(lap % 2 === 0 ? deque.pop() : thief.steal()).toBe(3 * lap + 1);
      expect(deque.pop()).toBe(EMPTY);
    }
  });

  test('stays usable after any number of looks at nothing', () => {
    const { deque, thief } = dequeWith([], { start });
    for (let i = 0; i < 3; i++) expect([deque.pop(), thief.steal()]).toEqual([EMPTY, EMPTY]);
    deque.push(1);
    expect(thief.steal()).toBe(1);
    for (let i = 0; i < 3; i++) expect([deque.pop(), thief.steal()]).toEqual([EMPTY, EMPTY]);
    deque.push(2);
    expect(deque.pop()).toBe(2);
  });
});

describe('the last element', () => {
  test('goes to the owner when the thief comes late', () => {
    const { deque, thief } = dequeWith([1]);
    expect(deque.pop()).toBe(1);
    expect(thief.steal()).toBe(EMPTY);
  });

  test('goes to the thief when the owner comes late, though the owner thought it had one', () => {
    const { deque, thief } = dequeWith([1]);
    expect(thief.steal()).toBe(1);
    expect(deque.pop()).toBe(EMPTY);
  });

  test('goes to the thief when the owner thought it had several', () => {
    const { deque, thief } = dequeWith([1, 2, 3]);
    expect(stealAll(thief)).toEqual([1, 2, 3]);
    expect(deque.pop()).toBe(EMPTY);
    expect(deque.push(4)).toBe(true);
    expect(deque.pop()).toBe(4);
  });

  test('goes to the owner when thieves left just one of several', () => {
    const { deque, thief } = dequeWith([1, 2, 3]);
    expect([thief.steal(), thief.steal()]).toEqual([1, 2]);
    expect(deque.pop()).toBe(3);
    expect([deque.pop(), thief.steal()]).toEqual([EMPTY, EMPTY]);
  });
});

describe('handles', () => {
  test('may be any 32-bit integer above the two answers', () => {
    for (const handle of [MIN_HANDLE, -1, 0, 1, 2 ** 31 - 1]) {
      const { deque, thief } = dequeWith([handle, handle]);
      expect(thief.steal()).toBe(handle);
      expect(deque.pop()).toBe(handle);
    }
  });

  test('may repeat: the deque does not look at them', () => {
    const { deque } = dequeWith([5, 5, 5]);
    expect(popAll(deque)).toEqual([5, 5, 5]);
  });

  test.each([EMPTY, RETRY, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 0.5, NaN, Infinity, -Infinity])(
    'may not be %d',
    (handle) => {
      const { buffer, deque } = dequeWith([1]);
      const before = imageOf(buffer);
      expect(() => deque.push(handle)).toThrow(
        new RangeError(
          `handle: expected an integer from -2147483646 to 2147483647, received ${handle}`,
        ),
      );
      expect(imageOf(buffer)).toBe(before);
      expect(popAll(deque)).toEqual([1]);
    },
  );

  test('are checked before the deque is found full', () => {
    const { deque } = dequeWith([1, 2, 3, 4]);
    expect(() => deque.push(EMPTY)).toThrow(RangeError);
  });
});

describe('stealBatch', () => {
  test.each([
    { elements: 1, limit: 9, taken: 1 },
    { elements: 2, limit: 9, taken: 1 },
    { elements: 3, limit: 9, taken: 2 },
    { elements: 8, limit: 9, taken: 4 },
    { elements: 8, limit: 3, taken: 3 },
    { elements: 8, limit: 1, taken: 1 },
  ])('takes $taken of $elements with limit $limit, oldest first', ({ elements, limit, taken }) => {
    const handles = Array.from({ length: elements }, (_, i) => i);
    const { thief } = dequeWith(handles, { capacity: 8 });
    const { deque: own, thief: ownThief } = dequeWith([], { capacity: 8 });
    expect(thief.stealBatch(own, limit)).toBe(0);
    expect(stealAll(ownThief)).toEqual(handles.slice(1, taken));
    expect(stealAll(thief)).toEqual(handles.slice(taken));
  });

  test('adds to what the thief has already, as its newest', () => {
    const { thief } = dequeWith([1, 2, 3, 4]);
    const { deque: own } = dequeWith([8, 9]);
    expect(thief.stealBatch(own, 4)).toBe(1);
    expect(popAll(own)).toEqual([2, 9, 8]);
  });

  test('leaves the rest where it is when the thief has no room', () => {
    const { deque, thief } = dequeWith([1, 2, 3, 4, 5, 6, 7, 8], { capacity: 8 });
    const { deque: own } = dequeWith([9], { capacity: 2 });
    expect(thief.stealBatch(own, 8)).toBe(1);
    expect(thief.stealBatch(own, 8)).toBe(3);
    expect(popAll(own)).toEqual([2, 9]);
    expect(popAll(deque)).toEqual([8, 7, 6, 5, 4]);
  });

  test('answers EMPTY when there is nothing, and leaves the own deque alone', () => {
    const { thief } = dequeWith([]);
    const { deque: own } = dequeWith([9]);
    expect(thief.stealBatch(own, 4)).toBe(EMPTY);
    expect(popAll(own)).toEqual([9]);
  });

  test.each([0, -1, 0.5, NaN, MAX_DEQUE_CAPACITY + 1])('refuses a limit of %d', (limit) => {
    const { buffer, thief } = dequeWith([1, 2]);
    const { buffer: ownBuffer, deque: own } = dequeWith([]);
    const before = [imageOf(buffer), imageOf(ownBuffer)];
    expect(() => thief.stealBatch(own, limit)).toThrow(
      new RangeError(`limit: expected an integer from 1 to 67108864, received ${limit}`),
    );
    expect([imageOf(buffer), imageOf(ownBuffer)]).toEqual(before);
  });
});

describe('peek', () => {
  test.each(STARTS)(
    'visits the elements, oldest first, and leaves them, from index %i',
    (start) => {
      const { buffer, deque, thief } = dequeWith([1, 2, 3, 4], { start });
      deque.pop();
      thief.steal();
      const before = imageOf(buffer);
      expect(peekAt(thief)).toEqual([2, 3]);
      expect(imageOf(buffer)).toBe(before);
    },
  );

  test('visits nothing when there is nothing', () => {
    expect(peekAt(dequeWith([]).thief)).toEqual([]);
  });
});

describe('drain', () => {
  test.each([
    { elements: 0, room: 4, moved: 0 },
    { elements: 1, room: 4, moved: 1 },
    { elements: 4, room: 4, moved: 2 },
    { elements: 5, room: 4, moved: 3 },
    { elements: 8, room: 3, moved: 3 },
    { elements: 8, room: 0, moved: 0 },
  ])('moves $moved of $elements into room for $room', ({ elements, room, moved }) => {
    const handles = Array.from({ length: elements }, (_, i) => i + 1);
    const { deque, thief } = dequeWith(handles, { capacity: 8 });
    const into = new Int32Array(room).fill(-7);
    expect(deque.drain(into)).toBe(moved);
    expect([...into.subarray(0, moved)]).toEqual(handles.slice(0, moved));
    expect([...into.subarray(moved)].every((cell) => cell === -7)).toBe(true);
    expect(deque.size).toBe(elements - moved);
    expect(stealAll(thief)).toEqual(handles.slice(moved));
  });

  test('makes room in a full deque', () => {
    const { deque } = dequeWith([1, 2, 3, 4]);
    deque.drain(new Int32Array(4));
    expect([deque.push(5), deque.push(6), deque.push(7)]).toEqual([true, true, false]);
    expect(popAll(deque)).toEqual([6, 5, 4, 3]);
  });

  test('sees what thieves have taken since', () => {
    const { deque, thief } = dequeWith([1, 2, 3, 4]);
    expect([thief.steal(), thief.steal()]).toEqual([1, 2]);
    const into = new Int32Array(4);
    expect(deque.drain(into)).toBe(1);
    expect(into[0]).toBe(3);
  });
});

describe('several views of one region', () => {
  test('thieves share what there is', () => {
    const { buffer, thief } = dequeWith([1, 2, 3]);
    const other = new Stealer(buffer, 0);
    expect([thief.steal(), other.steal(), thief.steal(), other.steal()]).toEqual([1, 2, 3, EMPTY]);
  });

  test('the next owner goes on where the last one stopped', () => {
    const { buffer, deque, thief } = dequeWith([1, 2, 3]);
    thief.steal();
    deque.pop();
    const next = new Deque(buffer, 0);
    expect(next.size).toBe(1);
    expect(next.push(4)).toBe(true);
    expect(popAll(next)).toEqual([4, 2]);
  });

  test('all know the capacity', () => {
    const { buffer, deque, thief } = dequeWith([], { capacity: 16 });
    expect([deque.capacity, thief.capacity, new Deque(buffer, 0).capacity]).toEqual([16, 16, 16]);
  });

  test('two deques in one buffer do not touch each other', () => {
    const bytes = dequeBytes(4);
    const buffer = new SharedArrayBuffer(2 * bytes);
    const [first, second] = [Deque.create(buffer, 0, 4), Deque.create(buffer, bytes, 4)];
    for (const handle of [1, 2, 3, 4]) first.push(handle);
    for (const handle of [5, 6, 7, 8]) second.push(handle);
    expect([popAll(first), popAll(second)]).toEqual([
      [4, 3, 2, 1],
      [8, 7, 6, 5],
    ]);
  });
});

describe('create', () => {
  test('starts empty whatever the memory held', () => {
    const buffer = new SharedArrayBuffer(dequeBytes(4));
    new Uint8Array(buffer).fill(0xff);
    const deque = Deque.create(buffer, 0, 4);
    expect([deque.size, deque.pop()]).toEqual([0, EMPTY]);
    deque.push(1);
    expect(new Stealer(buffer, 0).steal()).toBe(1);
  });

  test('touches only the header', () => {
    const buffer = new SharedArrayBuffer(dequeBytes(64));
    new Uint8Array(buffer).fill(0x11);
    Deque.create(buffer, 0, 64);
    const header = dequeBytes(64) - 64 * 4;
    expect([...new Uint8Array(buffer, header)].every((byte) => byte === 0x11)).toBe(true);
  });

  test('allows the largest capacity', () => {
    const buffer = new SharedArrayBuffer(dequeBytes(MAX_DEQUE_CAPACITY));
    const deque = Deque.create(buffer, 0, MAX_DEQUE_CAPACITY, -1);
    for (const handle of [1, 2, 3]) expect(deque.push(handle)).toBe(true);
    expect(new Stealer(buffer, 0).steal()).toBe(1);
    expect(popAll(deque)).toEqual([3, 2]);
  });
});

describe('adopt', () => {
  // The states that an owner can leave behind, written as its death leaves them.
  function leftBehind(elements: number, { topBy = 0, bottomBy = 0, start = 0 }) {
    const handles = Array.from({ length: elements }, (_, i) => i + 1);
    const { buffer } = dequeWith(handles, { start });
    const words = new Int32Array(buffer);
    words[DEQUE_TOP] = ((words[DEQUE_TOP] ?? 0) + topBy) | 0;
    words[DEQUE_BOTTOM] = ((words[DEQUE_BOTTOM] ?? 0) + bottomBy) | 0;
    return { buffer, words };
  }

  test.each([
    { elements: 3, topBy: 0, bottomBy: 0, kept: [3, 2, 1], death: 'outside any call' },
    { elements: 0, topBy: 0, bottomBy: 0, kept: [], death: 'with nothing in it' },
    { elements: 3, topBy: 0, bottomBy: -1, kept: [2, 1], death: 'in pop, with the third in hand' },
    { elements: 1, topBy: 0, bottomBy: -1, kept: [], death: 'in pop, with the last in hand' },
    { elements: 2, topBy: 2, bottomBy: -1, kept: [], death: 'in pop, as a thief passed bottom' },
  ])('keeps $kept of $elements after a death $death', ({ elements, topBy, bottomBy, kept }) => {
    for (const start of STARTS) {
      const { buffer, words } = leftBehind(elements, { topBy, bottomBy, start });
      const deque = Deque.adopt(buffer, 0);
      expect(deque.size).toBe(kept.length);
      expect(((words[DEQUE_BOTTOM] ?? 0) - (words[DEQUE_TOP] ?? 0)) | 0).toBe(kept.length);
      expect(popAll(deque)).toEqual(kept);
      for (const handle of [7, 8, 9]) expect(deque.push(handle)).toBe(true);
      expect(new Stealer(buffer, 0).steal()).toBe(7);
      expect(popAll(deque)).toEqual([9, 8]);
    }
  });

  test('fails the swap of a thief that saw the last element before the owner died', () => {
    const { buffer, words } = leftBehind(1, { bottomBy: -1, start: 5 });
    Deque.adopt(buffer, 0);
    expect(words[DEQUE_TOP]).toBe(6); // the thief expects 5
  });
});

describe('stealIf', () => {
  test('takes the oldest element if it is accepted, and asks about no other', () => {
    const { deque, thief } = dequeWith([1, 2, 3]);
    const asked: number[] = [];
    const accepts = (wanted: number) => (handle: number) => {
      asked.push(handle);
      return handle === wanted;
    };
    expect(thief.stealIf(accepts(2))).toBe(EMPTY);
    expect(thief.stealIf(accepts(1))).toBe(1);
    expect(thief.stealIf(accepts(2))).toBe(2);
    expect(deque.pop()).toBe(3);
    expect(thief.stealIf(accepts(3))).toBe(EMPTY);
    expect(asked).toEqual([1, 1, 2]);
  });
});
