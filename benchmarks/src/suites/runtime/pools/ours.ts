import { Runtime, type RuntimeOptions } from '@pilfer/scheduler';
import { ours } from '../ours.tasks.js';
import { FAULT_LIMIT_MS, type Pool } from '../pool.js';

/** The runtime of this repository. */
export function open(workers: number, options: RuntimeOptions = {}): Pool {
  const runtime = new Runtime({ ...options, procs: workers });
  const { add, spend, echo, touch, job, fault } = ours;
  return {
    add: (a, b) => runtime.run(add, a, b),
    spend: (iterations) => runtime.run(spend, iterations),
    echo: (value) => runtime.run(echo, value),
    touch: (shared) => runtime.run(touch, shared),
    job: (name, input) => runtime.run(job, name, input),
    fault: (kind) => runtime.with({ timeout: FAULT_LIMIT_MS }).run(fault, kind),
    close: () => runtime.close(),
  };
}
