/** The six workloads that were run on real Go, as programs. `truth/README.md` defines them. */

import { SimError } from '../program/errors.js';
import type { Body, Operation } from '../program/operations.js';
import type { FunctionDeclaration, Program } from '../program/program.js';

const work = (us: number): Operation => ({ op: 'work', time: us * 1000 });
const spawn = (name: string): Operation => ({ op: 'spawn', function: name });
const repeat = (count: number, ...body: Operation[]): Operation => ({ op: 'repeat', count, body });
const done: Operation = { op: 'done', waitGroup: 'all' };

/** `main` waits for `count` Gs. */
function waiting(count: number, main: Body): Body {
  return [{ op: 'add', waitGroup: 'all', count }, ...main, { op: 'wait', waitGroup: 'all' }];
}

function program(name: string, functions: Readonly<Record<string, Body>>, rest = {}): Program {
  return {
    name,
    functions: Object.entries(functions).map(([key, body]) => ({ name: key, body })),
    main: 'main',
    channels: [],
    mutexes: [],
    waitGroups: [{ name: 'all', count: 0 }],
    counters: [],
    arrivals: [],
    ...rest,
  };
}

const FORK_DEPTH = 9;

/** `f(d)`: a goroutine for the left half, which sends its result; the right half inline. */
function forkJoin(): Program {
  const functions: FunctionDeclaration[] = [{ name: `f${FORK_DEPTH}`, body: [work(200)] }];
  for (let d = FORK_DEPTH - 1; d >= 0; d--) {
    const half = `f${d + 1}`;
    const body: Body = [
      work(20),
      { op: 'fork', function: half },
      { op: 'call', function: half },
      { op: 'join' },
    ];
    functions.unshift({ name: `f${d}`, body });
  }
  return { ...program('forkjoin', {}), functions, main: 'f0' };
}

const PROGRAMS: readonly Program[] = [
  program('fanout-skew', {
    main: waiting(200, [repeat(10, spawn('long'), repeat(19, spawn('short')))]),
    long: [work(20_000), done],
    short: [work(500), done],
  }),
  forkJoin(),
  program('gosched-ring', {
    main: waiting(4, [repeat(4, spawn('turns'))]),
    turns: [repeat(1000, work(10), { op: 'yield' }), done],
  }),
  program(
    'prodcons-buf16',
    {
      main: waiting(3, [spawn('producer'), spawn('consumer'), spawn('consumer')]),
      producer: [
        repeat(1000, work(50), { op: 'send', channel: 'items' }),
        { op: 'close', channel: 'items' },
        done,
      ],
      consumer: [{ op: 'receiveEach', channel: 'items', body: [work(100)] }, done],
    },
    { channels: [{ name: 'items', capacity: 16 }] },
  ),
  program('spawn-storm', {
    main: waiting(1000, [repeat(1000, spawn('task'))]),
    task: [work(50), done],
  }),
  program('two-level-spawn', {
    main: waiting(
      260,
      [0, 1, 2, 3].map((c) => spawn(`creator${c}`)),
    ),
    ...Object.fromEntries(
      [0, 1, 2, 3].flatMap((c): [string, Body][] => [
        [`creator${c}`, [repeat(64, spawn(`task${c}`)), done]],
        [`task${c}`, [work(100 * (c + 1)), done]],
      ]),
    ),
  }),
];

/** Names of the workloads. */
export const TRUTH_WORKLOADS: readonly string[] = Object.freeze(PROGRAMS.map(({ name }) => name));

/** Returns a workload by name. */
export function truthProgram(name: string): Program {
  const found = PROGRAMS.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new SimError(
    `truth: no workload is named '${name}'; there are ${TRUTH_WORKLOADS.join(', ')}`,
  );
}
