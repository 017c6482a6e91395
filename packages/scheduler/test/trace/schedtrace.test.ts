import { expect, test } from '@jest/globals';
import { schedTrace, type SchedState } from '../../src/trace/index.js';

const p = { status: 1, schedTick: 69, syscallTick: 5, m: 0, queued: 33, timers: 0 };
const state: SchedState = {
  ms: 100.7,
  idleProcs: 0,
  threads: 4,
  spinning: 0,
  needSpinning: 1,
  idleThreads: 1,
  globalQueue: 0,
  procs: [p, { ...p, status: 0, m: undefined, queued: 35 }],
};

test("the line is Go's own", () => {
  expect(schedTrace(state)).toBe(
    'SCHED 100ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 needspinning=1 ' +
      'idlethreads=1 runqueue=0 [33 35]',
  );
});

test('so are the lines of its details', () => {
  const machine = { id: 2, p: 1, g: 102, spinning: false, blocked: true };
  const task = { id: 1, status: 4, waitReason: 'semacquire', m: undefined };
  const other = { ...machine, p: undefined, g: undefined, spinning: true };
  const lines = schedTrace(state, { machines: [machine, other], tasks: [task] }).split('\n');
  expect(lines).toEqual([
    'SCHED 100ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 needspinning=1 ' +
      'idlethreads=1 runqueue=0 gcwaiting=false nmidlelocked=0 stopwait=0 sysmonwait=false',
    '  P0: status=1 schedtick=69 syscalltick=5 m=0 runqsize=33 gfreecnt=0 timerslen=0',
    '  P1: status=0 schedtick=69 syscalltick=5 m=nil runqsize=35 gfreecnt=0 timerslen=0',
    '  M2: p=1 curg=102 mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=false ' +
      'blocked=true lockedg=nil',
    '  M2: p=nil curg=nil mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=true ' +
      'blocked=true lockedg=nil',
    '  G1: status=4(semacquire) m=nil lockedm=nil',
  ]);
});
