/** Everything that one thread can measure alone, in several processes. */

import { runChild } from '../../child.js';
import type { Length, Timing } from '../../interleave.js';
import { median } from '../../statistics.js';
import { atMost, type Order, type Row, type Section } from '../../suite.js';
import { allContests } from './contests.js';

/** What a child is asked. */
export interface Task {
  readonly names: readonly string[];
  readonly rehearsals: number;
  readonly length: Length;
}

/** What it answers. */
type Timings = Readonly<Record<string, Timing>>;

/** Measures the contests. */
export function measureOneThread({ smoke, wants, log }: Order): Section {
  const contests = allContests().filter(({ name }) => wants(name));
  const processes = smoke ? 1 : 5;
  const task: Task = {
    names: contests.map(({ name }) => name),
    rehearsals: smoke ? 20 : 400,
    length: smoke ? { rounds: 4, calls: 2 } : { rounds: 80, calls: 5 },
  };
  const runs: Timings[] = [];
  for (let i = 0; i < processes && contests.length > 0; i++) {
    log(`  one thread, process ${i + 1} of ${processes}`);
    runs.push(runChild<Timings>(new URL('./one-thread-child.js', import.meta.url), task).answer);
  }
  return {
    title: 'One thread',
    about:
      'Loops of 2,000 operations, by turns on two structures, so that V8 cannot treat them as ' +
      'constants. Floor: the same number of bare `Atomics` ' +
      'calls on the same words in the same loop, alternating with ours in each of ' +
      `${task.length.rounds} rounds in each of ${processes} processes.`,
    rows: contests.map(({ name, goal, note }): Row => {
      const each = (figure: (timing: Timing) => number): number[] =>
        runs.flatMap(({ [name]: timing }) => (timing === undefined ? [] : figure(timing)));
      const pick = (figure: (timing: Timing) => number): number => median(each(figure));
      const ratio = pick((timing) => timing.ratio.p50);
      return {
        name,
        unit: 'ns',
        value: pick((timing) => timing.ours.p50),
        floor: pick((timing) => timing.floor.p50),
        ratio,
        rounds: each((timing) => timing.ratio.p50),
        ...(goal === undefined ? {} : { goal: atMost(goal, ratio) }),
        ...(note === undefined ? {} : { note }),
        raw: {
          oursP10: pick((timing) => timing.ours.p10),
          floorP10: pick((timing) => timing.floor.p10),
          ratioP10: pick((timing) => timing.ratio.p10),
          ratioP90: pick((timing) => timing.ratio.p90),
        },
      };
    }),
  };
}
