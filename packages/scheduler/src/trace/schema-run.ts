/** The run as a whole, its machines and its Ps. */

import { Kind } from './kinds.js';
import { arg, ProcState } from './schema.js';
import type { KindInfo } from './schema.js';

export const runKinds: readonly KindInfo[] = [
  {
    kind: Kind.runStart,
    layer: 'both',
    site: 'Recording, first',
    task: '',
    args: [
      arg('procs', 'count', 'number of Ps'),
      arg('cores', 'count', 'processors of the machine'),
      arg('seed', 'number', 'seed of the simulation'),
    ],
    text: 'the run starts with {a} Ps on {b} cores',
  },
  {
    kind: Kind.runStop,
    layer: 'both',
    site: 'Recording.stop',
    task: '',
    args: [arg('reason', 'stop', 'drained: every task has ended')],
    text: 'the run stops: {a}',
  },
  {
    kind: Kind.procsChange,
    layer: 'both',
    site: 'the simulator',
    task: '',
    args: [arg('procs', 'count', 'Ps from now on'), arg('before', 'count', 'Ps until now')],
    text: 'the number of Ps changes from {b} to {a}',
  },
  {
    kind: Kind.machineStart,
    layer: 'both',
    site: 'Machine.run, first',
    task: '',
    args: [arg('thread', 'number', 'id of the OS thread or worker')],
    text: 'starts as thread {a}',
  },
  {
    kind: Kind.machineStop,
    layer: 'both',
    site: 'Machine.run, last',
    task: '',
    args: [],
    text: 'ends',
  },
  {
    kind: Kind.machineLost,
    layer: 'runtime',
    site: 'Crew.buried, at the exit of the thread; machine is the lost one, proc the P it held',
    task: '',
    args: [arg('code', 'number', 'exit code'), arg('cause', 'text', 'what is known of the cause')],
    text: 'is lost with exit code {a}: {b}',
    enters: ProcState.idle,
  },
  {
    kind: Kind.procAcquire,
    layer: 'both',
    site: 'Machine.run, after machineStart',
    task: '',
    args: [],
    text: 'takes {proc}',
    enters: ProcState.scheduling,
  },
  {
    kind: Kind.procRelease,
    layer: 'both',
    site: 'Machine.run, last; Crew.terminate, before another machine takes the P',
    task: '',
    args: [],
    text: 'gives up {proc}',
    enters: ProcState.idle,
  },
];
