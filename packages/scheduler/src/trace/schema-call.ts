/** System calls, and the P that others may take meanwhile. */

import { Kind } from './kinds.js';
import { arg, ProcState } from './schema.js';
import type { KindInfo } from './schema.js';

export const callKinds: readonly KindInfo[] = [
  {
    kind: Kind.syscallEnter,
    layer: 'both',
    site: 'Machine.enterCall, before the P can be taken',
    task: 'the running one',
    args: [arg('name', 'text', 'which call')],
    text: '{task} enters the call {a}',
    enters: ProcState.syscall,
  },
  {
    kind: Kind.syscallExit,
    layer: 'both',
    site: 'Machine.exitCall, after it has or has not got a P; without one, proc is none',
    task: 'the one that comes back: running, or queued globally without a P',
    args: [arg('how', 'exit', 'what it found')],
    text: '{task} leaves its call: {a}',
    enters: ProcState.running,
  },
  {
    kind: Kind.retake,
    layer: 'both',
    site: 'Monitor.retake, after the P was taken; proc is the one taken',
    task: 'the one in the call',
    args: [
      arg('from', 'machine', 'the M that is in the call'),
      arg('age', 'us', 'how long it has been'),
    ],
    text: '{proc} is taken from {a}, in a call for {b}',
    enters: ProcState.idle,
  },
  {
    kind: Kind.handOff,
    layer: 'both',
    site: 'Monitor.handOff, before the M is woken',
    task: '',
    args: [arg('to', 'machine', 'the M that gets the P; none: it stays idle')],
    text: '{proc} is handed to {a}',
  },
];
