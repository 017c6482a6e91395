import { describe, expect, test } from '@jest/globals';
import { EMPTY, RETRY } from '../src/handle.js';
import { dequeBytes, globalQueueBytes, INBOX_BYTES } from '../src/layout.js';
import { installDoor } from './door.js';

// One thread is stopped before its swap while another one works: what each of them is told.

const { beforeNextSwap, costOf } = await installDoor();
const { Deque, Stealer } = await import('../src/chase-lev.js');
const { GlobalQueue } = await import('../src/global-queue.js');
const { Inbox, InboxSender } = await import('../src/inbox.js');

describe('steal', () => {
  function dequeWith(elements: number) {
    const buffer = new SharedArrayBuffer(dequeBytes(8));
    const deque = Deque.create(buffer, 0, 8);
    for (let i = 0; i < elements; i++) deque.push(i);
    return { deque, thief: new Stealer(buffer, 0), rival: new Stealer(buffer, 0) };
  }

  test('answers RETRY when another thief was faster, after 3 `Atomics` calls', () => {
    const { thief, rival } = dequeWith(2);
    let answer = 0;
    beforeNextSwap(() => expect(rival.steal()).toBe(0));
    expect(costOf(() => (answer = thief.steal()))).toBe(3 + 3);
    expect(answer).toBe(RETRY);
    expect(thief.steal()).toBe(1);
  });

  test('answers RETRY when the owner took the last element first', () => {
    const { deque, thief } = dequeWith(1);
    beforeNextSwap(() => expect(deque.pop()).toBe(0));
    expect(thief.steal()).toBe(RETRY);
    expect(thief.steal()).toBe(EMPTY);
  });

  test('does not mind an owner who is busy at the other end', () => {
    const { deque, thief } = dequeWith(3);
    beforeNextSwap(() => expect([deque.pop(), deque.push(9)]).toEqual([2, true]));
    expect(thief.steal()).toBe(0);
  });

  test('does not give a cell that the owner has used again since', () => {
    const { deque, thief } = dequeWith(8);
    beforeNextSwap(() =>
      expect([deque.drain(new Int32Array(1)), deque.push(9)]).toEqual([1, true]),
    );
    expect(thief.steal()).toBe(RETRY);
    expect(thief.steal()).toBe(1);
  });

  test('in batches: answers RETRY when the first one is gone', () => {
    const { thief, rival } = dequeWith(4);
    const { deque: own } = dequeWith(0);
    beforeNextSwap(() => rival.steal());
    expect(thief.stealBatch(own, 4)).toBe(RETRY);
    expect(own.pop()).toBe(EMPTY);
  });

  test('in batches: stops where the owner has popped meanwhile', () => {
    const { deque, thief } = dequeWith(8);
    const { deque: own } = dequeWith(0);
    beforeNextSwap(() => {
      for (let i = 7; i >= 2; i--) expect(deque.pop()).toBe(i);
    });
    expect(thief.stealBatch(own, 4)).toBe(0);
    expect([own.pop(), own.pop()]).toEqual([1, EMPTY]);
    expect(deque.pop()).toBe(EMPTY);
  });

  test('the owner loses its last element to a thief who was faster', () => {
    const { deque, thief } = dequeWith(1);
    beforeNextSwap(() => expect(thief.steal()).toBe(0));
    expect(deque.pop()).toBe(EMPTY);
    expect([deque.push(7), deque.pop(), deque.pop()]).toEqual([true, 7, EMPTY]);
  });

  test('the owner loses the last of several to a thief who was faster', () => {
    const { deque, thief, rival } = dequeWith(2);
    rival.steal();
    beforeNextSwap(() => expect(thief.steal()).toBe(EMPTY)); // `bottom` is lowered: nothing to see
    expect(deque.pop()).toBe(1);
  });

  test('drain starts over when a thief was faster, for 1 more `Atomics` call', () => {
    const { deque, thief } = dequeWith(4);
    const into = new Int32Array(4);
    beforeNextSwap(() => thief.steal());
    expect(costOf(() => expect(deque.drain(into)).toBe(2)) - 3).toBe(2 + 1);
    expect([...into.subarray(0, 2)]).toEqual([1, 2]);
  });
});

describe('GlobalQueue', () => {
  function twoViews(handles: number[], capacity = 4) {
    const buffer = new SharedArrayBuffer(globalQueueBytes(capacity));
    const view = GlobalQueue.create(buffer, 0, capacity);
    for (const handle of handles) view.push(handle);
    return [view, new GlobalQueue(buffer, 0)] as const;
  }

  test('a push that finds its ticket used takes the next one', () => {
    const [first, second] = twoViews([]);
    beforeNextSwap(() => second.push(1));
    expect(first.push(2)).toBe(true);
    expect([first.pop(), first.pop(), first.pop()]).toEqual([1, 2, EMPTY]);
  });

  test('a push that finds the queue filled meanwhile answers full', () => {
    const [first, second] = twoViews([1, 2, 3]);
    beforeNextSwap(() => second.push(4));
    expect(first.push(5)).toBe(false);
  });

  test('a pop that finds its element gone takes the next one, or none', () => {
    const [first, second] = twoViews([1, 2]);
    beforeNextSwap(() => expect(second.pop()).toBe(1));
    expect(first.pop()).toBe(2);
    first.push(3);
    beforeNextSwap(() => expect(second.pop()).toBe(3));
    expect(first.pop()).toBe(EMPTY);
  });

  test('a thread that stops with `tail` not yet moved holds up nobody', () => {
    const [first, second] = twoViews([]);
    beforeNextSwap(() => {
      beforeNextSwap(() => {
        // `second` has filled its slot and stands before its swap on `tail`.
        expect(first.push(2)).toBe(true);
        expect(first.pop()).toBe(1);
      });
    });
    expect(second.push(1)).toBe(true);
    expect([first.pop(), first.pop()]).toEqual([2, EMPTY]);
  });

  test('batches of two producers mix, and each one’s elements stay in order', () => {
    const [first, second] = twoViews([], 8);
    beforeNextSwap(() => {
      expect(second.pushBatch(Int32Array.of(11, 12))).toBe(2);
    });
    expect(first.pushBatch(Int32Array.of(1, 2, 3))).toBe(3);
    const into = new Int32Array(8);
    expect([...into.subarray(0, first.popBatch(into))]).toEqual([11, 12, 1, 2, 3]);
  });
});

describe('Inbox', () => {
  function inboxOf() {
    const buffer = new SharedArrayBuffer(INBOX_BYTES + 16);
    const links = { byteOffset: INBOX_BYTES, stride: 4, count: 4 };
    return {
      inbox: Inbox.create(buffer, 0, links),
      sender: new InboxSender(buffer, 0, links),
      rival: new InboxSender(buffer, 0, links),
    };
  }

  function receive(inbox: InstanceType<typeof Inbox>): number[] {
    const items = [];
    for (let item = inbox.takeAll(); item !== EMPTY; item = inbox.next(item)) items.push(item);
    return items;
  }

  test('a send that another one overtakes costs 1 more `Atomics` call', () => {
    const { inbox, sender, rival } = inboxOf();
    beforeNextSwap(() => rival.send(1));
    expect(costOf(() => sender.send(0))).toBe(1 + 2);
    expect(receive(inbox)).toEqual([1, 0]);
  });

  test('a send survives that its item was newest, received and sent again meanwhile', () => {
    const { inbox, sender, rival } = inboxOf();
    rival.send(1);
    beforeNextSwap(() => {
      expect(receive(inbox)).toEqual([1]);
      rival.send(2);
      rival.send(1);
    });
    sender.send(0);
    expect(receive(inbox)).toEqual([2, 1, 0]);
  });

  test('an item that arrives before the receiver sleeps keeps it awake', () => {
    const { inbox, sender } = inboxOf();
    beforeNextSwap(() => expect(sender.send(0)).toBe(false));
    expect(inbox.sleep()).toBe(false);
  });

  test('of two senders to a receiver asleep, only the first to swap rings', () => {
    const { inbox, sender, rival } = inboxOf();
    inbox.sleep();
    beforeNextSwap(() => expect(rival.send(1)).toBe(true));
    expect(sender.send(0)).toBe(false);
    expect(receive(inbox)).toEqual([1, 0]);
  });
});
