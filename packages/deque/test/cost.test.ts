import { describe, expect, test } from '@jest/globals';
import { dequeBytes, globalQueueBytes, INBOX_BYTES, PARKING_CELL_BYTES } from '../src/layout.js';
import { installDoor } from './door.js';

// What the doc comments promise, in `Atomics` calls.

const { costOf } = await installDoor();
const { Deque, Stealer } = await import('../src/chase-lev.js');
const { GlobalQueue } = await import('../src/global-queue.js');
const { Inbox, InboxSender } = await import('../src/inbox.js');
const { ParkingCell, Unparker } = await import('../src/parking-cell.js');

describe('Deque', () => {
  function dequeWith(elements: number, capacity = 8) {
    const buffer = new SharedArrayBuffer(dequeBytes(capacity));
    const deque = Deque.create(buffer, 0, capacity);
    for (let i = 0; i < elements; i++) deque.push(i);
    return { deque, thief: new Stealer(buffer, 0) };
  }

  test('push: 1, also when it returns false; 1 more when it looks full', () => {
    const { deque, thief } = dequeWith(0, 2);
    expect(costOf(() => deque.push(1))).toBe(1);
    expect(costOf(() => deque.push(2))).toBe(1);
    expect(costOf(() => deque.push(3))).toBe(1);
    thief.steal();
    expect(costOf(() => deque.push(3))).toBe(2);
  });

  test('isFull: 0, or 1 when it looks full', () => {
    const { deque } = dequeWith(1, 2);
    expect(costOf(() => deque.isFull())).toBe(0);
    deque.push(1);
    expect(costOf(() => deque.isFull())).toBe(1);
  });

  test('pop: 2; 1 for the last element; 0 when known to be empty', () => {
    const { deque } = dequeWith(3);
    expect(costOf(() => deque.pop())).toBe(2);
    expect(costOf(() => deque.pop())).toBe(2);
    expect(costOf(() => deque.pop())).toBe(1);
    expect(costOf(() => deque.pop())).toBe(0);
  });

  test('pop: 1 when a thief took the last element that the owner knew of', () => {
    const { deque, thief } = dequeWith(1);
    thief.steal();
    expect(costOf(() => deque.pop())).toBe(1);
    expect(costOf(() => deque.pop())).toBe(0);
  });

  test('pop: 4 when thieves left one, 3 when they left none', () => {
    const one = dequeWith(2);
    one.thief.steal();
    expect(costOf(() => one.deque.pop())).toBe(4);
    const none = dequeWith(2);
    none.thief.steal();
    none.thief.steal();
    expect(costOf(() => none.deque.pop())).toBe(3);
  });

  test('steal: 3, or 2 when there is nothing', () => {
    const { thief } = dequeWith(1);
    expect(costOf(() => thief.steal())).toBe(3);
    expect(costOf(() => thief.steal())).toBe(2);
  });

  test('stealBatch: 4 for the first, 3 for each further one', () => {
    for (let taken = 1; taken <= 4; taken++) {
      const { thief } = dequeWith(8);
      const { deque: own } = dequeWith(0);
      expect(costOf(() => thief.stealBatch(own, taken))).toBe(4 + 3 * (taken - 1));
    }
  });

  test('drain: 2', () => {
    const { deque } = dequeWith(8);
    const into = new Int32Array(4);
    expect(costOf(() => deque.drain(into))).toBe(2);
  });

  test('size: 1 for the owner, 2 for a thief', () => {
    const { deque, thief } = dequeWith(1);
    expect(costOf(() => deque.size)).toBe(1);
    expect(costOf(() => thief.size)).toBe(2);
  });
});

describe('GlobalQueue', () => {
  function queueWith(elements: number, capacity = 8) {
    const queue = GlobalQueue.create(
      new SharedArrayBuffer(globalQueueBytes(capacity)),
      0,
      capacity,
    );
    for (let i = 0; i < elements; i++) queue.push(i);
    return queue;
  }

  test('push: 2, or 1 when full', () => {
    const queue = queueWith(1, 2);
    expect(costOf(() => queue.push(1))).toBe(2);
    expect(costOf(() => queue.push(2))).toBe(1);
  });

  test('pop: 2, or 1 when empty', () => {
    const queue = queueWith(1);
    expect(costOf(() => queue.pop())).toBe(2);
    expect(costOf(() => queue.pop())).toBe(1);
  });

  test('pushBatch: n + 1, and 1 more when it fills the queue', () => {
    for (let n = 1; n <= 8; n++) {
      const queue = queueWith(0);
      expect(costOf(() => queue.pushBatch(new Int32Array(n)))).toBe(n + 1);
    }
    const queue = queueWith(5);
    expect(costOf(() => queue.pushBatch(new Int32Array(4)))).toBe(3 + 1 + 1);
  });

  test('popBatch: n + 1, and 1 more when it takes all there are', () => {
    for (let n = 1; n <= 8; n++) {
      const queue = queueWith(8);
      expect(costOf(() => queue.popBatch(new Int32Array(n)))).toBe(n + 1);
    }
    const queue = queueWith(3);
    expect(costOf(() => queue.popBatch(new Int32Array(8)))).toBe(3 + 1 + 1);
  });

  test('size: 2', () => {
    const queue = queueWith(1);
    expect(costOf(() => queue.size)).toBe(2);
  });
});

describe('Inbox', () => {
  test('send 1; takeAll 1, or none when it looks empty; next 0; sleep 1', () => {
    const buffer = new SharedArrayBuffer(INBOX_BYTES + 16);
    const links = { byteOffset: INBOX_BYTES, stride: 4, count: 4 };
    const inbox = Inbox.create(buffer, 0, links);
    const sender = new InboxSender(buffer, 0, links);
    expect(costOf(() => inbox.takeAll())).toBe(0);
    expect(costOf(() => inbox.hasMail())).toBe(0);
    expect(costOf(() => inbox.sleep())).toBe(1);
    expect(costOf(() => sender.send(0))).toBe(1);
    expect(costOf(() => sender.send(1))).toBe(1);
    expect(costOf(() => inbox.sleep())).toBe(1);
    expect(costOf(() => inbox.takeAll())).toBe(1);
    expect(costOf(() => inbox.next(0))).toBe(0);
  });
});

describe('ParkingCell', () => {
  test('park 2 with a token, 3 when it sleeps; unpark 1', () => {
    const buffer = new SharedArrayBuffer(PARKING_CELL_BYTES);
    const cell = ParkingCell.create(buffer, 0);
    const waker = new Unparker(buffer, 0);
    expect(costOf(() => cell.park(0))).toBe(3);
    expect(costOf(() => waker.unpark())).toBe(1);
    expect(costOf(() => cell.park())).toBe(2);
  });

  test('enterLoop 1, or 2 with a token; leaveLoop 1', () => {
    const buffer = new SharedArrayBuffer(PARKING_CELL_BYTES);
    const cell = ParkingCell.create(buffer, 0);
    expect(costOf(() => cell.enterLoop())).toBe(1);
    expect(costOf(() => cell.leaveLoop())).toBe(1);
    new Unparker(buffer, 0).unpark();
    expect(costOf(() => cell.enterLoop())).toBe(2);
  });
});
