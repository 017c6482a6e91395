import { Runtime } from '@pilfer/scheduler';
import { ours } from '../ours.tasks.js';
import type { Pool } from '../pool.js';

/** The runtime of this repository. */
export function open(workers: number): Pool {
  const runtime = new Runtime({ procs: workers });
  const { add, spend, echo, touch } = ours;
  return {
    add: (a, b) => runtime.run(add, a, b),
    spend: (iterations) => runtime.run(spend, iterations),
    echo: (value) => runtime.run(echo, value),
    touch: (shared) => runtime.run(touch, shared),
    close: () => runtime.close(),
  };
}
