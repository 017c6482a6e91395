import { describe, expect, test } from '@jest/globals';
import { Deque } from '../src/chase-lev.js';
import { GlobalQueue } from '../src/global-queue.js';
import { Inbox, InboxSender } from '../src/inbox.js';
import * as layout from '../src/layout.js';
import { ParkingCell } from '../src/parking-cell.js';
import { framed } from './regions.js';

const CAPACITIES = [2, 4, 8, 16, 32, 64, 128, 1024, 2 ** 20, 2 ** 26];

describe('words that different threads write are at least a line apart', () => {
  test('a line is 128 bytes', () => {
    expect(layout.LINE_BYTES).toBe(128);
  });

  test.each([
    ['Deque', [layout.DEQUE_TOP, layout.DEQUE_BOTTOM, layout.DEQUE_CELLS]],
    ['GlobalQueue', [layout.QUEUE_HEAD, layout.QUEUE_TAIL, layout.QUEUE_CAPACITY]],
    ['GlobalQueue slots', [layout.QUEUE_TAIL, layout.QUEUE_SLOTS]],
  ])('in a %s', (_, words) => {
    for (const [i, word] of words.slice(1).entries()) {
      expect((word - (words[i] ?? NaN)) * 4).toBeGreaterThanOrEqual(layout.LINE_BYTES);
    }
  });

  test('and so is what the queue reads in each call from what it reads once', () => {
    const once = [layout.QUEUE_CAPACITY, layout.QUEUE_HANDLE_BITS, layout.QUEUE_MAGIC_AT];
    for (const word of once) {
      expect((layout.QUEUE_SLOTS - word) * 4).toBeGreaterThan(0);
      expect(Math.floor((word * 4) / layout.LINE_BYTES)).toBe(2);
    }
  });
});

test('the words are where the map draws them', () => {
  expect([layout.DEQUE_TOP, layout.DEQUE_BOTTOM, layout.DEQUE_CAPACITY]).toEqual([0, 32, 33]);
  expect([layout.DEQUE_MAGIC_AT, layout.DEQUE_CELLS]).toEqual([34, 64]);
  expect([layout.QUEUE_HEAD, layout.QUEUE_TAIL, layout.QUEUE_CAPACITY]).toEqual([0, 32, 64]);
  expect([layout.QUEUE_HANDLE_BITS, layout.QUEUE_MAGIC_AT]).toEqual([65, 66]);
  expect(layout.QUEUE_SLOTS).toBe(96);
  expect([layout.INBOX_HEAD, layout.INBOX_MAGIC_AT]).toEqual([0, 1]);
  expect([layout.CELL_STATE, layout.CELL_MAGIC_AT]).toEqual([0, 1]);
});

test('each kind of structure has a mark of its own', () => {
  const marks = [layout.DEQUE_MAGIC, layout.QUEUE_MAGIC, layout.INBOX_MAGIC, layout.CELL_MAGIC];
  expect(new Set(marks).size).toBe(4);
  expect(marks.every((mark) => mark !== 0 && mark === (mark | 0))).toBe(true);
});

describe('sizes', () => {
  test.each([
    ['dequeBytes', layout.dequeBytes, layout.DEQUE_CELLS],
    ['globalQueueBytes', layout.globalQueueBytes, layout.QUEUE_SLOTS],
  ])('%s is whole lines, with room for every cell', (_, bytesOf, first) => {
    for (const capacity of CAPACITIES) {
      const bytes = bytesOf(capacity);
      expect(bytes % layout.LINE_BYTES).toBe(0);
      expect(bytes).toBeGreaterThanOrEqual((first + capacity) * 4);
      expect(bytes).toBeLessThan((first + capacity) * 4 + layout.LINE_BYTES);
    }
  });

  test('an inbox and a parking cell take one line each', () => {
    expect([layout.INBOX_BYTES, layout.PARKING_CELL_BYTES]).toEqual([128, 128]);
  });
});

describe('a structure keeps to its own bytes, with every cell in use', () => {
  test.each([2, 4, 32, 64])('Deque of %i', (capacity) => {
    const region = framed(layout.dequeBytes(capacity));
    const deque = Deque.create(region.buffer, region.at, capacity, -1);
    for (let i = 0; i < 3 * capacity; i++) {
      while (deque.push(-1));
      deque.drain(new Int32Array(1));
    }
    expect(region.isFrameIntact()).toBe(true);
  });

  test.each([2, 4, 32, 64])('GlobalQueue of %i', (capacity) => {
    const region = framed(layout.globalQueueBytes(capacity));
    const queue = GlobalQueue.create(region.buffer, region.at, capacity, { start: -1 });
    for (let i = 0; i < 3 * capacity; i++) {
      while (queue.push(queue.maxHandle));
      queue.pop();
    }
    expect(region.isFrameIntact()).toBe(true);
  });

  test('Inbox, with its links behind it', () => {
    const region = framed(layout.INBOX_BYTES + 64);
    const links = { byteOffset: region.at + layout.INBOX_BYTES, stride: 4, count: 16 };
    const inbox = Inbox.create(region.buffer, region.at, links);
    const sender = new InboxSender(region.buffer, region.at, links);
    for (let item = 0; item < 16; item++) sender.send(item);
    inbox.takeAll();
    inbox.sleep();
    expect(region.isFrameIntact()).toBe(true);
  });

  test('ParkingCell', () => {
    const region = framed(layout.PARKING_CELL_BYTES);
    ParkingCell.create(region.buffer, region.at).park(0);
    expect(region.isFrameIntact()).toBe(true);
  });
});
