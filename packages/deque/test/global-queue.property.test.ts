import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GlobalQueue } from '../src/global-queue.js';
import { EMPTY } from '../src/handle.js';
import { globalQueueBytes } from '../src/layout.js';
import { runs } from './property.js';
import { framed, STARTS } from './regions.js';

interface World {
  readonly views: readonly GlobalQueue[];
  readonly model: number[];
}

/** Performs one operation on a view and on the array, and compares the answers. */
type Step = (world: World) => void;

const VIEWS = 3;

function batchOf(queue: GlobalQueue, handles: number[]): Int32Array {
  return Int32Array.from(handles, (handle) => handle % (queue.maxHandle + 1));
}

function stepsOn(view: number): fc.Arbitrary<Step> {
  const on = (step: (queue: GlobalQueue, model: number[]) => void): Step => {
    return ({ views, model }) => step(views[view] as GlobalQueue, model);
  };
  const batch = fc.array(fc.nat(), { maxLength: 12 });
  return fc.oneof(
    fc.nat().map((any) =>
      on((queue, model) => {
        const handle = any % (queue.maxHandle + 1);
        const fits = model.length < queue.capacity;
        expect(queue.push(handle)).toBe(fits);
        if (fits) model.push(handle);
      }),
    ),
    fc.constant(on((queue, model) => expect(queue.pop()).toBe(model.shift() ?? EMPTY))),
    batch.map((any) =>
      on((queue, model) => {
        const handles = batchOf(queue, any);
        const fitting = Math.min(handles.length, queue.capacity - model.length);
        expect(queue.pushBatch(handles)).toBe(fitting);
        model.push(...handles.subarray(0, fitting));
      }),
    ),
    fc.nat({ max: 12 }).map((room) =>
      on((queue, model) => {
        const into = new Int32Array(room);
        const popped = queue.popBatch(into);
        expect([...into.subarray(0, popped)]).toEqual(model.splice(0, room));
      }),
    ),
  );
}

const starts = fc.oneof(
  fc.constantFrom(...STARTS),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
);

test('any sequence of operations by several views equals the same one on an array', () => {
  const shape = fc
    .integer({ min: 8, max: 30 })
    .chain((handleBits) => fc.tuple(fc.constant(handleBits), fc.constantFrom(2, 4, 8, 32)));
  const program = fc.array(fc.nat({ max: VIEWS - 1 }).chain(stepsOn), { maxLength: 200 });
  fc.assert(
    fc.property(shape, starts, program, ([handleBits, capacity], start, steps) => {
      const { buffer, at, isFrameIntact } = framed(globalQueueBytes(capacity));
      const first = GlobalQueue.create(buffer, at, capacity, { handleBits, start });
      const views = [first, new GlobalQueue(buffer, at), new GlobalQueue(buffer, at)];
      const model: number[] = [];
      for (const step of steps) {
        step({ views, model });
        expect(views.map((view) => view.size)).toEqual(Array(VIEWS).fill(model.length));
        const seen: number[] = [];
        first.peek((handle) => seen.push(handle));
        expect(seen).toEqual(model);
      }
      const left = new Int32Array(capacity);
      expect([...left.subarray(0, first.popBatch(left))]).toEqual(model);
      expect(isFrameIntact()).toBe(true);
    }),
    runs(300),
  );
});

test('laps repeat without a trace, whatever the width of a handle', () => {
  fc.assert(
    fc.property(fc.integer({ min: 27, max: 30 }), starts, (handleBits, start) => {
      const buffer = new SharedArrayBuffer(globalQueueBytes(2));
      const queue = GlobalQueue.create(buffer, 0, 2, { handleBits, start });
      const laps = 2 ** (32 - handleBits);
      for (let i = 0; i < 4 * laps + 1; i++) {
        expect(queue.push(i)).toBe(true);
        if (i % 2 === 0) expect([queue.push(i + 1), queue.push(0)]).toEqual([true, false]);
        expect(queue.pop()).toBe(i);
        if (i % 2 === 0) expect(queue.pop()).toBe(i + 1);
        expect(queue.pop()).toBe(EMPTY);
      }
    }),
    runs(30),
  );
});
