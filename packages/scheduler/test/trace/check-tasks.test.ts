import { test } from '@jest/globals';
import { Kind } from '../../src/trace/index.js';
import { finds, running, type Defect } from './defects.js';

test.each<Defect>([
  ['a task that nobody created', 'task', 'G7 was never created', running().on(1).start(7)],
  ['a task created twice', 'task', 'G1 was created before', running().create(1)],
  [
    'a task that runs twice at a time',
    'task',
    'G1 is running, not runnable',
    running().on(1).start(1),
  ],
  ['a task that ends twice', 'task', 'G1 was never created, or has ended', running().end(1).end(1)],
  ['a task that ends well without running', 'task', 'G2 is runnable', running().create(2).end(2)],
  ['a task that ends on another machine', 'task', 'G1 is running on M0', running().on(1).end(1)],
  [
    'readying who does not wait',
    'task',
    'G1 is running, not waiting',
    running().event(Kind.ready, { task: 1 }),
  ],
  [
    'starting who waits',
    'task',
    'G1 is waiting, not runnable',
    running().event(Kind.block, { task: 1 }).start(1),
  ],
  [
    'an async task that moves',
    'task',
    'G1 awaits on M0',
    running().event(Kind.asyncPending, { task: 1 }).on(1).event(Kind.asyncResume, { task: 1 }),
  ],
  [
    'a join that ends before its fork',
    'task',
    'G2 has not ended',
    running()
      .event(Kind.expose, { task: 2, a: 1 })
      .event(Kind.joinBegin, { task: 1, a: 2 })
      .event(Kind.joinEnd, { task: 1, a: 2 }),
  ],
  [
    'a machine that ends with a task',
    'task',
    'its task has not ended',
    running().event(Kind.machineStop),
  ],
  [
    'two tasks on a machine',
    'nesting',
    'M0 runs G1, which is not in a join',
    running().create(2).start(2),
  ],
  [
    'an outer task that acts while an inner one runs',
    'nesting task',
    'G1 is not what M0 runs',
    running()
      .create(2, 1)
      .event(Kind.joinBegin, { task: 1, a: 2 })
      .start(2)
      .event(Kind.joinEnd, { task: 1, a: 2 }),
  ],
  [
    'an outer task that ends first',
    'nesting task',
    'G1 is joining',
    running().create(2, 1).event(Kind.joinBegin, { task: 1, a: 2 }).start(2).end(1),
  ],
  [
    'an inner task that waits',
    'nesting',
    'G2 cannot leave: G1 is below it',
    running()
      .create(2, 1)
      .event(Kind.joinBegin, { task: 1, a: 2 })
      .start(2)
      .event(Kind.block, { task: 2 }),
  ],
  ['a drained run with a task left', 'settled', 'G1 is still running', running().stop()],
  [
    'a promise that settles twice',
    'settled',
    'the promise of G1 has settled before',
    running().end(1).outside().event(Kind.settle, { task: 1 }).event(Kind.settle, { task: 1 }),
  ],
])('%s', (_, rules, message, builder) => {
  finds(rules, message, builder);
});
