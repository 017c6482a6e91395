import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EventQueue } from '../src/event-queue.js';

function drain(queue: EventQueue): [time: number, kind: number, a: number, b: number][] {
  const events: [number, number, number, number][] = [];
  while (queue.next()) events.push([queue.time, queue.kind, queue.a, queue.b]);
  return events;
}

test('events come in the order of their times', () => {
  const queue = new EventQueue();
  queue.schedule(30, 1, 2, 3);
  queue.schedule(10, 4, 5, 6);
  queue.schedule(20, 7, 8, -9);
  expect(queue.size).toBe(3);
  expect(drain(queue)).toEqual([
    [10, 4, 5, 6],
    [20, 7, 8, -9],
    [30, 1, 2, 3],
  ]);
  expect(queue.next()).toBe(false);
});

test('at equal times, in the order in which they were scheduled', () => {
  const queue = new EventQueue();
  for (let i = 0; i < 5000; i++) queue.schedule(7, 0, i, 0);
  expect(drain(queue).map(([, , a]) => a)).toEqual(Array.from({ length: 5000 }, (_, i) => i));
});

test('scheduling while taking: any mixture equals a sorted list', () => {
  const step = fc.record({ delay: fc.nat(20), takes: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const queue = new EventQueue();
      const model: { time: number; id: number }[] = [];
      let id = 0;
      for (const { delay, takes } of steps) {
        const time = queue.time + delay;
        queue.schedule(time, 0, id, 0);
        model.push({ time, id: id++ });
        model.sort((x, y) => x.time - y.time || x.id - y.id);
        for (let i = 0; i < takes && model.length > 0; i++) {
          expect(queue.next()).toBe(true);
          expect({ time: queue.time, id: queue.a }).toEqual(model.shift());
        }
      }
      expect(queue.size).toBe(model.length);
    }),
  );
});

test('what can not be an event is refused, with numbers', () => {
  const queue = new EventQueue();
  queue.schedule(10, 0, 0, 0);
  queue.next();
  expect(() => queue.schedule(9, 0, 0, 0)).toThrow(
    'time: expected an integer from 10 (now) to 2^53 - 1, received 9',
  );
  expect(() => queue.schedule(10.5, 0, 0, 0)).toThrow(RangeError);
  expect(() => queue.schedule(NaN, 0, 0, 0)).toThrow(RangeError);
  expect(() => queue.schedule(11, 0, 2 ** 31, 0)).toThrow('received 0, 2147483648 and 0');
  expect(queue.size).toBe(0);
});
