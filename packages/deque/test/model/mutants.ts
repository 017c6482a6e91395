/**
 * Planted bugs. Each must be found by a program: a bug that lives shows a hole in the programs, or
 * in the oracles.
 *
 * `find` is text of the compiled file, which must occur there exactly once.
 */

import type { Mutation } from '@pilfer/explorer';

/** One bug. */
export interface Mutant {
  readonly name: string;
  /** The name of a program that finds it. */
  readonly foundBy: string;
  readonly mutations: readonly Mutation[];
}

type Edit = readonly [find: string, replace: string];
type Plant = (name: string, foundBy: string, ...edits: readonly Edit[]) => Mutant;

function inFile(file: string): Plant {
  return (name, foundBy, ...edits) => ({
    name,
    foundBy,
    mutations: edits.map(([find, replace]) => ({ file, find, replace })),
  });
}

const deque = inFile('chase-lev.js');
const queue = inFile('global-queue.js');
const inbox = inFile('inbox.js');
const cell = inFile('parking-cell.js');

// The programs that find them.
const SMALL = 'PPOO ∥ S ∥ S, capacity 2';
const SMALL_WEAK = 'PPOO ∥ S ∥ S, capacity 2, weak';
const SHALLOW = 'POPO ∥ S ∥ S, capacity 2';
const FULL = 'PPPOPO ∥ S ∥ S, capacity 2';
const WRAPPING = 'PPPOPO ∥ S ∥ S, capacity 2, from 2147483646';
const BATCH = 'PPPOO ∥ B, capacity 4, safety';
const BATCH_FULL = 'PPPP ∥ B ∥ S, capacity 4, safety, thieves full';
const DRAIN = 'PPPDO ∥ S ∥ S, capacity 4';
const HAND_OVER = 'PPOHPO ∥ S ∥ S, capacity 2';
const ADOPT = 'PPO ∥ S ∥ S, capacity 2, owner dies, heir POO';
const PRODUCERS = 'PP ∥ PP ∥ OO, capacity 2, 1 inside, from 511';
const DYING_PRODUCER = 'P ∥ PO, capacity 2, thread 1 may die, then OPPPOOO';
const DYING_CONSUMER = 'O ∥ OP, capacity 2, 2 inside, thread 1 may die, then OPPPOOO';
const QUEUE_WEAK = 'PPO ∥ OOP, capacity 2, 1 inside, from -2, weak';
const BATCHES = 'B ∥ P ∥ T, capacity 2, 1 inside, safety, weak';
const RECEIVE = 'send send ∥ receive until 2, with the bell';
const IN_ORDER = 'send ∥ send ∥ TZTZT, in order';
const PARK = 'park ∥ unpark ∥ unpark, one token';
const PARK_TWICE = 'park park ∥ unpark ∥ unpark, one token';
const LOOP_TWICE = 'loop loop ∥ unpark ∥ unpark, one token';
const EVERY_SLEEP = 'loop timed-park park ∥ unpark ∥ unpark';
const LOOK_PARK = 'look, park ∥ publish, unpark ∥ the same';
const LOOK_LOOP = 'look, loop ∥ publish, unpark ∥ the same';
const WORKERS = 'R09: 2 workers, one dies ∥ a producer, then close';

/** Bugs of the deque. */
export const DEQUE: readonly Mutant[] = [
  deque(
    'push: bottom is published before the cell is written',
    SMALL,
    ['write(this.cells, DEQUE_CELLS + (bottom & this.mask), handle);', ''],
    [
      'store(this.cells, DEQUE_BOTTOM, next);',
      'store(this.cells, DEQUE_BOTTOM, next); write(this.cells, DEQUE_CELLS + (bottom & this.mask), handle);',
    ],
  ),
  deque('push: bottom is published by a plain write', SMALL_WEAK, [
    'store(this.cells, DEQUE_BOTTOM, next);',
    'write(this.cells, DEQUE_BOTTOM, next);',
  ]),
  deque('push: one element too many', FULL, [
    '((this.bottom - this.topSeen) | 0) > this.mask && this.size > this.mask',
    '((this.bottom - this.topSeen) | 0) > this.mask + 1 && this.size > this.mask + 1',
  ]),
  deque('push: the size is wrong across the wrap-around', WRAPPING, [
    '((this.bottom - this.topSeen) | 0) > this.mask &&',
    'this.bottom - this.topSeen > this.mask &&',
  ]),
  deque('push: a full deque is found out by an old top only', FULL, [
    ' && this.size > this.mask',
    '',
  ]),
  deque(
    'pop: top is loaded before bottom is lowered',
    SMALL,
    ['store(cells, DEQUE_BOTTOM, newest);', ''],
    [
      'const top = load(cells, DEQUE_TOP); // L2',
      'const top = load(cells, DEQUE_TOP); store(cells, DEQUE_BOTTOM, newest);',
    ],
  ),
  deque('pop: bottom is lowered by a plain write', SMALL_WEAK, [
    'store(cells, DEQUE_BOTTOM, newest);',
    'write(cells, DEQUE_BOTTOM, newest);',
  ]),
  deque('pop: top is read plainly', SMALL_WEAK, [
    'const top = load(cells, DEQUE_TOP); // L2',
    'const top = read(cells, DEQUE_TOP);',
  ]),
  deque('pop: the last element is taken without a swap', SMALL, [
    'newest === top && compareExchange(cells, DEQUE_TOP, top, bottom) === top',
    'newest === top && store(cells, DEQUE_TOP, bottom) === bottom',
  ]),
  deque('pop: the last but one is taken for safe', SMALL, [
    'if (((newest - top) | 0) > 0)',
    'if (((newest - top) | 0) >= 0)',
  ]),
  deque('pop: bottom is not put back', HAND_OVER, ['store(cells, DEQUE_BOTTOM, bottom);', '']),
  deque('pop: the only element is taken without a swap', SHALLOW, [
    'const won = compareExchange(cells, DEQUE_TOP, newest, bottom) === newest;',
    'const won = store(cells, DEQUE_TOP, bottom) === bottom;',
  ]),
  deque('pop: the owner remembers a top that was never there', SMALL, [
    'this.topSeen = top;',
    'this.topSeen = newest;',
  ]),
  deque('pop: two elements are taken for one', SMALL, ['if (left === 0)', 'if (left <= 1)']),
  deque(
    'steal: bottom is loaded before top',
    SMALL,
    [
      'return this.take(load(this.cells, DEQUE_TOP));',
      'const early = load(this.cells, DEQUE_BOTTOM); return this.take(load(this.cells, DEQUE_TOP), early);',
    ],
    ['take(top) {', 'take(top, early) {'],
    [
      'const bottom = load(cells, DEQUE_BOTTOM);\n        if (',
      'const bottom = early ?? load(cells, DEQUE_BOTTOM);\n        if (',
    ],
  ),
  deque(
    'steal: the cell is read after the swap',
    FULL,
    ['const handle = read(cells, DEQUE_CELLS + (top & this.mask));', ''],
    [
      'seen === top ? handle : RETRY',
      'seen === top ? read(cells, DEQUE_CELLS + (top & this.mask)) : RETRY',
    ],
  ),
  deque('steal: top is stored without a swap', SHALLOW, [
    'const seen = compareExchange(cells, DEQUE_TOP, top, (top + 1) | 0);',
    'const seen = top; store(cells, DEQUE_TOP, (top + 1) | 0);',
  ]),
  deque('steal: bottom is read plainly', SMALL_WEAK, [
    'const bottom = load(cells, DEQUE_BOTTOM);\n        if (',
    'const bottom = read(cells, DEQUE_BOTTOM);\n        if (',
  ]),
  deque('steal: takes from an empty deque', SMALL, [
    'if (((bottom - top) | 0) <= 0)\n            return EMPTY;',
    'if (((bottom - top) | 0) < 0)\n            return EMPTY;',
  ]),
  deque('steal: the size is wrong across the wrap-around', WRAPPING, [
    'if (((bottom - top) | 0) <= 0)\n            return EMPTY;',
    'if (bottom - top <= 0)\n            return EMPTY;',
  ]),
  deque('stealBatch: takes several by one swap', BATCH, [
    'const first = this.take(top);',
    `const many = Math.min(half, limit);
        const copy = [];
        for (let i = 0; i < many; i++) copy.push(read(this.cells, DEQUE_CELLS + ((top + i) & this.mask)));
        if (many <= 0) return EMPTY;
        if (compareExchange(this.cells, DEQUE_TOP, top, (top + many) | 0) !== top) return RETRY;
        for (const handle of copy.slice(1)) own.push(handle);
        return copy[0];
        const first = this.take(top);`,
  ]),
  deque('stealBatch: does not look at bottom again', BATCH, [
    'const handle = this.take(top);',
    `const handle = read(this.cells, DEQUE_CELLS + (top & this.mask));
            if (compareExchange(this.cells, DEQUE_TOP, top, (top + 1) | 0) !== top) break;`,
  ]),
  deque('stealBatch: takes more than there is room for', BATCH_FULL, [' && !own.isFull()', '']),
  deque('drain: does not notice that a thief was faster', DRAIN, [
    'if (seen === top) {',
    'if (true) {',
  ]),
  deque('drain: forgets that the deque may be shorter now', DRAIN, [
    '            top = seen;\n',
    '            top = (top + 1) | 0;\n            if (compareExchange(cells, DEQUE_TOP, seen, end) === seen) return count;\n',
  ]),
  deque('adopt: leaves the counters where the dead owner left them', ADOPT, [
    'if (((bottom - top) | 0) <= 0) {',
    'if (((bottom - top) | 0) < 0) {',
  ]),
  deque('adopt: moves bottom without moving top', ADOPT, [
    'compareExchange(cells, DEQUE_TOP, bottom, (bottom + 1) | 0);',
    '',
  ]),
];

/** Bugs of the global queue. */
export const QUEUE: readonly Mutant[] = [
  queue('push: the slot is looked at, then stored', PRODUCERS, [
    'const seen = compareExchange(cells, this.slot(ticket), free, (free + handle + 1) | 0);',
    `const seen = load(cells, this.slot(ticket));
            if (seen === free) store(cells, this.slot(ticket), (free + handle + 1) | 0);`,
  ]),
  queue('push: claims its ticket first and fills the slot second', DYING_PRODUCER, [
    'const seen = compareExchange(cells, this.slot(ticket), free, (free + handle + 1) | 0);',
    `this.passed(QUEUE_TAIL, ticket);
            const seen = compareExchange(cells, this.slot(ticket), free, (free + handle + 1) | 0);`,
  ]),
  queue('push: every failed swap means full', DYING_PRODUCER, [
    'if (this.isFullOfLastLap(seen, free))\n                return false;',
    'if (seen !== free)\n                return false;',
  ]),
  queue('push: a full queue is taken for one that moves on', DYING_PRODUCER, [
    '(free - this.handleMask - 1) | 0',
    '(free - this.handleMask) | 0',
  ]),
  queue('pop: the slot is freed without a swap', DYING_CONSUMER, [
    'if (compareExchange(cells, slot, seen, nextLap) !== seen)',
    'store(cells, slot, nextLap);\n        if (false)',
  ]),
  queue('pop: the slot is freed for the same lap', DYING_CONSUMER, [
    'const nextLap = (free + this.handleMask + 1) | 0;',
    'const nextLap = free;',
  ]),
  queue('pop: answers empty from a plain read', QUEUE_WEAK, [
    'seen = load(cells, slot);',
    'seen = read(cells, slot);',
  ]),
  queue('pop: takes whatever is in the slot', DYING_PRODUCER, [
    '(seen & ~this.handleMask) === free',
    'true',
  ]),
  queue('pop: head moves before the slot is taken', DYING_CONSUMER, [
    'const handle = this.takeAt(ticket);\n            if (handle === EMPTY)\n                return EMPTY;',
    'this.passed(QUEUE_HEAD, ticket);\n            const handle = this.takeAt(ticket);\n            if (handle === EMPTY)\n                return EMPTY;',
  ]),
  queue('push: who finds tail lagging waits for it to move', DYING_PRODUCER, [
    'return false;\n            ticket = this.passed(QUEUE_TAIL, ticket);',
    'return false;\n            ticket = read(cells, QUEUE_TAIL);',
  ]),
  queue('pushBatch: claims the whole batch first', BATCHES, [
    'while (pushed < count) {',
    'if (count > 0) this.moveOn(QUEUE_TAIL, first, (first + count) | 0);\n        while (pushed < count) {',
  ]),
  queue('popBatch: takes an element twice', BATCHES, [
    'into[popped++] = handle;\n',
    'into[popped++] = handle; if (popped < limit) into[popped++] = handle;\n',
  ]),
];

/** Bugs of the inbox. */
export const INBOX: readonly Mutant[] = [
  inbox(
    'send: the link is written after the swap',
    RECEIVE,
    ['this.links.write(item, head === ASLEEP ? NONE : head);', ''],
    [
      'if (seen === head)\n',
      'if (seen === head) this.links.write(item, head === ASLEEP ? NONE : head);\n            if (seen === head)\n',
    ],
  ),
  inbox('send: head is stored without a swap', IN_ORDER, [
    'const seen = compareExchange(this.cells, INBOX_HEAD, head, item + 1);',
    'const seen = head; store(this.cells, INBOX_HEAD, item + 1);',
  ]),
  inbox('send: nobody is told to ring', RECEIVE, ['return head === ASLEEP;', 'return false;']),
  inbox('send: rings whenever the list was empty', IN_ORDER, [
    'return head === ASLEEP;',
    'return head <= NONE;',
  ]),
  inbox('send: the link says "asleep"', RECEIVE, ['head === ASLEEP ? NONE : head', 'head']),
  inbox('send: the link is not renewed when another sender was faster', RECEIVE, [
    'head = seen;',
    'head = compareExchange(this.cells, INBOX_HEAD, seen, item + 1); if (head === seen) return head === ASLEEP;',
  ]),
  inbox('takeAll: looks, then empties', RECEIVE, [
    'let item = exchange(this.cells, INBOX_HEAD, NONE);',
    'let item = load(this.cells, INBOX_HEAD); store(this.cells, INBOX_HEAD, NONE);',
  ]),
  inbox('takeAll: a receiver that was asleep stays asleep', IN_ORDER, [
    'if (read(this.cells, INBOX_HEAD) === NONE)',
    'if (read(this.cells, INBOX_HEAD) <= NONE)',
  ]),
  inbox('takeAll: newest first', RECEIVE, [
    'if (older === NONE)\n                return item - 1;',
    'if (older === NONE || newer === NONE && this.links.read(older - 1) === NONE && (this.links.write(item - 1, older), this.links.write(older - 1, NONE), true))\n                return item - 1;',
  ]),
  inbox('sleep: without looking for items again', IN_ORDER, [
    'const seen = compareExchange(this.cells, INBOX_HEAD, NONE, ASLEEP);',
    'const seen = load(this.cells, INBOX_HEAD); if (seen === NONE) store(this.cells, INBOX_HEAD, ASLEEP);',
  ]),
];

/** Bugs of the parking cell. */
export const CELL: readonly Mutant[] = [
  cell('unpark: no notify', PARK, [
    'notify(this.cells, CELL_STATE, 1);\n            return NOTIFIED;',
    'return NOTIFIED;',
  ]),
  cell('unpark: looks, then stores', LOOP_TWICE, [
    'const was = exchange(this.cells, CELL_STATE, TOKEN);',
    'const was = load(this.cells, CELL_STATE); store(this.cells, CELL_STATE, TOKEN);',
  ]),
  cell('unpark: leaves the announcement of a sleeper in the word', LOOP_TWICE, [
    'const was = exchange(this.cells, CELL_STATE, TOKEN);',
    'const was = compareExchange(this.cells, CELL_STATE, IDLE, TOKEN);',
  ]),
  cell('unpark: nobody is told to ring', LOOP_TWICE, [
    'return was === LOOP ? RING : AWAKE;',
    'return AWAKE;',
  ]),
  cell('unpark: notifies before it leaves the token', PARK, [
    'const was = exchange(this.cells, CELL_STATE, TOKEN);',
    'notify(this.cells, CELL_STATE, 1); const was = exchange(this.cells, CELL_STATE, TOKEN); if (was === FUTEX) return NOTIFIED;',
  ]),
  cell('park: announces sleep over a token', EVERY_SLEEP, [
    'compareExchange(this.cells, CELL_STATE, IDLE, FUTEX) === IDLE',
    'store(this.cells, CELL_STATE, FUTEX) === FUTEX',
  ]),
  cell('park: looks, then announces sleep', LOOK_PARK, [
    'compareExchange(this.cells, CELL_STATE, IDLE, FUTEX) === IDLE',
    'load(this.cells, CELL_STATE) === IDLE && store(this.cells, CELL_STATE, FUTEX) === FUTEX',
  ]),
  cell('park: leaves the token', PARK_TWICE, [
    'wait(this.cells, CELL_STATE, FUTEX, timeout);\n        }\n        return exchange(this.cells, CELL_STATE, IDLE) === TOKEN;',
    'wait(this.cells, CELL_STATE, FUTEX, timeout);\n        }\n        return load(this.cells, CELL_STATE) === TOKEN;',
  ]),
  cell('park: leaves its announcement when the time runs out', WORKERS, [
    'wait(this.cells, CELL_STATE, FUTEX, timeout);\n        }\n        return exchange(this.cells, CELL_STATE, IDLE) === TOKEN;',
    'wait(this.cells, CELL_STATE, FUTEX, timeout);\n        }\n        return compareExchange(this.cells, CELL_STATE, TOKEN, IDLE) === TOKEN;',
  ]),
  cell('enterLoop: announces sleep over a token', LOOK_LOOP, [
    'if (compareExchange(this.cells, CELL_STATE, IDLE, LOOP) === IDLE)',
    'if (store(this.cells, CELL_STATE, LOOP) === LOOP)',
  ]),
];
