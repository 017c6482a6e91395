import { describe, expect, test } from '@jest/globals';
import { sharedArray } from '@pilfer/scheduler';
import { expectHealthy, failure, newRuntime, within } from '../runtime/support.js';
import { bodies, inside, type All } from './fixtures/loops.mjs';

const LENGTH = 50_000;

/** Numbers whose sum depends on the order of additions. */
function numbers(): Float64Array<SharedArrayBuffer> {
  const array = sharedArray(Float64Array, LENGTH);
  for (let i = 0; i < LENGTH; i++) array[i] = ((i * 7919) % 10_007) * (i % 3 === 0 ? 1e-7 : 1.1);
  return array;
}

/** What plain JavaScript makes of them. */
function expectPlain(all: All, array: Float64Array): void {
  const plain = [...array];
  const byLastDigit = (a: number, b: number): number => (a % 10) - (b % 10);
  const indices = plain.map((_, i) => i);
  const same = (ours: ArrayLike<number>, theirs: readonly number[]): void =>
    expect(Buffer.compare(bytes(ours), bytes(theirs))).toBe(0);
  same(
    all.map,
    plain.map((x) => x / 2),
  );
  same(
    all.filter,
    plain.filter((x) => x % 2 !== 0),
  );
  expect(all.max).toBe(plain.reduce((a, b) => Math.max(a, b)));
  const sum = plain.reduce((a, b) => a + b);
  for (const ours of [all.sum, all.pieces, all.scan.at(-1), all.scanBy.at(-1)]) {
    expect(ours).toBeCloseTo(sum, 1);
  }
  same(
    all.sorted,
    plain.toSorted((a, b) => a - b),
  );
  same(all.sortedBy, plain.toSorted(byLastDigit));
  const at = (i: number): number => plain[i] as number;
  same(
    all.order,
    indices.toSorted((i, j) => at(i) - at(j)),
  );
  same(
    all.orderBy,
    indices.toSorted((i, j) => byLastDigit(at(i), at(j))),
  );
}

function bytes(numbers: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Float64Array.from(numbers).buffer);
}

describe('many machines take part', () => {
  test.each([2, 4])('in a loop inside a task, each index once: %i', async (procs) => {
    const runtime = newRuntime({ procs });
    const counts = sharedArray(Int32Array, 500_000);
    const seen = sharedArray(Int32Array, procs);
    await within(runtime.run(inside.meetInside, counts, seen, procs), 100_000);
    expect([...seen]).toEqual(Array.from({ length: procs }, () => 1));
    expect(counts.every((count) => count === 1)).toBe(true);
    const { total } = runtime.stats();
    expect(total.exposed).toBeGreaterThan(0);
    expect(total.unexposable).toBe(0);
    await expectHealthy(runtime, 100);
  });

  test('in a loop from outside', async () => {
    const runtime = newRuntime();
    const counts = sharedArray(Int32Array, 500_000);
    const seen = sharedArray(Int32Array, 2);
    const args: [typeof counts, typeof seen, number] = [counts, seen, 2];
    await within(runtime.parallel.for(counts.length, bodies.meet, { grain: 1, args }), 100_000);
    expect([...seen]).toEqual([1, 1]);
    expect(counts.every((count) => count === 1)).toBe(true);
  });
});

describe('the same results as plain JavaScript', () => {
  test('inside a task, at 1, 2 and 4 Ms; floats to the last bit', async () => {
    const array = numbers();
    const one = newRuntime({ procs: 1 });
    const first = await within(one.run(inside.all, array), 100_000);
    expectPlain(first, array);
    for (const procs of [2, 4]) {
      const runtime = newRuntime({ procs });
      for (let round = 0; round < 2; round++) {
        expect(await within(runtime.run(inside.all, array), 100_000)).toEqual(first);
      }
      await runtime.close();
    }
  });

  test('with every fork checked: nothing relies on memory that is not shared', async () => {
    const array = numbers().subarray(0, 20_000);
    const runtime = newRuntime({ checked: true });
    expectPlain(await within(runtime.run(inside.all, array), 100_000), array);
  });

  test('from outside', async () => {
    const { parallel } = newRuntime();
    const array = numbers();
    const plain = [...array];
    expect(bytes(await parallel.map(array, bodies.half))).toEqual(bytes(plain.map((x) => x / 2)));
    const output = sharedArray(Float32Array, LENGTH);
    expect(await parallel.map(array, bodies.half, { output })).toBe(output);
    expect(output[1]).toBe(Math.fround((plain[1] as number) / 2));
    const odd = await parallel.filter(array, bodies.isOdd);
    expect(odd.length).toBe(plain.filter((x) => x % 2 !== 0).length);
    expect(await parallel.reduce(array, 'min')).toBe(plain.reduce((a, b) => Math.min(a, b)));
    const sum = await parallel.reduce(LENGTH, bodies.sumPiece, bodies.add, { args: [array] });
    const running = await parallel.scan(array, 'sum');
    expect(running.at(-1)).toBeCloseTo(sum, 1);
    const order = await parallel.sortOrder(array);
    expect(await parallel.sort(array)).toBe(array);
    expect(array[0]).toBe(plain[order[0] as number]);
    expect([...array]).toEqual(plain.toSorted((a, b) => a - b));
  });
});

describe('when things go wrong', () => {
  test.each([0, 500, 999])(
    'an error in a piece is the error of the loop: index %i',
    async (bad) => {
      const runtime = newRuntime();
      const error = await failure(
        runtime.parallel.for(1000, bodies.failAt, { grain: 1, args: [bad] }),
      );
      expect(error).toMatchObject({ name: 'RangeError', message: 'a bad index', bad });
      await expectHealthy(runtime, 100);
    },
  );

  test('a signal ends a loop', async () => {
    const runtime = newRuntime();
    const controller = new AbortController();
    const loop = runtime.parallel
      .with({ signal: controller.signal })
      .for(10 ** 9, bodies.spinPiece, { grain: 1 });
    await runtime.parallel.for(10, bodies.spinPiece);
    controller.abort();
    expect(await failure(loop)).toMatchObject({ name: 'AbortError' });
    await expectHealthy(runtime, 100);
  });

  test('misuse rejects', async () => {
    const { parallel } = newRuntime({ procs: 1 });
    const loose = parallel as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    expect(await failure(loose['for']?.(1, () => 1) as Promise<unknown>)).toMatchObject({
      name: 'TypeError',
      message: expect.stringContaining('body: expected a function that tasks() has named'),
    });
    expect(await failure(loose['sort']?.([1]) as Promise<unknown>)).toMatchObject({
      message: expect.stringContaining('array: expected a typed array on shared memory'),
    });
  });
});
