import { test } from '@jest/globals';
import { Kind, NONE } from '../../src/trace/index.js';
import { finds, running, type Defect } from './defects.js';

test.each<Defect>([
  ['a kind that is none', 'record', 'no kind has the number 99', running().event(99)],
  ['a P too many', 'record proc', 'there is no proc 2', running().on(0, 2).event(Kind.turnBegin)],
  ['a victim too many', 'record', 'there is no victim 7', running().event(Kind.miss, { a: 7 })],
  [
    'an id below none',
    'record machine',
    'there is no machine -2',
    running().on(-2, NONE).create(2),
  ],
  ['a missing task', 'record task', 'a task is missing', running().end(NONE)],
  ['a task too many', 'record', 'a task too many', running().event(Kind.hungry, { task: 1 })],
  ['a code that is none', 'record', 'outcome has no code 9', running().end(1, 9)],
  [
    'a text that is none',
    'record',
    'label is no text',
    running().event(Kind.label, { task: 1, a: 9 }),
  ],
  [
    'a flag that is none',
    'record',
    'inherits is not 0 or 1',
    running().create(2).on(1).event(Kind.start, { task: 2, b: 2 }),
  ],
  [
    'a negative count',
    'record',
    'count is negative',
    running().event(Kind.fork, { task: 1, a: -1 }),
  ],
  ['a steal of nothing', 'record', 'nothing moved', running().create(2).on(1).steal(2, 0, 0)],
  ['a clock that goes back', 'clock', 'its writer was at 20 ns', running().end(1).at(19).create(2)],
  [
    'events out of order',
    'order',
    'the event before it is at 20 ns',
    running().end(1).on(1).at(15).create(2),
  ],
])('%s', (_, rules, message, builder) => {
  finds(rules, message, builder);
});
