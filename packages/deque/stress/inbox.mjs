// @ts-check
/** An inbox, its doorbell, and the way back of its items: what a pool's submitters and workers do. */
import {
  EMPTY,
  GlobalQueue,
  globalQueueBytes,
  Inbox,
  INBOX_BYTES,
  InboxSender,
  PARKING_CELL_BYTES,
  ParkingCell,
  Unparker,
} from '@pilfer/deque';
import { Breath, dawdle, play } from './crew.mjs';

const SENDERS = 2;
const ITEMS = 256;
/** An item: its link, who sent it, and as which of its sender's. */
const ITEM_BYTES = 16;
const LINKS = { byteOffset: INBOX_BYTES + PARKING_CELL_BYTES, stride: ITEM_BYTES, count: ITEMS };
const FREE_AT = LINKS.byteOffset + ITEMS * ITEM_BYTES;
/** A ring that takes longer than this is lost, milliseconds. */
const LIMIT = 20_000;
const PAUSE = 2000;

/**
 * @typedef {object} Setting
 * @property {SharedArrayBuffer} memory Inbox, parking cell, items, and the queue of free items.
 * @property {number} perSender
 */

/** @type {Record<string, import('./crew.mjs').Role<Setting>>} */
export const roles = {
  sender(thread, { memory, perSender }) {
    const { index, random } = thread;
    const inbox = new InboxSender(memory, 0, LINKS);
    const free = new GlobalQueue(memory, FREE_AT);
    const receiver = new Unparker(memory, INBOX_BYTES);
    const items = new Int32Array(memory, LINKS.byteOffset);
    const breath = new Breath();
    let rings = 0;
    for (let number = 0; number < perSender; number++) {
      let item = free.pop();
      for (; item === EMPTY; item = free.pop()) breath.take();
      items[item * 4 + 1] = index;
      items[item * 4 + 2] = number;
      if (inbox.send(item)) {
        rings++;
        receiver.unpark();
      }
      if (random.below(8) === 0) dawdle(random.below(PAUSE));
    }
    return { sent: perSender, rings };
  },

  receiver(_, { memory, perSender }) {
    const inbox = new Inbox(memory, 0, LINKS);
    const free = new GlobalQueue(memory, FREE_AT);
    const cell = new ParkingCell(memory, INBOX_BYTES);
    const items = new Int32Array(memory, LINKS.byteOffset);
    const numbers = new Int32Array(1 + SENDERS);
    let received = 0;
    let sleeps = 0;
    let batches = 0;
    while (received < SENDERS * perSender) {
      let item = inbox.takeAll();
      if (item === EMPTY) {
        if (!inbox.sleep()) continue;
        sleeps++;
        const start = performance.now();
        const isWoken = cell.park(LIMIT);
        if (!isWoken && performance.now() - start >= LIMIT) {
          throw new Error(`lost ring: asleep after ${received} items`);
        }
        continue;
      }
      batches++;
      while (item !== EMPTY) {
        const next = inbox.next(item); // before the item may be sent again
        const sender = items[item * 4 + 1] ?? 0;
        const number = items[item * 4 + 2];
        const expected = numbers[sender] ?? 0;
        if (number !== expected) {
          throw new Error(`sender ${sender}: ${number} came instead of ${expected}`);
        }
        numbers[sender] = expected + 1;
        received++;
        if (!free.push(item)) throw new Error('more free items than there are items');
        item = next;
      }
    }
    if (inbox.takeAll() !== EMPTY) throw new Error('items left after the last one');
    return { received, sleeps, batches };
  },
};

/**
 * Two senders, one receiver that sleeps when there is nothing: no item and no ring is lost, each
 * sender's items stay in order, and one sender at most rings for each sleep.
 *
 * @param {import('./crew.mjs').Order} order
 * @returns {Promise<import('./crew.mjs').Report>}
 */
export async function doorbell(order) {
  const perSender = Math.ceil(order.operations / 2 / SENDERS);
  const memory = new SharedArrayBuffer(FREE_AT + globalQueueBytes(ITEMS));
  Inbox.create(memory, 0, LINKS);
  ParkingCell.create(memory, INBOX_BYTES);
  const free = GlobalQueue.create(memory, FREE_AT, ITEMS, { handleBits: 9 });
  for (let item = 0; item < ITEMS; item++) free.push(item);

  const roles = ['receiver', 'sender', 'sender'];
  const setting = { memory, perSender };
  const { sum, seconds } = await play({ module: import.meta.url, roles, setting, order });
  const { sent = 0, received = 0, rings = 0, sleeps = 0, batches = 0 } = sum;
  if (sent !== received) throw new Error(`${sent} items sent, ${received} received`);
  if (rings > sleeps) throw new Error(`${rings} rings for ${sleeps} sleeps`);
  if (free.size !== ITEMS) throw new Error(`${free.size} items are free of ${ITEMS}`);
  return { operations: sent + received, seconds, figures: { batches, sleeps, rings } };
}
