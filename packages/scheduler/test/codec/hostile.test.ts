/**
 * R33: bytes that are no payload give a typed error, at once and without taking memory for what they
 * announce; and whatever they are, Object.prototype stays as it is.
 */

import { getHeapStatistics } from 'node:v8';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EncodeError } from '../../src/errors.js';
import { bytesOfResult, decode, FULL } from './harness.js';
import { values } from './values.arbitrary.js';

const MUTATED = FULL ? 1_000_000 : 5_000;
const BOMBS = FULL ? 100_000 : 2_000;
const MOST_MS = 20;
const MOST_BYTES = 16 << 20;

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000_007);

const PLAIN = 1;
const GRAPH = 2;
const TAILS = 4;
const REFERENCES = 8;

const before = Object.getOwnPropertyNames(Object.prototype).sort().join();
afterAll(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort().join()).toBe(before);
});

/** A small generator, so that a run of a million can be repeated from its seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function memoryInUse(): number {
  const { used_heap_size: heap, external_memory: outside } = getHeapStatistics();
  return heap + outside;
}

interface Outcome {
  readonly error: EncodeError | undefined;
  readonly ms: number;
  readonly bytes: number;
}

/** Decodes once; anything but a value or our error is a failure. */
function attempt(payload: Uint8Array): Outcome {
  const memory = memoryInUse();
  const started = performance.now();
  let error: EncodeError | undefined;
  try {
    decode(payload);
  } catch (thrown) {
    if (!(thrown instanceof EncodeError) || thrown.code !== 'ERR_PILFER_DECODE') throw thrown;
    error = thrown;
  }
  return { error, ms: performance.now() - started, bytes: memoryInUse() - memory };
}

/** Decodes; a pause of the machine or of the collector is no fault of the codec. */
function decodesInBounds(payload: Uint8Array): EncodeError | undefined {
  let outcome = attempt(payload);
  for (let i = 0; i < 4 && (outcome.ms > MOST_MS || outcome.bytes > MOST_BYTES); i++) {
    outcome = attempt(payload);
  }
  if (outcome.ms > MOST_MS || outcome.bytes > MOST_BYTES) {
    throw new Error(`${outcome.ms} ms, ${outcome.bytes} bytes`);
  }
  return outcome.error;
}

function checkAll(count: number, make: (random: (below: number) => number) => Uint8Array): number {
  const random = randomOf(SEED);
  let refused = 0;
  for (let i = 0; i < count; i++) {
    const payload = make(random);
    try {
      if (decodesInBounds(payload) !== undefined) refused++;
    } catch (cause) {
      const shown = Buffer.from(payload.subarray(0, 400)).toString('hex');
      throw new Error(`SEED=${SEED}, round ${i}, bytes ${shown}`, { cause });
    }
  }
  return refused;
}

const corpus = fc
  .sample(values, { numRuns: 400, seed: SEED })
  .map((value) => bytesOfResult(value))
  .filter((bytes) => bytes.length < 8192);

function mutated(random: (below: number) => number): Uint8Array {
  const bytes = [...(corpus[random(corpus.length)] as Uint8Array)];
  for (let n = 1 + random(4); n > 0 && bytes.length > 0; n--) {
    const at = random(bytes.length);
    const size = random(8);
    switch (random(5)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes[at] = (bytes[at] as number) ^ (1 << random(8));
        break;
      case 2:
        bytes.splice(at, size);
        break;
      case 3:
        bytes.splice(at, 0, ...Array.from({ length: size }, () => random(256)));
        break;
      default: {
        const other = corpus[random(corpus.length)] as Uint8Array;
        const from = random(other.length);
        bytes.splice(at, size, ...other.subarray(from, from + random(40)));
      }
    }
  }
  return Uint8Array.from(bytes);
}

const lengths = [0, 1, 2, 3, 15, 16, 255, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];

/** Any header, with any length; marks and extensions of ours more often than others. */
function header(random: (below: number) => number): number[] {
  const length = random(3) === 0 ? (lengths[random(lengths.length)] as number) : random(5);
  const u32 = [24, 16, 8, 0].map((shift) => Math.floor(length / 2 ** shift) % 256);
  switch (random(9)) {
    case 0:
      return [0x90 + random(16)];
    case 1:
      return [0xdc + random(4), ...u32.slice(random(2) * 2)];
    case 2:
      return [0x80 + random(16)];
    case 3:
      return [0xd4, 8, random(9)];
    case 4:
      return [0xd6, 9, 0, 0, 0, random(4)];
    case 5:
      return [[0xc7, 0xc8, 0xc9][random(3)] as number, ...u32, random(12)];
    case 6:
      return [0xd9 + random(3), ...u32];
    case 7:
      return [0xa3, 0x61, 0x62, 0x63 + random(3)];
    default:
      return [random(256)];
  }
}

function bomb(random: (below: number) => number): Uint8Array {
  const head = [PLAIN, PLAIN | REFERENCES, GRAPH, GRAPH, PLAIN | TAILS, GRAPH | TAILS][random(6)];
  const bytes = [head as number];
  if (bytes[0] === (PLAIN | TAILS) || bytes[0] === (GRAPH | TAILS)) bytes.push(0, 0, 0, random(64));
  if (random(2) === 0) bytes.push(0x91 + random(4));
  const repeat = random(4) === 0 ? 1 + random(200) : 1;
  const part = Array.from({ length: 1 + random(12) }, () => header(random)).flat();
  for (let i = 0; i < repeat; i++) bytes.push(...part);
  return Uint8Array.from(bytes);
}

test(`R33: ${MUTATED} mutated payloads (SEED=${SEED})`, () => {
  const refused = checkAll(MUTATED, mutated);
  // Some mutations only change a value. If nearly all did, or nearly none, nothing was tested.
  expect(refused).toBeGreaterThan(MUTATED * 0.1);
  expect(refused).toBeLessThan(MUTATED * 0.95);
});

test(`R33: ${BOMBS} bombs of any structure (SEED=${SEED})`, () => {
  expect(checkAll(BOMBS, bomb)).toBeGreaterThan(BOMBS * 0.5);
});

const announcing = (head: number, size: number): number[] => [
  head,
  ...new Array<number>(size).fill(0xff),
];

describe.each([
  ['plain', PLAIN],
  ['plain with references', PLAIN | REFERENCES],
  ['graph', GRAPH],
])('R33: bombs, %s', (_, format) => {
  const refuses = (bytes: readonly number[] | Uint8Array): void => {
    const payload = new Uint8Array(1 + bytes.length);
    payload[0] = format;
    payload.set(bytes, 1);
    expect(decodesInBounds(payload)).toBeInstanceOf(EncodeError);
  };

  test('160 bytes of nested array headers', () => {
    refuses(new Array(32).fill(announcing(0xdd, 4)).flat() as number[]);
    refuses(new Array(32).fill(announcing(0xdf, 4)).flat() as number[]);
  });

  test('10 MB of nesting', () => {
    refuses(new Uint8Array(10_000_000).fill(0x91));
    refuses(new Uint8Array(10_000_000).fill(0x81));
  });

  test('50 kB whose work would be quadratic', () => {
    refuses(new Array(16_000).fill([0xdc, 0xc0, 0x00]).flat() as number[]);
    refuses(
      new Array(60).fill([0xdc, 0x40, 0x00]).flat().concat(new Array(49_000).fill(0)) as number[],
    );
  });

  test.each([0xdc, 0xdd, 0xde, 0xdf, 0xd9, 0xda, 0xdb, 0xc7, 0xc8, 0xc9])(
    'a header %i that announces too much',
    (head) => {
      refuses(announcing(head, 5));
      refuses([0x91, ...announcing(head, 5), 0, 0, 0]);
    },
  );

  test('types that are never written', () => {
    for (const head of [0xc1, 0xc4, 0xc5, 0xc6, 0xca]) refuses([0x91, head, 0, 0, 0, 0]);
    for (let type = 10; type < 256; type++) refuses([0x91, 0xd4, type, 0]);
  });

  test('bytes behind the value, and no bytes at all', () => {
    refuses([]);
    refuses([0x91, 1, 1]);
    refuses([0x91]);
  });
});

describe('R33: lies about structure', () => {
  const reasonOf = (...bytes: number[]): string => {
    const error = decodesInBounds(Uint8Array.from(bytes));
    expect(error).toBeInstanceOf(EncodeError);
    expect(error?.path).toBe('payload');
    return error?.reason ?? '';
  };
  const mark = (which: number): number[] => [0xd4, 8, which];
  const ref = (to: number): number[] => [0xd6, 9, 0, 0, 0, to];
  const str = (text: string): number[] => [0xa0 + text.length, ...Buffer.from(text)];

  test.each<[string, number[]]>([
    ['unknown format', [99, 0]],
    ['unknown format', [GRAPH | REFERENCES, 0x91, 0]],
    ['too few bytes', [PLAIN]],
    ['a reference to nothing', [PLAIN, ...ref(0)]],
    ['a reference to nothing', [PLAIN | REFERENCES, 0x91, ...ref(1)]],
    ['unknown mark', [PLAIN, 0x92, ...mark(2), 1]],
    ['unknown mark', [PLAIN, 0x92, ...mark(0), 1]],
    ['a key that is no string', [PLAIN, 0x81, 1, 1]],
    ['no pieces', [GRAPH, 0x90]],
    ['no pieces', [GRAPH, 0x05]],
    ['reference to piece 7', [GRAPH, 0x91, 0x91, ...ref(7)]],
    ['a piece that is a reference', [GRAPH, 0x91, ...ref(0)]],
    ['a mark that heads nothing', [GRAPH, 0x92, 0, ...mark(0)]],
    ['unknown mark', [GRAPH, 0x91, 0x91, ...mark(7)]],
    ['a key without a value', [GRAPH, 0x91, 0x92, ...mark(0), 1]],
    ['a bad array length', [GRAPH, 0x91, 0x92, ...mark(3), 0xff]],
    ['an index outside of its array', [GRAPH, 0x91, 0x94, ...mark(3), 1, 1, 1]],
    ['a bad box', [GRAPH, 0x91, 0x92, ...mark(2), 0xc0]],
    ['a view of nothing', [GRAPH, 0x91, 0x95, ...mark(5), 3, 0, 0, 1]],
    [
      'a view of something else than a buffer',
      [GRAPH, 0x92, 0x95, ...mark(5), 3, ...ref(1), 0, 1, 0],
    ],
    ['an error of no type', [GRAPH, 0x91, 0x93, ...mark(6), 1, 0]],
    ['an error of unknown type', [GRAPH, 0x91, 0x93, ...mark(6), ...str('Nope'), 0]],
    ['an error of unknown type', [GRAPH, 0x91, 0x93, ...mark(6), ...str('toString'), 0]],
    ['a key that is no string', [GRAPH, 0x91, 0x93, ...mark(4), 1, 1]],
    ['a mark of another size', [GRAPH, 0x91, 0xd6, 8, 0, 0, 0, 0]],
    ['a date of another size', [PLAIN, 0xd4, 1, 0]],
    ['unknown single value', [PLAIN, 0xd4, 0, 2]],
    ['a pattern of another size', [PLAIN, 0xd4, 4, 200]],
    ['Cannot convert 0x! to a BigInt', [PLAIN, 0xc7, 2, 2, 0x2b, 0x21]],
    ['a view of unknown type 200', [PLAIN, 0xd4, 5, 200]],
    ['1 bytes are no whole number of elements', [PLAIN, 0xc7, 2, 5, 4, 0]],
    ['shared memory of another size', [PLAIN, 0xd4, 7, 0]],
    ['bytes that lie outside of the payload', [PLAIN, 0xc7, 5, 6, 3, 0, 0, 8, 0]],
    ['bytes that belong to no value', [PLAIN | TAILS, 0, 0, 0, 1, 5, 1, 2, 3]],
    ['a value that is longer than its payload', [PLAIN | TAILS, 0, 0, 1, 0, 5, 1, 2, 3]],
  ])('%s (%#)', (reason, bytes) => {
    expect(reasonOf(...bytes)).toContain(reason);
  });

  test('a tail is not given twice', () => {
    const tail = [0xc7, 5, 6, 3, 0, 0, 0, 4];
    const bytes = [PLAIN | TAILS, 0, 0, 0, 17, 0x92, ...tail, ...tail, 1, 2, 3, 4];
    expect(reasonOf(...bytes)).toContain('bytes that lie outside of the payload');
  });

  test('a pattern that is none', () => {
    const payload = bytesOfResult(/\(/);
    payload[payload.length - 4] = 0x28;
    expect(decodesInBounds(payload)?.reason).toMatch(/regular expression/);
  });

  test('no argument list', () => {
    expect(decodesInBounds(bytesOfResult({ 0: 'x' }))).toBeUndefined();
  });
});

test('keys from the bytes never reach a prototype', () => {
  const polluting = JSON.parse(
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": 1}}',
  ) as object;
  for (const value of [
    polluting,
    [polluting, Object(1)],
    Object.assign(new Error('x'), { polluting }),
  ]) {
    decode(bytesOfResult(value));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  }
  // The same key where the writer never puts it: in a map of a graph.
  const bytes = Uint8Array.from([GRAPH, 0x91, 0x81, 0xa9, ...Buffer.from('__proto__'), 0x80]);
  expect(decodesInBounds(bytes)).toBeInstanceOf(EncodeError);
});
