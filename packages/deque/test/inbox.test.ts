import { describe, expect, test } from '@jest/globals';
import { EMPTY } from '../src/handle.js';
import { Inbox, InboxSender } from '../src/inbox.js';
import { INBOX_BYTES } from '../src/layout.js';
import { imageOf } from './regions.js';

const ITEMS = 8;

function inboxOf(links = { byteOffset: INBOX_BYTES, stride: 4, count: ITEMS }) {
  const buffer = new SharedArrayBuffer(links.byteOffset + links.count * links.stride);
  const inbox = Inbox.create(buffer, 0, links);
  return { buffer, links, inbox, sender: new InboxSender(buffer, 0, links) };
}

function receive(inbox: Inbox): number[] {
  const items = [];
  for (let item = inbox.takeAll(); item !== EMPTY; item = inbox.next(item)) items.push(item);
  return items;
}

test('smoke: items come out in the order in which they went in, all at once', () => {
  const { inbox, sender } = inboxOf();
  expect(inbox.takeAll()).toBe(EMPTY);
  for (const item of [3, 0, 7]) sender.send(item);
  expect(inbox.takeAll()).toBe(3);
  expect(inbox.next(3)).toBe(0);
  expect(inbox.next(0)).toBe(7);
  expect(inbox.next(7)).toBe(EMPTY);
  expect(inbox.takeAll()).toBe(EMPTY);
});

test('hasMail says whether there is something to take', () => {
  const { inbox, sender } = inboxOf();
  expect(inbox.hasMail()).toBe(false);
  inbox.sleep();
  expect(inbox.hasMail()).toBe(false);
  sender.send(0);
  expect(inbox.hasMail()).toBe(true);
  receive(inbox);
  expect(inbox.hasMail()).toBe(false);
});

test('an item can be sent again once it is received', () => {
  const { inbox, sender } = inboxOf();
  for (let round = 0; round < 3; round++) {
    sender.send(1);
    sender.send(2);
    expect(receive(inbox)).toEqual([1, 2]);
  }
});

test('items that arrive while others are read are the next batch', () => {
  const { inbox, sender } = inboxOf();
  sender.send(0);
  sender.send(1);
  expect(inbox.takeAll()).toBe(0);
  sender.send(2);
  expect([inbox.next(0), inbox.next(1)]).toEqual([1, EMPTY]);
  sender.send(0); // read already, so it may go round again
  expect(receive(inbox)).toEqual([2, 0]);
});

test('senders share one inbox, and each one’s items stay in order', () => {
  const { buffer, links, inbox, sender } = inboxOf();
  const other = new InboxSender(buffer, 0, links);
  sender.send(0);
  other.send(4);
  sender.send(1);
  other.send(5);
  expect(receive(inbox)).toEqual([0, 4, 1, 5]);
});

test('the next receiver goes on where the last one stopped', () => {
  const { buffer, links, inbox, sender } = inboxOf();
  sender.send(0);
  expect(receive(inbox)).toEqual([0]);
  sender.send(1);
  expect(receive(new Inbox(buffer, 0, links))).toEqual([1]);
});

describe('the doorbell', () => {
  test('rings for the first item sent to a receiver asleep, and only for that one', () => {
    const { inbox, sender } = inboxOf();
    expect(sender.send(0)).toBe(false);
    expect(receive(inbox)).toEqual([0]);
    expect(inbox.sleep()).toBe(true);
    expect(sender.send(1)).toBe(true);
    expect(sender.send(2)).toBe(false);
    expect(receive(inbox)).toEqual([1, 2]);
    expect(sender.send(3)).toBe(false);
  });

  test('refuses a sleep beside items', () => {
    const { inbox, sender } = inboxOf();
    sender.send(0);
    expect(inbox.sleep()).toBe(false);
    expect(receive(inbox)).toEqual([0]);
  });

  test('may be set again by a receiver that woke for another reason', () => {
    const { inbox, sender } = inboxOf();
    expect([inbox.sleep(), inbox.sleep()]).toEqual([true, true]);
    expect([sender.send(0), sender.send(1)]).toEqual([true, false]);
  });

  test('is taken back by looking', () => {
    const { inbox, sender } = inboxOf();
    inbox.sleep();
    expect(inbox.takeAll()).toBe(EMPTY);
    expect(sender.send(0)).toBe(false);
  });
});

describe('links', () => {
  test('may be anywhere, also inside the items', () => {
    const links = { byteOffset: 1036, stride: 52, count: 3 };
    const { buffer, inbox, sender } = inboxOf(links);
    new Uint8Array(buffer, INBOX_BYTES).fill(0x11);
    for (const item of [2, 0, 1]) sender.send(item);
    expect(receive(inbox)).toEqual([2, 0, 1]);
    const bytes = new Uint8Array(buffer, INBOX_BYTES);
    const changed = [...bytes.entries()].filter(([, byte]) => byte !== 0x11).map(([at]) => at);
    const linkCells = [0, 1, 2].flatMap((item) =>
      [0, 1, 2, 3].map((byte) => links.byteOffset + item * links.stride + byte - INBOX_BYTES),
    );
    expect(linkCells).toEqual(expect.arrayContaining(changed));
  });

  test('may lie in a buffer that is no whole number of cells', () => {
    const links = { byteOffset: INBOX_BYTES, stride: 4, count: 2 };
    const buffer = new SharedArrayBuffer(INBOX_BYTES + 11);
    const inbox = Inbox.create(buffer, 0, links);
    new InboxSender(buffer, 0, links).send(1);
    expect(receive(inbox)).toEqual([1]);
  });

  test('need not lie behind the inbox', () => {
    const buffer = new SharedArrayBuffer(512);
    const links = { byteOffset: 0, stride: 8, count: 16 };
    const inbox = Inbox.create(buffer, 384, links);
    const sender = new InboxSender(buffer, 384, links);
    for (let item = 15; item >= 0; item--) sender.send(item);
    expect(receive(inbox)).toEqual(Array.from({ length: 16 }, (_, i) => 15 - i));
  });
});

test.each([-1, ITEMS, 0.5, NaN, Infinity, 2 ** 32, EMPTY])('there is no item %d', (item) => {
  const { buffer, inbox, sender } = inboxOf();
  sender.send(3);
  const before = imageOf(buffer);
  expect(() => sender.send(item)).toThrow(
    new RangeError(`item: expected an integer from 0 to 7, received ${item}`),
  );
  expect(imageOf(buffer)).toBe(before);
  expect(receive(inbox)).toEqual([3]);
});
