import { test } from '@jest/globals';
import { Kind, NONE } from '../../src/trace/index.js';
import { finds, running, type Defect } from './defects.js';

test.each<Defect>([
  [
    'a machine that never started',
    'machine',
    'M5 has not started',
    running().on(5, NONE).create(2),
  ],
  ['a machine that starts twice', 'machine', 'M0 runs already', running().event(Kind.machineStart)],
  [
    'a machine that goes on after its end',
    'machine',
    'M1 has not started, or is gone',
    running().on(1).event(Kind.machineStop).event(Kind.hungry),
  ],
  [
    'work in one’s sleep',
    'machine',
    'M1 sleeps',
    running().create(2).on(1).event(Kind.park).start(2),
  ],
  ['waking who is awake', 'machine', 'M1 does not sleep', running().on(1).event(Kind.unpark)],
  [
    'running while searching',
    'machine',
    'M1 still searches',
    running().create(2).on(1).event(Kind.searchBegin).start(2),
  ],
  [
    'sleeping while searching',
    'machine',
    'M1 still searches',
    running().on(1).event(Kind.searchBegin).event(Kind.park),
  ],
  [
    'a search that ends twice',
    'machine',
    'M1 does not search',
    running().on(1).event(Kind.searchEnd),
  ],
  [
    'two machines on a P',
    'proc',
    'M0 holds P0',
    running().on(1).event(Kind.procRelease).on(1, 0).event(Kind.procAcquire),
  ],
  [
    'a machine with two Ps',
    'proc',
    'M1 holds P1',
    running().end(1).event(Kind.procRelease).on(1, 0).event(Kind.procAcquire),
  ],
  [
    'acting on the P of another',
    'proc',
    'M1 does not hold P0',
    running().create(2).on(1, 0).start(2),
  ],
  [
    'running without a P',
    'proc',
    'nothing runs without a P',
    running().create(2).on(1, NONE).start(2),
  ],
  [
    'giving up what one has not',
    'proc',
    'M1 does not hold P0',
    running().on(1, 0).event(Kind.procRelease),
  ],
  [
    'taking a P from the wrong machine',
    'proc',
    'M1 does not hold P0',
    running().outside().event(Kind.retake, { proc: 0, task: 1, a: 1 }),
  ],
  [
    'stealing from oneself',
    'proc',
    'nobody steals from himself',
    running().create(2).end(1).steal(2, 0),
  ],
])('%s', (_, rules, message, builder) => {
  finds(rules, message, builder);
});
