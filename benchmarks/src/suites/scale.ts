/**
 * The suite `scale`: more processors than this machine has, simulated. Where does one queue for all
 * become the limit, and stealing not?
 */

import { simulate, type Program } from '@pilfer/sim';
import type { Order, Rival, Row, Suite } from '../suite.js';

/** Costs as measured of this library on Node 20; see the package of the simulator. */
const COSTS = 'pilfer-node20';

/** Mean durations of the tasks, in µs: exponential. */
const DURATIONS = [10, 100, 1000] as const;
const PROCESSORS = [1, 4, 16, 64, 256, 1024] as const;

/** Who is compared: the name of a policy of the simulator, and how it is called here. */
const POLICIES = [
  ['work stealing', 'go'],
  ['one global queue', 'global-queue'],
] as const;

export const scale: Suite = {
  about:
    'SIMULATED by @pilfer/sim, not measured: a tree of tasks that each start two, down to leaves ' +
    'that compute, on up to 1,024 processors. The same program, costs and random numbers under both ' +
    `rules; costs: preset \`${COSTS}\`, measured of this library's parts on two cores. The lock of ` +
    'the queue is handed from core to core, as a real one is.',
  run: (order) => Promise.resolve([section(order)]),
};

function section(order: Order): { title: string; about: string; rows: Row[] } {
  return {
    title: 'Speed-up, simulated',
    about:
      'All work divided by the time that it takes. At least 1,024 leaves a processor, so that there ' +
      'would be enough for each.',
    rows: DURATIONS.flatMap((duration) =>
      (order.smoke ? PROCESSORS.slice(0, 2) : PROCESSORS).flatMap((processors) => {
        const name = `tasks of ${duration} µs, ${processors} Ps`;
        if (!order.wants(name)) return [];
        order.log(`  ${name}`);
        return [rowOf(name, duration, processors, order.smoke)];
      }),
    ),
  };
}

function rowOf(name: string, duration: number, processors: number, smoke: boolean): Row {
  const depth = smoke ? 6 : Math.max(14, 10 + Math.log2(processors));
  const program = tree(depth, duration * 1000);
  const rivals = POLICIES.map(([label, policy]): Rival => {
    const { busy, time, end } = simulate(program, { processors, policy, costs: COSTS });
    if (end !== 'drained' || busy.length !== processors)
      throw new Error(`${name}: ended by ${end}`);
    return { name: label, value: (2 ** depth * duration * 1000) / time };
  });
  const value = rivals[0]?.value ?? NaN;
  return {
    name,
    unit: '×',
    value,
    better: 'more',
    rounds: [value],
    isExact: true,
    rivals: [...rivals, { name: 'ideal', value: processors }],
  };
}

/** A task that starts two, of which each starts two, …; the last ones compute. */
function tree(depth: number, mean: number): Program {
  const nothing = { channels: [], mutexes: [], waitGroups: [], counters: [], arrivals: [] };
  const functions = Array.from({ length: depth + 1 }, (_, level) => {
    const child = { op: 'spawn', function: `level ${level + 1}` } as const;
    return {
      name: `level ${level}`,
      body:
        level === depth
          ? [{ op: 'work', time: { kind: 'exponential', mean } } as const]
          : [child, child],
    };
  });
  return { ...nothing, name: 'tree of tasks', functions, main: 'level 0' };
}
