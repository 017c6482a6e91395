/** Identity: what is one object here is one object there, two are two; and depth is no limit. */

import { describe, expect, test } from '@jest/globals';
import { difference, refusalOf, sendArguments, sendResult } from './harness.js';

interface List {
  next: List | null;
}

function listOf(length: number): List | null {
  let list: List | null = null;
  for (let i = 0; i < length; i++) list = { next: list };
  return list;
}

/** Makes a payload one that only a graph can hold. */
const GRAPH = Object(1) as unknown;

describe.each([
  ['plain', [] as unknown[]],
  ['graph', [GRAPH]],
])('%s', (_, extra) => {
  const same = (value: unknown): void => {
    expect(difference([value, ...extra], sendResult([value, ...extra]))).toBeUndefined();
  };

  test('cycles', () => {
    const object: Record<string, unknown> = { a: 1 };
    object['self'] = object;
    const array: unknown[] = [object];
    array.push(array);
    const map = new Map<unknown, unknown>();
    map.set(map, map);
    const set = new Set<unknown>();
    set.add(set).add(map);
    same(object);
    same(array);
    same([map, set, map]);
  });

  test('objects that occur twice', () => {
    const shared = { a: [1] };
    const leaves = [new Date(1), /x/, new Uint8Array([1]), new ArrayBuffer(3), Buffer.from('x')];
    same([shared, shared, { shared }, new Map([[shared, shared]])]);
    same([...leaves, ...leaves, leaves]);
    same([[], [], {}, {}]);
  });

  test('one of many objects occurs twice', () => {
    const many = Array.from({ length: 5000 }, (__, i) => ({ i, at: [i] }));
    same(many);
    same([...many, many[17], many[4999], many[0], { last: many[4998] }, many]);
  });

  test('an argument that holds another', () => {
    const inner = { a: 1 };
    const args = [inner, { inner }, ...extra];
    expect(difference(args, sendArguments(args))).toBeUndefined();
  });

  test('views of one buffer', () => {
    const buffer = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]).buffer;
    for (const order of [
      [new Uint8Array(buffer, 1, 3), new Float64Array(buffer, 8), buffer],
      [buffer, new DataView(buffer, 2)],
      [new Uint8Array(buffer), buffer, new Uint8Array(buffer)],
      [{ a: new Int8Array(buffer) }, [new Int16Array(buffer, 2, 1)], new Int32Array(buffer)],
    ]) {
      same(order);
      const got = (sendResult([order, ...extra]) as [unknown[]])[0].flatMap((item) =>
        ArrayBuffer.isView(item) || item instanceof ArrayBuffer
          ? item
          : Object.values(item as object),
      ) as (ArrayBufferView | ArrayBuffer)[];
      const buffers = got.map((item) => (ArrayBuffer.isView(item) ? item.buffer : item));
      expect(new Set(buffers).size).toBe(1);
    }
  });

  test('views of one large buffer', () => {
    const buffer = new ArrayBuffer(10_000);
    same([new Uint8Array(buffer, 5000).fill(7), new Uint8Array(buffer), buffer]);
  });

  test('Node Buffers do not drag their pool along', () => {
    const [one, two] = [Buffer.from('one'), Buffer.from('two')];
    same([one, two]);
    const got = (sendResult([one, two, ...extra]) as Buffer[]).slice(0, 2);
    expect(got.map((item) => item.buffer.byteLength)).toEqual([3, 3]);
  });

  test('depth is no limit', () => {
    let list = (sendResult([listOf(50_000), ...extra]) as [List])[0] as List | null;
    let depth = 0;
    for (; list !== null; list = list.next) depth++;
    expect(depth).toBe(50_000);
    for (const depth of [62, 63, 64, 65, 66, 128, 129]) {
      let nested: unknown = 'end';
      for (let i = 0; i < depth; i++)
        nested = i % 3 ? [nested] : i % 2 ? { nested } : new Map([[1, nested]]);
      same(nested);
    }
  });

  test('a deep list that ends in its beginning', () => {
    const first = listOf(1000) as List;
    let last = first;
    while (last.next !== null) last = last.next;
    last.next = first;
    let at = (sendResult([first, ...extra]) as [List])[0];
    const start = at;
    for (let i = 0; i < 1000; i++) at = at.next as List;
    expect(at).toBe(start);
  });
});

test('nesting without end is refused', () => {
  const endless = (): object => ({
    get next() {
      return endless();
    },
  });
  const refusal = refusalOf(endless());
  expect(refusal.reason).toBe('nested 100000 levels deep');
  expect(refusal.path.length).toBeLessThan(300);
  expect(refusal.path).toMatch(/^args…\d+ more…\.next\.next/);
});

test('getters that change what is being encoded do no harm', () => {
  const map = new Map<number, unknown>();
  map.set(0, {
    get grow() {
      map.set(map.size, 'more');
      return 1;
    },
  });
  const array: unknown[] = [
    {
      get shrink() {
        array.length = 1;
        return 1;
      },
    },
    2,
    3,
  ];
  expect((sendResult(map) as Map<number, unknown>).get(0)).toEqual({ grow: 1 });
  expect((sendResult(array) as unknown[])[0]).toEqual({ shrink: 1 });
});
