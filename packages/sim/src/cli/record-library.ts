/** Runs the workloads of `pilfer truth --library` on the real runtime, and records them. */

import { setTimeout as after } from 'node:timers/promises';
import { Runtime } from '@pilfer/scheduler';
import type { Trace } from '@pilfer/scheduler/trace';
import type { LibraryWorkload } from '../truth/library.js';
import { library } from './library.tasks.js';

/** Steps that are timed at once: some 20 ms. */
const TIMED_STEPS = 20_000_000;
const TIMINGS = 7;
/** Pause before a recording, in which machines go to sleep, milliseconds. */
const PAUSE_MS = 20;

/** What the machine computes. */
export interface Speed {
  /** Steps of `compute` in a µs, one thread alone. */
  readonly stepsPerUs: number;
  /** Extra time where all Ps compute at once, in thousandths. */
  readonly slowdown: number;
}

/** Measures how fast tasks compute, alone and with all Ps at once. */
export async function measureSpeed(processors: number): Promise<Speed> {
  const runtime = new Runtime({ procs: processors });
  try {
    const time = async (count: number): Promise<number[]> => {
      const samples: number[] = [];
      for (let i = 0; i < TIMINGS; i++) {
        const jobs = Array.from({ length: count }, (): [number] => [TIMED_STEPS]);
        samples.push(...(await runtime.runMany(library.timed, jobs)));
      }
      return samples;
    };
    await time(processors); // compiled then, on every thread
    const one = (await time(1)).toSorted((a, b) => a - b);
    const alone = one[one.length >> 1] as number;
    const all = await time(processors);
    const together = all.reduce((sum, each) => sum + each, 0) / all.length;
    return {
      stepsPerUs: TIMED_STEPS / (1_000 * alone),
      slowdown: Math.max(0, Math.round(1_000 * (together / alone - 1))),
    };
  } finally {
    await runtime.close();
  }
}

/** Records a workload `times` times on so many Ps, after two runs that nobody records. */
export async function recordWorkload(
  workload: LibraryWorkload,
  processors: number,
  times: number,
  stepsPerUs: number,
): Promise<Trace[]> {
  const runtime = new Runtime({ procs: processors });
  try {
    for (let i = 0; i < 2; i++) await runWorkload(runtime, workload, stepsPerUs);
    const traces: Trace[] = [];
    for (let i = 0; i < times; i++) {
      await after(PAUSE_MS);
      const recording = runtime.record({ title: workload.name });
      await runWorkload(runtime, workload, stepsPerUs);
      traces.push(recording.stop());
    }
    return traces;
  } finally {
    await runtime.close();
  }
}

async function runWorkload(
  runtime: Runtime,
  workload: LibraryWorkload,
  stepsPerUs: number,
): Promise<void> {
  const steps = (us: number): number => Math.round(us * stepsPerUs);
  switch (workload.kind) {
    case 'tasks': {
      await Promise.all(workload.us.map((us) => runtime.run(library.compute, steps(us))));
      break;
    }
    case 'nested': {
      const { outer, inner, us } = workload;
      const all = Array.from({ length: outer }, () => runtime.run(library.outer, inner, steps(us)));
      await Promise.all(all);
      break;
    }
    case 'tree':
      await runtime.run(library.tree, workload.depth, workload.less, steps(workload.us));
  }
}
