// Misuse that does not compile. Checked by the compiler only: nothing here runs.

import {
  Deque,
  EMPTY,
  GlobalQueue,
  type GlobalQueueOptions,
  Inbox,
  InboxSender,
  isHandle,
  type Links,
  ParkingCell,
  Stealer,
  Unparker,
} from '../src/index.js';

declare const shared: SharedArrayBuffer;
declare const local: ArrayBuffer;
declare const links: Links;

type Is<A, B> = A extends B ? true : false;

// A region is shared memory.
Deque.create(shared, 0, 64) satisfies Deque;
// @ts-expect-error: an ArrayBuffer is not shared
Deque.create(local, 0, 64);
// @ts-expect-error: an ArrayBuffer is not shared
new Deque(local, 0);
// @ts-expect-error: an ArrayBuffer is not shared
new Stealer(local, 0);
// @ts-expect-error: an ArrayBuffer is not shared
GlobalQueue.create(local, 0, 64);
// @ts-expect-error: an ArrayBuffer is not shared
new Inbox(local, 0, links);
// @ts-expect-error: an ArrayBuffer is not shared
new ParkingCell(local, 0);
// @ts-expect-error: a view is not a buffer
new Unparker(new Int32Array(shared), 0);
// @ts-expect-error: the region's place is not optional
new Stealer(shared);

// The owner and the thieves have different ends.
declare const deque: Deque;
declare const thief: Stealer;
'steal' satisfies keyof Stealer;
// @ts-expect-error: a thief does not push
'push' satisfies keyof Stealer;
// @ts-expect-error: a thief does not pop
'pop' satisfies keyof Stealer;
// @ts-expect-error: a thief does not drain
'drain' satisfies keyof Stealer;
// @ts-expect-error: the owner does not steal from itself
'steal' satisfies keyof Deque;
false satisfies Is<Stealer, Deque>;
false satisfies Is<Deque, Stealer>;
true satisfies Is<Deque, Parameters<Stealer['stealBatch']>[0]>;
// @ts-expect-error: a batch has a limit
thief.stealBatch(deque);

// The handles have no door to the words in shared memory.
// @ts-expect-error: `bottom` is the owner's own
'bottom' satisfies keyof Deque;
// @ts-expect-error: nobody gets at the cells
'cells' satisfies keyof Stealer;
// @ts-expect-error: the capacity is fixed
deque.capacity = 3;
// @ts-expect-error: the size is counted
thief.size = 3;

// Elements are numbers, and so are answers.
// @ts-expect-error: a handle is not a string
deque.push('1');
// @ts-expect-error: a handle is not a bigint
deque.push(1n);
deque.pop() satisfies number;
// @ts-expect-error: an answer is a number, never undefined
deque.pop() satisfies undefined;
EMPTY satisfies number;
isHandle(deque.pop()) satisfies boolean;

// Queues.
declare const queue: GlobalQueue;
queue.pushBatch(new Int32Array(4), 2) satisfies number;
// @ts-expect-error: a batch is a typed array
queue.pushBatch([1, 2]);
// @ts-expect-error: what is popped goes into a typed array
queue.popBatch([]);
// @ts-expect-error: the largest handle is fixed
queue.maxHandle = 9;
({ handleBits: 20 }) satisfies GlobalQueueOptions;
// @ts-expect-error: there is no such option
({ handleBits: 20, growable: true }) satisfies GlobalQueueOptions;
// @ts-expect-error: an option that is there has a value
({ start: undefined }) satisfies GlobalQueueOptions;

// The receiver and the senders of an inbox.
// @ts-expect-error: the receiver does not send
'send' satisfies keyof Inbox;
// @ts-expect-error: a sender does not receive
'takeAll' satisfies keyof InboxSender;
// @ts-expect-error: links have a count
new InboxSender(shared, 0, { byteOffset: 0, stride: 4 });

// The sleeper and its wakers.
'park' satisfies keyof ParkingCell;
// @ts-expect-error: a waker does not sleep there
'park' satisfies keyof Unparker;
// @ts-expect-error: the sleeper does not wake itself
'unpark' satisfies keyof ParkingCell;
