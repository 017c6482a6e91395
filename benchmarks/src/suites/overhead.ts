/** The suite `overhead`: what the library's own observation costs a task that does nothing. */

import { median, ratios } from '../statistics.js';
import { atMost, type Order, type Row, type Section, type Suite } from '../suite.js';
import { runChild } from '../child.js';
import type { Answer, Question } from './overhead/child.js';
import { makeCopies, type Copies } from './overhead/copies.js';

const ROUNDS = 9;

/** A figure of a process: nanoseconds per task, in which copy of the library, with which options. */
type Settings = Omit<Question, 'library' | 'tasks' | 'smoke'> & { readonly copy: string };

interface Line {
  readonly name: string;
  readonly limit: number;
  /** The library as it is, and the same without what is measured; in turns, each in its process. */
  readonly ours: Settings;
  readonly floor: Settings;
}

const whole: Settings = { copy: 'whole', how: 'nested', stacks: 'never', records: false };

const LINES: readonly Line[] = [
  {
    name: 'recording, while it is off',
    limit: 1.01,
    ours: whole,
    floor: { ...whole, copy: 'no events' },
  },
  {
    name: 'waiting and running times',
    limit: 1.03,
    ours: whole,
    floor: { ...whole, copy: 'no times' },
  },
  { name: 'stacks: auto', limit: 1.03, ours: { ...whole, stacks: 'auto' }, floor: whole },
];

export const overhead: Suite = {
  about:
    'Tasks that add two numbers, on one machine, with and without what observes them. Not a measure ' +
    'of throughput: see the suite `runtime`.',
  run: (order) => {
    const copies = makeCopies();
    try {
      return Promise.resolve([alwaysOn(order, copies), recording(order, copies)]);
    } finally {
      copies.remove();
    }
  },
};

/** In turns, each in a process of its own. */
function alwaysOn(order: Order, copies: Copies): Section {
  const rows = LINES.filter(({ name }) => order.wants(name)).map((line): Row => {
    const rounds = roundsOf(order, line.name, (isOdd) => {
      const both = [line.ours, line.floor].map((settings) => () => ask(order, copies, settings));
      const [a, b] = both as [() => Answer, () => Answer];
      if (isOdd) {
        const floor = b();
        return { ours: a().off, floor: floor.off };
      }
      return { ours: a().off, floor: b().off };
    });
    return rowOf(line.name, rounds, line.limit);
  });
  return {
    title: 'Always on',
    about:
      'Nested tasks, 32 at a time: submitted, run and settled by one machine, timed on it. Floor: a ' +
      'copy of the library with that part taken out (`overhead/copies.ts`), or with the option off, ' +
      'in turns, a process each; of each process the 10th percentile of its rounds.',
    rows,
  };
}

const HOWS = [
  { how: 'nested', name: 'recording, while it is on: nested tasks' },
  { how: 'outside', name: 'recording, while it is on: tasks of the main thread' },
] as const;

/** On and off in turns in the same process. */
function recording(order: Order, copies: Copies): Section {
  const rows = HOWS.filter(({ name }) => order.wants(name)).flatMap(({ how, name }): Row[] => {
    let events = 0;
    const rounds = roundsOf(order, name, () => {
      const answer = ask(order, copies, { ...whole, how, records: true });
      events = answer.events;
      return { ours: answer.on, floor: answer.off };
    });
    const each = rounds.map(({ ours, floor }) => (ours - floor) / events);
    const perEvent = median(each);
    return [
      { ...rowOf(name, rounds, 1.1), note: `${events.toFixed(1)} events a task` },
      {
        name: `${name}, an event`,
        unit: 'ns',
        value: perEvent,
        rounds: each,
        goal: { text: '≤ 100', reached: perEvent <= 100 },
      },
    ];
  });
  return {
    title: 'Recording',
    about:
      'Floor: the same tasks in the same process while nothing is recorded, in turns. The main thread ' +
      'empties the rings meanwhile. Of the main thread: 20,000 tasks at once on one machine, until ' +
      'all have settled.',
    rows,
  };
}

interface Round {
  readonly ours: number;
  readonly floor: number;
}

function roundsOf(order: Order, name: string, round: (isOdd: boolean) => Round): Round[] {
  return Array.from({ length: order.smoke ? 1 : ROUNDS }, (_, i) => {
    order.log(`  ${name}, round ${i + 1}`);
    return round(i % 2 === 1);
  });
}

function rowOf(name: string, rounds: readonly Round[], limit: number): Row {
  const [ours, floor] = [rounds.map((round) => round.ours), rounds.map((round) => round.floor)];
  const each = ratios(ours, floor);
  const ratio = median(each);
  return {
    name,
    unit: 'ns',
    value: median(ours),
    floor: median(floor),
    ratio,
    rounds: each,
    goal: atMost(limit, ratio),
  };
}

function ask({ smoke }: Order, copies: Copies, { copy, ...settings }: Settings): Answer {
  const asked: Question = { ...settings, smoke, ...copies.urlsOf(copy) };
  return runChild<Answer>(new URL('./overhead/child.js', import.meta.url), asked, {
    flags: ['--expose-gc'],
  }).answer;
}
