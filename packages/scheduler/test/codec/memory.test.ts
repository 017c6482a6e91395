/** Whose memory is whose: shared stays shared, copies are copies, what moves is gone. */

import { describe, expect, test } from '@jest/globals';
import { Codec } from '../../src/codec/codec.js';
import { move } from '../../src/codec/move.js';
import {
  difference,
  FULL,
  sendArguments,
  sendResult,
  sharedTable,
  WebAssembly,
} from './harness.js';

describe('SharedArrayBuffers are the same memory', () => {
  const shared = new SharedArrayBuffer(64);
  const views = [
    ...[new Int32Array(shared), new Float64Array(shared, 8, 2), new Uint8Array(shared, 3, 5)],
    ...[new DataView(shared, 1, 2), Buffer.from(shared, 5, 7), new BigInt64Array(shared, 16)],
  ];

  test('by themselves and by views', () => {
    expect(sendResult(shared)).toBe(shared);
    for (const view of views) {
      const got = sendResult(view) as ArrayBufferView;
      expect(got.buffer).toBe(shared);
      expect(difference(view, got)).toBeUndefined();
    }
    (sendArguments([views[0]])[0] as Int32Array)[3] = 77;
    expect((views[0] as Int32Array)[3]).toBe(77);
  });

  test('at any depth, among everything else', () => {
    const cycle: Record<string, unknown> = {
      shared,
      list: [views, new Map([[shared, new Set(views)]])],
    };
    cycle['self'] = cycle;
    const error = Object.assign(new Error('x'), { shared, view: views[1] });
    let deep: unknown = views[0];
    for (let i = 0; i < 300; i++) deep = i % 2 ? [deep] : { deep };
    const value = [cycle, error, deep, shared, new Map([[1, shared]]), [shared, shared]];
    expect(difference(value, sendResult(value))).toBeUndefined();
  });

  test('growable ones too', () => {
    const growable = new SharedArrayBuffer(8, { maxByteLength: 16 });
    expect(sendResult([growable, growable])).toEqual([growable, growable]);
    expect(sendResult(growable) as SharedArrayBuffer).toBe(growable);
  });

  test('an unknown one is an error of decoding', () => {
    const [here, there] = [new Codec(sharedTable()), new Codec(sharedTable())];
    const bytes = new Uint8Array(here.encodeResult([new SharedArrayBuffer(8)]));
    here.copyTo(bytes, 0);
    expect(() => there.decodeResult(bytes)).toThrow(
      expect.objectContaining({
        code: 'ERR_PILFER_DECODE',
        message: 'payload: no shared buffer 0',
      }),
    );
  });
});

describe('R35: decoded bytes are copies', () => {
  const ROUNDS = FULL ? 10_000 : 200;

  test('results are not views of the memory they came from, and do not change with it', () => {
    const codec = new Codec(sharedTable());
    const memory = new Uint8Array(new SharedArrayBuffer(16_384));
    const kept: { bytes: Uint8Array; wide: Float64Array; text: string; i: number }[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const bytes = new Uint8Array(1 + (i % 3000)).fill(i);
      const size = codec.encodeResult({ bytes, wide: new Float64Array([i]), text: `text ${i}`, i });
      codec.copyTo(memory, 0);
      const got = codec.decodeResult(memory, 0, size) as (typeof kept)[number];
      memory.fill(0xa5);
      expect(got.bytes.buffer).not.toBe(memory.buffer);
      expect(got.bytes.buffer.byteLength).toBe(bytes.length);
      kept.push(got);
      const old = kept[(i * 7919) % kept.length] as (typeof kept)[number];
      expect(old.bytes.every((byte) => byte === (old.i & 255))).toBe(true);
      expect([old.wide[0], old.text]).toEqual([old.i, `text ${old.i}`]);
    }
  });

  test('a payload holds nothing of earlier ones', () => {
    const codec = new Codec(sharedTable());
    codec.encodeResult([new Uint8Array(500).fill(0xa5), '\u00a5'.repeat(500)]);
    for (const value of [1, 'x', [1, 2], { a: 'b' }, new Error('x'), new Uint8Array(2000)]) {
      const bytes = new Uint8Array(codec.encodeResult(value));
      codec.copyTo(bytes, 0);
      // One alone may be a header.
      expect(Buffer.from(bytes).includes(Buffer.from([0xa5, 0xa5]))).toBe(false);
    }
  });

  test('later changes of what was sent do not matter once it is copied out', () => {
    const codec = new Codec(sharedTable());
    const bytes = new Uint8Array(5000).fill(1);
    const memory = new Uint8Array(codec.encodeArguments([bytes]));
    codec.copyTo(memory, 0);
    bytes.fill(2);
    expect((codec.decodeArguments(memory)[0] as Uint8Array).every((byte) => byte === 1)).toBe(true);
  });
});

describe('move', () => {
  test.each([10, 100_000])('%d bytes arrive, and are gone here', (size) => {
    const buffer = new Uint8Array(size).fill(7).buffer;
    const view = new Float32Array(size).fill(0.5);
    const [a, b] = sendArguments([move(buffer), { deep: [move(view)] }]) as [
      ArrayBuffer,
      { deep: [Float32Array] },
    ];
    expect(new Uint8Array(a).every((byte) => byte === 7) && a.byteLength === size).toBe(true);
    expect(b.deep[0].every((item) => item === 0.5) && b.deep[0].length === size).toBe(true);
    expect([buffer.byteLength, view.byteLength]).toEqual([0, 0]);
  });

  test('happens when the bytes are out, not before', () => {
    const codec = new Codec(sharedTable());
    const buffer = new ArrayBuffer(2000);
    expect(() => codec.encodeArguments([move(buffer), () => 1])).toThrow('args[1]');
    const size = codec.encodeArguments([move(buffer)]);
    expect(buffer.byteLength).toBe(2000);
    codec.copyTo(new Uint8Array(size), 0);
    expect(buffer.byteLength).toBe(0);
  });

  test('keeps identity', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const got = sendArguments([move(bytes), bytes, bytes.buffer]) as [
      Uint8Array,
      Uint8Array,
      ArrayBuffer,
    ];
    expect(got[0]).toBe(got[1]);
    expect(got[0].buffer).toBe(got[2]);
    expect(bytes.length).toBe(0);
  });

  test('memory that cannot be detached is copied', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const got = sendArguments([move(memory.buffer)]) as [ArrayBuffer];
    expect(got[0].byteLength).toBe(65_536);
    expect(memory.buffer.byteLength).toBe(65_536);
  });

  test('is a mark: a call that stays here gets the buffer itself', () => {
    const buffer = new ArrayBuffer(4);
    expect(move(buffer)).toBe(buffer);
  });

  test('what may still be needed here stays', () => {
    const codec = new Codec(sharedTable());
    const bytes = move(new Uint8Array([1, 2, 3]));
    const memory = new Uint8Array(codec.encodeArguments([bytes]));
    codec.copyTo(memory, 0, true);
    expect([...bytes]).toEqual([1, 2, 3]);
    expect(codec.decodeArguments(memory)).toEqual([bytes]);
  });
});

describe('one codec, used inside itself', () => {
  test('a getter that encodes and copies out', () => {
    const codec = new Codec(sharedTable());
    const inner = new Uint8Array(100);
    let innerSize = 0;
    const value = {
      before: 'before',
      get nested() {
        innerSize = codec.encodeArguments(['inner', new Map([[1, Object(2)]])]);
        codec.copyTo(inner, 0);
        return 'nested';
      },
      after: new Uint8Array(3000).fill(3),
    };
    const memory = new Uint8Array(codec.encodeResult(value));
    codec.copyTo(memory, 0);
    expect(codec.decodeResult(memory)).toEqual({
      ...{ before: 'before', nested: 'nested', after: new Uint8Array(3000).fill(3) },
    });
    expect(codec.decodeArguments(inner, 0, innerSize)).toEqual([
      'inner',
      new Map([[1, Object(2)]]),
    ]);
  });

  test('a table that decodes to find a buffer', () => {
    const shared = new SharedArrayBuffer(8);
    const other = new Codec(sharedTable());
    const note = new Uint8Array(other.encodeResult('note'));
    other.copyTo(note, 0);
    const codec: Codec = new Codec({
      idOf: () => 1,
      bufferOf: () => (codec.decodeResult(note) === 'note' ? shared : new SharedArrayBuffer(1)),
    });
    const memory = new Uint8Array(codec.encodeResult(['a', shared, 'b']));
    codec.copyTo(memory, 0);
    expect(codec.decodeResult(memory)).toEqual(['a', shared, 'b']);
  });
});

test('scratch memory that a huge payload needed is given back', () => {
  const codec = new Codec(sharedTable());
  const huge = new Uint8Array(codec.encodeResult('x'.repeat(30_000_000)));
  codec.copyTo(huge, 0);
  expect((codec.decodeResult(huge) as string).length).toBe(30_000_000);
  const small = new Uint8Array(codec.encodeResult([1]));
  codec.copyTo(small, 0);
  expect(codec.decodeResult(small)).toEqual([1]);
});
