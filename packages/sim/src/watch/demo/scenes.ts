/** What the tour shows: one workload, first with work stealing, then on one global queue. */

import { Kind } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { simulate } from '../../engine/simulate.js';
import { done, repeat, ScenarioBuilder, spawn, wait, work } from '../../scenario/builder.js';
import { formatTime } from '../../scenario/time.js';
import { Replay } from '../model/replay.js';
import type { Scene } from './tour.js';

const PROCS = 4;
const TASKS = 24;

/** Returns the scenes of the tour: together half a minute. */
export function tourScenes(): readonly Scene[] {
  const stealing = new Replay(run('go', 'work stealing'));
  const global = new Replay(run('global-queue', 'one global queue'));
  return [...stealingScenes(stealing), ...globalScenes(global, stealing)];
}

function run(policy: string, title: string): Trace {
  const { program } = new ScenarioBuilder(title)
    .waitGroup('all', TASKS)
    .function('part', [work({ kind: 'uniform', from: 100_000, to: 300_000 }), done('all')])
    .main([repeat(TASKS, [spawn('part'), work('500ns')]), wait('all')])
    .build();
  const { trace } = simulate(program, { processors: PROCS, policy, seed: 1, trace: true });
  if (trace === undefined) throw new Error('the simulator returned no trace');
  return trace;
}

function stealingScenes(replay: Replay): Scene[] {
  const { trace, steals } = replay;
  const firstSteal = trace.time(steals[0] as number);
  const thirdSteal = trace.time(steals[2] as number);
  const lastSteal = trace.time(steals.at(-1) as number);
  const end = trace.endTime;
  return [
    {
      title: 'Gs, Ps and their queues',
      caption: [
        'A G is a task; a P may run one at a time, and has a queue (a deque).',
        `P0 runs G0, which creates ${TASKS} tasks: dots at the end of P0's queue.`,
        'That takes no lock, and no other P. M0 is the thread that does it.',
      ],
      replay,
      from: 0,
      to: firstSteal - 1,
      seconds: 5,
    },
    {
      title: 'Thieves',
      caption: [
        'A parked thread was woken. Its P has nothing to do: it is a thief (@).',
        'It goes to a victim and takes half of its queue, the oldest tasks;',
        'then the next thread is woken, and so the work spreads.',
      ],
      replay,
      from: firstSteal,
      to: thirdSteal + 20_000,
      seconds: 8,
    },
    {
      title: 'Everybody has work',
      caption: [
        'Now each P takes its tasks from its own queue: next to no cost.',
        'Only who runs dry looks elsewhere: work moves seldom, and in heaps.',
        `Here ${steals.length} steals are enough for ${TASKS} tasks.`,
      ],
      replay,
      from: thirdSteal + 20_000,
      to: lastSteal,
      seconds: 6,
    },
    {
      title: 'Nothing left',
      caption: [
        'A P that finds nothing anywhere gives up; its thread parks: it sleeps,',
        'and costs nothing until somebody wakes it.',
        `All is done after ${formatTime(end)}.`,
      ],
      replay,
      from: lastSteal,
      to: end,
      seconds: 4,
    },
  ];
}

function globalScenes(replay: Replay, stealing: Replay): Scene[] {
  const { trace } = replay;
  const takes = countOf(trace, Kind.globalTake);
  const moved = stealing.at(stealing.trace.length).totals.stolen;
  return [
    {
      title: 'The same on one global queue',
      caption: [
        'Without queues of their own, all Ps fetch each task from one queue,',
        'and lock it each time. The more Ps and the shorter the tasks,',
        'the longer they wait for each other.',
      ],
      replay,
      from: 0,
      to: trace.endTime,
      seconds: 6,
    },
    {
      title: 'The difference',
      caption: [
        `One queue: ${takes} visits to a place where one P can be at a time.`,
        `Stealing: ${stealing.steals.length} steals moved ${moved} tasks; the others stayed at home.`,
        "Go on: 'pilfer watch fan-out-skew', 'pilfer record -- node app.mjs'.",
      ],
      replay: stealing,
      from: stealing.trace.endTime,
      to: stealing.trace.endTime,
      seconds: 1,
    },
  ];
}

function countOf(trace: Trace, kind: number): number {
  const event = trace.cursor();
  let count = 0;
  while (event.next()) if (event.kind === kind) count++;
  return count;
}
