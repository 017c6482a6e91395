import { expect, test } from '@jest/globals';
import { Kind, Strings } from '@pilfer/scheduler/trace';
import { eventOf, fieldsOf } from '../../src/exchange/fields.js';
import { nonsense, randomRun } from './traces.js';

test('any event comes back as it was', () => {
  for (const trace of [...Array.from({ length: 40 }, (_, i) => nonsense(i)), randomRun(1)]) {
    for (let i = 0; i < trace.length; i++) {
      const event = trace.event(i);
      const json = JSON.stringify(fieldsOf(event, trace.strings));
      const fields = JSON.parse(json) as Record<string, unknown>;
      expect(eventOf(event.time, fields, trace.strings)).toEqual(event);
    }
  }
});

test.each([
  [-1, { kind: 'start' }, 'its time is -1'],
  [0.5, { kind: 'start' }, 'its time is 0.5'],
  [1, {}, 'there is no kind undefined'],
  [1, { kind: 'toString' }, 'there is no kind "toString"'],
  [1, { kind: 300 }, 'there is no kind 300'],
  [1, { kind: 'start', task: 'G1' }, 'task is "G1"'],
  [1, { kind: 'start', source: 'thin air' }, 'source is "thin air"'],
  [1, { kind: 'start', inherits: 2 ** 40 }, 'inherits is 1099511627776'],
  [1, { kind: 'start', proc: null }, 'proc is null'],
])('at %p %p is told: %s', (time, fields, problem) => {
  expect(eventOf(time, fields, new Strings())).toEqual({ problem });
});

test('what is left out is nothing', () => {
  expect(eventOf(7, { kind: 'steal', proc: 1, victim: 0, count: 2 }, new Strings())).toEqual({
    time: 7,
    kind: Kind.steal,
    proc: 1,
    machine: -1,
    task: -1,
    a: 0,
    b: 2,
    c: 0,
  });
});
