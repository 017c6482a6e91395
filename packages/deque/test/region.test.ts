import { describe, expect, test } from '@jest/globals';
import { Deque, Stealer } from '../src/chase-lev.js';
import { GlobalQueue } from '../src/global-queue.js';
import { Inbox, InboxSender, type Links } from '../src/inbox.js';
import { dequeBytes, globalQueueBytes, INBOX_BYTES, PARKING_CELL_BYTES } from '../src/layout.js';
import { ParkingCell, Unparker } from '../src/parking-cell.js';
import { describe as named } from '../src/region.js';
import { imageOf } from './regions.js';

// What every way to make a structure, or a view of one, refuses: and that refusing changes nothing.

type Make = (buffer: SharedArrayBuffer, byteOffset: number) => unknown;

const LINKS = { byteOffset: 0, stride: 4, count: 8 };

const CREATE: [name: string, make: Make, bytes: number][] = [
  ['Deque.create', (buffer, at) => Deque.create(buffer, at, 64), dequeBytes(64)],
  ['GlobalQueue.create', (buffer, at) => GlobalQueue.create(buffer, at, 64), globalQueueBytes(64)],
  ['Inbox.create', (buffer, at) => Inbox.create(buffer, at, LINKS), INBOX_BYTES],
  ['ParkingCell.create', (buffer, at) => ParkingCell.create(buffer, at), PARKING_CELL_BYTES],
];

const VIEW: [name: string, make: Make, kind: string][] = [
  ['new Deque', (buffer, at) => new Deque(buffer, at), 'Deque'],
  ['Deque.adopt', (buffer, at) => Deque.adopt(buffer, at), 'Deque'],
  ['new Stealer', (buffer, at) => new Stealer(buffer, at), 'Deque'],
  ['new GlobalQueue', (buffer, at) => new GlobalQueue(buffer, at), 'GlobalQueue'],
  ['new Inbox', (buffer, at) => new Inbox(buffer, at, LINKS), 'Inbox'],
  ['new InboxSender', (buffer, at) => new InboxSender(buffer, at, LINKS), 'Inbox'],
  ['new ParkingCell', (buffer, at) => new ParkingCell(buffer, at), 'ParkingCell'],
  ['new Unparker', (buffer, at) => new Unparker(buffer, at), 'ParkingCell'],
];

const MAKERS: [name: string, make: Make][] = [...CREATE, ...VIEW].map(([name, make]) => [
  name,
  make,
]);

const BIG = 4096;
const BLANK = imageOf(new SharedArrayBuffer(BIG));

describe.each(MAKERS)('%s refuses', (_, make) => {
  test.each([
    [new ArrayBuffer(BIG), 'a SharedArrayBuffer, received ArrayBuffer'],
    [new Int32Array(BIG), 'a SharedArrayBuffer, received Int32Array'],
    [new Int32Array(new SharedArrayBuffer(BIG)), 'a SharedArrayBuffer, received Int32Array'],
    [undefined, 'a SharedArrayBuffer, received undefined'],
    [null, 'a SharedArrayBuffer, received null'],
    [BIG, 'a SharedArrayBuffer, received 4096'],
    ['memory', 'a SharedArrayBuffer, received "memory"'],
    [{ byteLength: BIG }, 'a SharedArrayBuffer, received Object'],
    [() => BIG, 'a SharedArrayBuffer, received a function'],
    [
      new SharedArrayBuffer(BIG, { maxByteLength: BIG }),
      'a SharedArrayBuffer of fixed length, received a growable one',
    ],
  ])('%p as its buffer', (buffer, expected) => {
    expect(() => make(buffer as unknown as SharedArrayBuffer, 0)).toThrow(
      new TypeError(`buffer: expected ${expected}`),
    );
  });

  test.each([
    [-128, '-128'],
    [1, '1'],
    [4, '4'],
    [64, '64'],
    [0.5, '0.5'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [undefined, 'undefined'],
    ['0', '"0"'],
  ])('%p as its offset', (byteOffset, received) => {
    const buffer = new SharedArrayBuffer(BIG);
    expect(() => make(buffer, byteOffset as number)).toThrow(
      new RangeError(`byteOffset: expected a non-negative multiple of 128, received ${received}`),
    );
    expect(imageOf(buffer)).toBe(BLANK);
  });

  test.each([BIG, 2 * BIG, 2 ** 40])('offset %i of a buffer of 4096 bytes', (byteOffset) => {
    const buffer = new SharedArrayBuffer(BIG);
    expect(() => make(buffer, byteOffset)).toThrow(RangeError);
    expect(() => make(buffer, byteOffset)).toThrow(
      /^buffer: expected at least \d+ bytes from byteOffset \d+, received 0$/,
    );
  });
});

describe.each(CREATE)('%s refuses', (_, make, bytes) => {
  test('a region that is a line too small', () => {
    const buffer = new SharedArrayBuffer(bytes);
    expect(() => make(buffer, 128)).toThrow(
      new RangeError(
        `buffer: expected at least ${bytes} bytes from byteOffset 128, received ${bytes - 128}`,
      ),
    );
    expect(imageOf(buffer)).toBe(imageOf(new SharedArrayBuffer(bytes)));
  });

  test('nothing that just fits', () => {
    expect(() => make(new SharedArrayBuffer(bytes), 0)).not.toThrow();
  });
});

describe.each(VIEW)('%s refuses', (_, make, kind) => {
  const none = (at: number) =>
    new RangeError(
      `byteOffset: expected the start of a ${kind} made by ${kind}.create, ` +
        `received ${at}, where there is none`,
    );

  test('memory where nothing was made', () => {
    const buffer = new SharedArrayBuffer(BIG);
    expect(() => make(buffer, 0)).toThrow(none(0));
    expect(imageOf(buffer)).toBe(BLANK);
  });

  test('the structures of other kinds, and a line beside its own', () => {
    for (const [name, create] of CREATE) {
      const buffer = new SharedArrayBuffer(BIG);
      create(buffer, 256);
      const before = imageOf(buffer);
      if (name === `${kind}.create`) {
        expect(() => make(buffer, 384)).toThrow(none(384));
      } else {
        expect(() => make(buffer, 256)).toThrow(none(256));
      }
      expect(imageOf(buffer)).toBe(before);
    }
  });
});

test.each([
  ['new Deque', (buffer: SharedArrayBuffer) => new Deque(buffer, 0), dequeBytes],
  ['new Stealer', (buffer: SharedArrayBuffer) => new Stealer(buffer, 0), dequeBytes],
  ['new GlobalQueue', (buffer: SharedArrayBuffer) => new GlobalQueue(buffer, 0), globalQueueBytes],
])('%s refuses a copy of a structure that was cut short', (_, make, bytesOf) => {
  const whole = new SharedArrayBuffer(bytesOf(64));
  if (bytesOf === dequeBytes) Deque.create(whole, 0, 64);
  else GlobalQueue.create(whole, 0, 64);
  const cut = new SharedArrayBuffer(bytesOf(32));
  new Uint8Array(cut).set(new Uint8Array(whole).subarray(0, bytesOf(32)));
  expect(() => make(cut)).toThrow(
    new RangeError(
      `buffer: expected at least ${bytesOf(64)} bytes from byteOffset 0, received ${bytesOf(32)}`,
    ),
  );
});

describe('capacity', () => {
  const MAX = 2 ** 26;
  const BAD = [0, 1, 3, 6, 1000, -2, -4, 2.5, NaN, Infinity, 2 ** 27, 2 ** 31, 2 ** 32, 2 ** 53];

  test.each(BAD)('of a Deque may not be %d', (capacity) => {
    const buffer = new SharedArrayBuffer(BIG);
    expect(() => Deque.create(buffer, 0, capacity)).toThrow(
      new RangeError(
        `capacity: expected a power of two from 2 to ${MAX}, received ${String(capacity)}`,
      ),
    );
    expect(imageOf(buffer)).toBe(BLANK);
  });

  test.each([
    ...BAD.map((capacity) => ({ capacity, handleBits: 30, max: MAX })),
    { capacity: 512, handleBits: 8, max: 256 },
    { capacity: 2 ** 25, handleBits: 24, max: 2 ** 24 },
  ])('of a GlobalQueue with $handleBits bits may not be $capacity', (made) => {
    const buffer = new SharedArrayBuffer(BIG);
    const { capacity, handleBits, max } = made;
    expect(() => GlobalQueue.create(buffer, 0, capacity, { handleBits })).toThrow(
      new RangeError(
        `capacity: expected a power of two from 2 to ${max}, received ${String(capacity)}`,
      ),
    );
    expect(imageOf(buffer)).toBe(BLANK);
  });

  test('is checked before the region: no bytes are computed from a bad one', () => {
    expect(() => Deque.create(new SharedArrayBuffer(0), 0, NaN)).toThrow(/^capacity: /);
    expect(() => GlobalQueue.create(new SharedArrayBuffer(0), 0, NaN)).toThrow(/^capacity: /);
  });
});

describe('options', () => {
  const BAD_START = [0.5, NaN, Infinity, 2 ** 31, -(2 ** 31) - 1];

  test.each(BAD_START)('start may not be %d', (start) => {
    const buffer = new SharedArrayBuffer(BIG);
    const refused = new RangeError(
      `start: expected an integer from -2147483648 to 2147483647, received ${String(start)}`,
    );
    expect(() => Deque.create(buffer, 0, 4, start)).toThrow(refused);
    expect(() => GlobalQueue.create(buffer, 0, 4, { start })).toThrow(refused);
    expect(imageOf(buffer)).toBe(BLANK);
  });

  test.each([0, 7, 31, 32, 8.5, NaN])('handleBits may not be %d', (handleBits) => {
    const buffer = new SharedArrayBuffer(BIG);
    expect(() => GlobalQueue.create(buffer, 0, 4, { handleBits })).toThrow(
      new RangeError(
        `handleBits: expected an integer from 8 to 30, received ${String(handleBits)}`,
      ),
    );
    expect(imageOf(buffer)).toBe(BLANK);
  });
});

describe('links', () => {
  const BYTES = 1024;
  const MAX_COUNT = 0x7ffffffe;
  const RIGHT = { byteOffset: 512, stride: 64, count: 8 };

  const WRONG: [wrong: Partial<Links>, message: string][] = [
    [{ count: 0 }, `links.count: expected an integer from 1 to ${MAX_COUNT}, received 0`],
    [{ count: 1.5 }, `links.count: expected an integer from 1 to ${MAX_COUNT}, received 1.5`],
    [{ count: NaN }, `links.count: expected an integer from 1 to ${MAX_COUNT}, received NaN`],
    [{ stride: 0 }, 'links.stride: expected an integer from 4 to 2147483648, received 0'],
    [{ stride: -4 }, 'links.stride: expected an integer from 4 to 2147483648, received -4'],
    [{ byteOffset: -4 }, 'links.byteOffset: expected an integer from 0 to 1024, received -4'],
    [{ byteOffset: 1028 }, 'links.byteOffset: expected an integer from 0 to 1024, received 1028'],
    [
      { stride: 6 },
      'links: expected byteOffset and stride to be multiples of 4, received 512 and 6',
    ],
    [
      { byteOffset: 514 },
      'links: expected byteOffset and stride to be multiples of 4, received 514 and 64',
    ],
    [{ byteOffset: 580 }, 'links: expected to end inside the buffer of 1024 bytes, received 1032'],
    [{ count: 9 }, 'links: expected to end inside the buffer of 1024 bytes, received 1028'],
    [{ stride: 80 }, 'links: expected to end inside the buffer of 1024 bytes, received 1076'],
    [
      { count: 2 ** 20 + 1, stride: 2 ** 31 },
      `links: expected to end inside the buffer of 1024 bytes, received ${2 ** 51 + 516}`,
    ],
  ];

  test.each(WRONG)('may not be %j', (wrong, message) => {
    const links = { ...RIGHT, ...wrong };
    const buffer = new SharedArrayBuffer(BYTES);
    Inbox.create(buffer, 0, RIGHT);
    new InboxSender(buffer, 0, RIGHT).send(1);
    const before = imageOf(buffer);
    expect(() => new Inbox(buffer, 0, links)).toThrow(new RangeError(message));
    expect(() => new InboxSender(buffer, 0, links)).toThrow(new RangeError(message));
    expect(imageOf(buffer)).toBe(before);
    expect(() => Inbox.create(buffer, 0, links)).toThrow(new RangeError(message));
  });

  test('that are refused do not cost an inbox its items', () => {
    const buffer = new SharedArrayBuffer(BYTES);
    const inbox = Inbox.create(buffer, 0, RIGHT);
    new InboxSender(buffer, 0, RIGHT).send(1);
    for (const [wrong] of WRONG) {
      expect(() => Inbox.create(buffer, 0, { ...RIGHT, ...wrong })).toThrow(RangeError);
    }
    expect(inbox.takeAll()).toBe(1);
  });
});

describe('a refused value is named shortly', () => {
  test.each([
    [1.5, '1.5'],
    [NaN, 'NaN'],
    [-0, '0'],
    [10n, '10'],
    ['text', '"text"'],
    ['x'.repeat(1000), `"${'x'.repeat(40)}"`],
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [Symbol('s'), 'Symbol(s)'],
    [{ toString: 1 }, 'Object'],
    [[1, 2], 'Array'],
    [Object.create(null), 'Object'],
    [() => 1, 'a function'],
    [class Named {}, 'a function'],
  ])('%p', (value: unknown, name) => {
    expect(named(value)).toBe(name);
  });
});
