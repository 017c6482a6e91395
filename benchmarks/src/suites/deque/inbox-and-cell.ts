/** Contests of the inbox and the parking cell. */

import {
  Inbox,
  INBOX_BYTES,
  InboxSender,
  isHandle,
  ParkingCell,
  PARKING_CELL_BYTES,
  Unparker,
} from '@pilfer/deque';
import type { Contest } from '../../interleave.js';
import { bareCells, FIRST, inTurns, LOOPS, SUM } from './common.js';

const BATCH = 8;

function newInbox(): { readonly inbox: Inbox; readonly sender: InboxSender } {
  const links = { byteOffset: INBOX_BYTES, stride: 4, count: LOOPS };
  const buffer = new SharedArrayBuffer(INBOX_BYTES + 4 * LOOPS);
  return { inbox: Inbox.create(buffer, 0, links), sender: new InboxSender(buffer, 0, links) };
}

function inboxDoorbell(): Contest {
  const next = inTurns(newInbox);
  const bare = inTurns(bareCells);
  return {
    name: 'Inbox sleep + send + takeAll, one ring',
    operations: LOOPS,
    expected: SUM + LOOPS, // the items, and one ring each
    note: 'swap; swap; exchange',
    ours() {
      const { inbox, sender } = next();
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        inbox.sleep();
        const rings = sender.send(i) ? 1 : 0;
        sum = (sum + inbox.takeAll() + rings) | 0;
      }
      return sum;
    },
    floor() {
      const cells = bare();
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        sum = (sum + Atomics.compareExchange(cells, FIRST, 0, -1)) | 0;
        sum = (sum + Atomics.compareExchange(cells, FIRST, -1, i + 1)) | 0;
        sum = (sum + Atomics.exchange(cells, FIRST, 0)) | 0;
      }
      return sum;
    },
  };
}

function inboxBatches(): Contest {
  const next = inTurns(newInbox);
  const bare = inTurns(bareCells);
  return {
    name: 'Inbox 8 × send + takeAll, per item',
    operations: LOOPS,
    expected: SUM,
    note: '8 swaps; exchange for 8 items',
    ours() {
      const { inbox, sender } = next();
      let sum = 0;
      for (let i = 0; i < LOOPS; i += BATCH) {
        for (let j = 0; j < BATCH; j++) sender.send(i + j);
        for (let item = inbox.takeAll(); isHandle(item); item = inbox.next(item)) {
          sum = (sum + item) | 0;
        }
      }
      return sum;
    },
    floor() {
      const cells = bare();
      let sum = 0;
      for (let i = 0; i < LOOPS; i += BATCH) {
        for (let j = 0; j < BATCH; j++) {
          sum = (sum + Atomics.compareExchange(cells, FIRST, j, j + 1)) | 0;
        }
        sum = (sum + Atomics.exchange(cells, FIRST, 0)) | 0;
      }
      return sum;
    },
  };
}

function tokens(): Contest {
  const next = inTurns(() => {
    const buffer = new SharedArrayBuffer(PARKING_CELL_BYTES);
    return { cell: ParkingCell.create(buffer, 0), unparker: new Unparker(buffer, 0) };
  });
  const bare = inTurns(bareCells);
  return {
    name: 'unpark + park, thread awake',
    operations: LOOPS,
    expected: LOOPS,
    note: 'exchange; swap, exchange',
    ours() {
      const { cell, unparker } = next();
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        const took = unparker.unpark() === 0 && cell.park();
        sum = (sum + (took ? 1 : 0)) | 0;
      }
      return sum;
    },
    floor() {
      const cells = bare();
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        sum = (sum + Atomics.exchange(cells, FIRST, 1)) | 0;
        sum = (sum + Atomics.compareExchange(cells, FIRST, 0, 2)) | 0;
        sum = (sum + Atomics.exchange(cells, FIRST, 0)) | 0;
      }
      return sum;
    },
  };
}

/** All contests of the inbox and the parking cell. */
export function inboxAndCellContests(): Contest[] {
  return [inboxDoorbell(), inboxBatches(), tokens()];
}
