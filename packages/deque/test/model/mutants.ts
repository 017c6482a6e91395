/**
 * Planted bugs. Each must be found by a program: a bug that lives shows a hole in the programs, or
 * in the oracles.
 *
 * `find` is text of the compiled file, which must occur there exactly once.
 */

import type { Mutation } from '@pilfer/explorer';
import { dequePrograms } from './deque.js';
import { globalQueuePrograms } from './global-queue.js';
import { inboxPrograms } from './inbox.js';
import type { ModelProgram, Structures } from './load.js';
import { parkingCellPrograms } from './parking-cell.js';

/** A structure with planted bugs, and the programs that are to find them. */
export interface Suspect {
  readonly structure: string;
  readonly programs: (structures: Structures) => ModelProgram[];
  readonly mutants: readonly Mutant[];
}

/** One bug. */
export interface Mutant {
  readonly name: string;
  readonly mutations: readonly Mutation[];
}

function inFile(
  file: string,
): (name: string, ...edits: readonly (readonly [string, string])[]) => Mutant {
  return (name, ...edits) => ({
    name,
    mutations: edits.map(([find, replace]) => ({ file, find, replace })),
  });
}

const deque = inFile('chase-lev.js');
const queue = inFile('global-queue.js');
const inbox = inFile('inbox.js');
const cell = inFile('parking-cell.js');

const DEQUE: readonly Mutant[] = [
  deque(
    'push: bottom is published before the cell is written',
    ['write(this.cells, DEQUE_CELLS + (bottom & this.mask), handle);', ''],
    [
      'this.bottom = next;',
      'this.bottom = next; write(this.cells, DEQUE_CELLS + (bottom & this.mask), handle);',
    ],
  ),
  deque('push: bottom is published by a plain write', [
    'store(this.cells, DEQUE_BOTTOM, next);',
    'write(this.cells, DEQUE_BOTTOM, next);',
  ]),
  deque('push: one element too many', [
    '((this.bottom - this.topSeen) | 0) > this.mask && this.size > this.mask',
    '((this.bottom - this.topSeen) | 0) > this.mask + 1 && this.size > this.mask + 1',
  ]),
  deque('push: the size is wrong across the wrap-around', [
    '((this.bottom - this.topSeen) | 0) > this.mask &&',
    'this.bottom - this.topSeen > this.mask &&',
  ]),
  deque('push: a full deque is found out by an old top only', [' && this.size > this.mask', '']),
  deque(
    'pop: top is loaded before bottom is lowered',
    ['store(cells, DEQUE_BOTTOM, newest);', ''],
    [
      'const top = load(cells, DEQUE_TOP); // L2',
      'const top = load(cells, DEQUE_TOP); store(cells, DEQUE_BOTTOM, newest);',
    ],
  ),
  deque('pop: bottom is lowered by a plain write', [
    'store(cells, DEQUE_BOTTOM, newest);',
    'write(cells, DEQUE_BOTTOM, newest);',
  ]),
  deque('pop: top is read plainly', [
    'const top = load(cells, DEQUE_TOP); // L2',
    'const top = read(cells, DEQUE_TOP);',
  ]),
  deque('pop: the last element is taken without a swap', [
    'newest === top && compareExchange(cells, DEQUE_TOP, top, bottom) === top',
    'newest === top && store(cells, DEQUE_TOP, bottom) === bottom',
  ]),
  deque('pop: the last but one is taken for safe', [
    'if (((newest - top) | 0) > 0)',
    'if (((newest - top) | 0) >= 0)',
  ]),
  deque('pop: bottom is not put back', ['store(cells, DEQUE_BOTTOM, bottom);', '']),
  deque('pop: the only element is taken without a swap', [
    'const won = compareExchange(this.cells, DEQUE_TOP, newest, this.bottom) === newest;',
    'const won = store(this.cells, DEQUE_TOP, this.bottom) === this.bottom;',
  ]),
  deque('pop: the owner remembers a top that was never there', [
    'this.topSeen = top;',
    'this.topSeen = newest;',
  ]),
  deque('pop: two elements are taken for one', ['if (left === 0)', 'if (left <= 1)']),
  deque(
    'steal: bottom is loaded before top',
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
    ['const handle = read(cells, DEQUE_CELLS + (top & this.mask));', ''],
    [
      'seen === top ? handle : RETRY',
      'seen === top ? read(cells, DEQUE_CELLS + (top & this.mask)) : RETRY',
    ],
  ),
  deque('steal: top is stored without a swap', [
    'const seen = compareExchange(cells, DEQUE_TOP, top, (top + 1) | 0);',
    'const seen = top; store(cells, DEQUE_TOP, (top + 1) | 0);',
  ]),
  deque('steal: bottom is read plainly', [
    'const bottom = load(cells, DEQUE_BOTTOM);\n        if (',
    'const bottom = read(cells, DEQUE_BOTTOM);\n        if (',
  ]),
  deque('steal: takes from an empty deque', [
    'if (((bottom - top) | 0) <= 0)\n            return EMPTY;',
    'if (((bottom - top) | 0) < 0)\n            return EMPTY;',
  ]),
  deque('steal: the size is wrong across the wrap-around', [
    'if (((bottom - top) | 0) <= 0)\n            return EMPTY;',
    'if (bottom - top <= 0)\n            return EMPTY;',
  ]),
  deque('stealBatch: takes several by one swap', [
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
  deque('stealBatch: does not look at bottom again', [
    'const handle = this.take(top);',
    `const handle = read(this.cells, DEQUE_CELLS + (top & this.mask));
            if (compareExchange(this.cells, DEQUE_TOP, top, (top + 1) | 0) !== top) break;`,
  ]),
  deque('stealBatch: takes more than there is room for', [' && !own.isFull()', '']),
  deque('drain: does not notice that a thief was faster', ['if (seen === top) {', 'if (true) {']),
  deque('drain: forgets that the deque may be shorter now', [
    '            top = seen;\n',
    '            top = (top + 1) | 0;\n            if (compareExchange(cells, DEQUE_TOP, seen, end) === seen) return count;\n',
  ]),
  deque('adopt: leaves the counters where the dead owner left them', [
    'if (((bottom - top) | 0) <= 0) {',
    'if (((bottom - top) | 0) < 0) {',
  ]),
  deque('adopt: moves bottom without moving top', [
    'compareExchange(cells, DEQUE_TOP, bottom, (bottom + 1) | 0);',
    '',
  ]),
];

const QUEUE: readonly Mutant[] = [
  queue('push: the slot is looked at, then stored', [
    'const seen = compareExchange(cells, this.slot(ticket), free, (free + handle + 1) | 0);',
    `const seen = load(cells, this.slot(ticket));
            if (seen === free) store(cells, this.slot(ticket), (free + handle + 1) | 0);`,
  ]),
  queue('push: claims its ticket first and fills the slot second', [
    'const seen = compareExchange(cells, this.slot(ticket), free, (free + handle + 1) | 0);',
    `this.passed(QUEUE_TAIL, ticket);
            const seen = compareExchange(cells, this.slot(ticket), free, (free + handle + 1) | 0);`,
  ]),
  queue('push: every failed swap means full', [
    'if (this.isFullOfLastLap(seen, free))\n                return false;',
    'if (seen !== free)\n                return false;',
  ]),
  queue('push: a full queue is taken for one that moves on', [
    '(free - this.handleMask - 1) | 0',
    '(free - this.handleMask) | 0',
  ]),
  queue('pop: the slot is freed without a swap', [
    'if (compareExchange(cells, slot, seen, nextLap) !== seen)',
    'store(cells, slot, nextLap);\n        if (false)',
  ]),
  queue('pop: the slot is freed for the same lap', [
    'const nextLap = (free + this.handleMask + 1) | 0;',
    'const nextLap = free;',
  ]),
  queue('pop: answers empty from a plain read', [
    'seen = load(cells, slot);',
    'seen = read(cells, slot);',
  ]),
  queue('pop: takes whatever is in the slot', ['(seen & ~this.handleMask) === free', 'true']),
  queue('pop: head moves before the slot is taken', [
    'const handle = this.takeAt(ticket);\n            if (handle === EMPTY)\n                return EMPTY;',
    'this.passed(QUEUE_HEAD, ticket);\n            const handle = this.takeAt(ticket);\n            if (handle === EMPTY)\n                return EMPTY;',
  ]),
  queue('nobody helps: who finds a counter lagging waits for it to move', [
    'const now = compareExchange(this.cells, at, seen, to);',
    'if (load(this.cells, at) !== from) return load(this.cells, at);\n            const now = compareExchange(this.cells, at, seen, to);',
  ]),
  queue('pushBatch: claims the whole batch first', [
    'while (pushed < count) {',
    'if (count > 0) this.moveOn(QUEUE_TAIL, first, (first + count) | 0);\n        while (pushed < count) {',
  ]),
  queue('popBatch: takes an element twice', [
    'into[popped++] = handle;\n',
    'into[popped++] = handle; if (popped < limit) into[popped++] = handle;\n',
  ]),
];

const INBOX: readonly Mutant[] = [
  inbox(
    'send: the link is written after the swap',
    ['this.links.write(item, head === ASLEEP ? NONE : head);', ''],
    [
      'if (seen === head)\n',
      'if (seen === head) this.links.write(item, head === ASLEEP ? NONE : head);\n            if (seen === head)\n',
    ],
  ),
  inbox('send: head is stored without a swap', [
    'const seen = compareExchange(this.cells, INBOX_HEAD, head, item + 1);',
    'const seen = head; store(this.cells, INBOX_HEAD, item + 1);',
  ]),
  inbox('send: nobody is told to ring', ['return head === ASLEEP;', 'return false;']),
  inbox('send: rings whenever the list was empty', [
    'return head === ASLEEP;',
    'return head <= NONE;',
  ]),
  inbox('send: the link says "asleep"', ['head === ASLEEP ? NONE : head', 'head']),
  inbox('send: the link is not renewed when another sender was faster', [
    'head = seen;',
    'head = compareExchange(this.cells, INBOX_HEAD, seen, item + 1); if (head === seen) return head === ASLEEP;',
  ]),
  inbox('takeAll: looks, then empties', [
    'let item = exchange(this.cells, INBOX_HEAD, NONE);',
    'let item = load(this.cells, INBOX_HEAD); store(this.cells, INBOX_HEAD, NONE);',
  ]),
  inbox('takeAll: a receiver that was asleep stays asleep', [
    'if (read(this.cells, INBOX_HEAD) === NONE)',
    'if (read(this.cells, INBOX_HEAD) <= NONE)',
  ]),
  inbox('takeAll: newest first', [
    'if (older === NONE)\n                return item - 1;',
    'if (older === NONE || newer === NONE && this.links.read(older - 1) === NONE && (this.links.write(item - 1, older), this.links.write(older - 1, NONE), true))\n                return item - 1;',
  ]),
  inbox('sleep: without looking for items again', [
    'const seen = compareExchange(this.cells, INBOX_HEAD, NONE, ASLEEP);',
    'const seen = load(this.cells, INBOX_HEAD); if (seen === NONE) store(this.cells, INBOX_HEAD, ASLEEP);',
  ]),
];

const CELL: readonly Mutant[] = [
  cell('unpark: no notify', ['notify(this.cells, CELL_STATE, 1);', '']),
  cell('unpark: looks, then stores', [
    'const was = exchange(this.cells, CELL_STATE, TOKEN);',
    'const was = load(this.cells, CELL_STATE); store(this.cells, CELL_STATE, TOKEN);',
  ]),
  cell('unpark: leaves the announcement of a sleeper in the word', [
    'const was = exchange(this.cells, CELL_STATE, TOKEN);',
    'const was = compareExchange(this.cells, CELL_STATE, IDLE, TOKEN);',
  ]),
  cell('unpark: nobody is told to ring', ['return was === LOOP ? RING : AWAKE;', 'return AWAKE;']),
  cell('unpark: notifies before it leaves the token', [
    'const was = exchange(this.cells, CELL_STATE, TOKEN);',
    'notify(this.cells, CELL_STATE, 1); const was = exchange(this.cells, CELL_STATE, TOKEN); if (was === FUTEX) return NOTIFIED;',
  ]),
  cell('park: announces sleep over a token', [
    'compareExchange(this.cells, CELL_STATE, IDLE, FUTEX) === IDLE',
    'store(this.cells, CELL_STATE, FUTEX) === FUTEX',
  ]),
  cell('park: looks, then announces sleep', [
    'compareExchange(this.cells, CELL_STATE, IDLE, FUTEX) === IDLE',
    'load(this.cells, CELL_STATE) === IDLE && store(this.cells, CELL_STATE, FUTEX) === FUTEX',
  ]),
  cell('park: leaves the token', [
    'wait(this.cells, CELL_STATE, FUTEX, timeout);\n        }\n        return exchange(this.cells, CELL_STATE, IDLE) === TOKEN;',
    'wait(this.cells, CELL_STATE, FUTEX, timeout);\n        }\n        return load(this.cells, CELL_STATE) === TOKEN;',
  ]),
  cell('park: leaves its announcement when the time runs out', [
    'wait(this.cells, CELL_STATE, FUTEX, timeout);\n        }\n        return exchange(this.cells, CELL_STATE, IDLE) === TOKEN;',
    'wait(this.cells, CELL_STATE, FUTEX, timeout);\n        }\n        return compareExchange(this.cells, CELL_STATE, TOKEN, IDLE) === TOKEN;',
  ]),
  cell('enterLoop: announces sleep over a token', [
    'if (compareExchange(this.cells, CELL_STATE, IDLE, LOOP) === IDLE)',
    'if (store(this.cells, CELL_STATE, LOOP) === LOOP)',
  ]),
];

/** All planted bugs. */
export const SUSPECTS: readonly Suspect[] = [
  { structure: 'Deque', programs: dequePrograms, mutants: DEQUE },
  { structure: 'GlobalQueue', programs: globalQueuePrograms, mutants: QUEUE },
  { structure: 'Inbox', programs: inboxPrograms, mutants: INBOX },
  { structure: 'ParkingCell', programs: parkingCellPrograms, mutants: CELL },
];
