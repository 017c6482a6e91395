import { expect, test } from '@jest/globals';
import * as deque from '../src/index.js';

test('the package offers these names and no others', () => {
  expect(Object.keys(deque).sort()).toEqual([
    'AWAKE',
    'Deque',
    'EMPTY',
    'GlobalQueue',
    'INBOX_BYTES',
    'Inbox',
    'InboxSender',
    'LINE_BYTES',
    'MAX_DEQUE_CAPACITY',
    'MIN_HANDLE',
    'NOTIFIED',
    'PARKING_CELL_BYTES',
    'ParkingCell',
    'RETRY',
    'RING',
    'Stealer',
    'Unparker',
    'dequeBytes',
    'globalQueueBytes',
    'isHandle',
  ]);
});
