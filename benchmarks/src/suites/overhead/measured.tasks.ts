/** Tasks that do nothing, submitted from inside a task, and timed there. */

import { context, tasks, type Tasks } from '@pilfer/scheduler';

const WIDTH = 32;

const functions = {
  add: (a: number, b: number): number => a + b,
};
const { add } = tasks(import.meta.url, functions);

const measuring = {
  /** Nanoseconds per nested task. */
  async nested(groups: number): Promise<number> {
    const { runtime } = context();
    const runs: Promise<number>[] = [];
    const begun = performance.now();
    for (let group = 0; group < groups; group++) {
      for (let i = 0; i < WIDTH; i++) runs[i] = runtime.run(add, group, i);
      const results = await Promise.all(runs);
      if (results[WIDTH - 1] !== group + WIDTH - 1) throw new Error('WrongAnswer: nested tasks');
    }
    return ((performance.now() - begun) * 1e6) / (groups * WIDTH);
  },
};

/** What the main thread calls. */
export const measured: Tasks<typeof measuring & typeof functions> = {
  add,
  ...tasks(import.meta.url, measuring),
};
