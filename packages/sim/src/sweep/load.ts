/** Offered load: the rate of open arrivals, changed so that the Ps get a given share of work. */

import type { ArrivalDeclaration, Duration, Process, Program } from '../program/index.js';
import { SimError } from '../program/errors.js';
import { meanOf, meanWork } from './mean-work.js';

/**
 * Returns the program with its gaps between arrivals stretched or shortened so that the work that
 * arrives is `load` × that which `processors` can do. The costs of scheduling come on top.
 *
 * @throws SimError if nothing arrives at a rate (`every`), or the work cannot be foreseen.
 */
export function withLoad(program: Program, load: number, processors: number): Program {
  const work = meanWork(program);
  let offered = 0;
  for (const { function: name, process } of program.arrivals) {
    if (process.kind !== 'renewal' && process.kind !== 'bursts') continue;
    const size = process.kind === 'bursts' ? meanOf(process.size) : 1;
    offered += (size * (work.get(name) ?? 0)) / meanOf(process.gap);
  }
  if (!(offered > 0)) {
    throw new SimError(
      `load: '${program.name}' has no arrivals with 'every' that bring work: nothing to change`,
    );
  }
  const stretch = offered / (load * processors);
  return {
    ...program,
    arrivals: program.arrivals.map((one): ArrivalDeclaration => {
      return { ...one, process: stretched(one.process, stretch) };
    }),
  };
}

function stretched(process: Process, by: number): Process {
  if (process.kind !== 'renewal' && process.kind !== 'bursts') return process;
  return { ...process, gap: scaled(process.gap, by) };
}

/** Returns a duration `by` times as long. What is drawn is rounded to ns, given values here. */
function scaled(duration: Duration, by: number): Duration {
  const whole = (value: number): number => Math.max(1, Math.round(value * by));
  if (typeof duration === 'number') return whole(duration);
  switch (duration.kind) {
    case 'constant':
      return { ...duration, value: whole(duration.value) };
    case 'uniform':
      return { ...duration, from: duration.from * by, to: duration.to * by };
    case 'exponential':
      return { ...duration, mean: duration.mean * by };
    case 'bimodal':
      return { ...duration, low: duration.low * by, high: duration.high * by };
    case 'hyperexponential':
      return { ...duration, means: duration.means.map((mean) => mean * by) };
    case 'pareto':
      return {
        ...duration,
        scale: duration.scale * by,
        ...(duration.max === undefined ? {} : { max: duration.max * by }),
      };
    case 'lognormal':
      return { ...duration, median: duration.median * by };
    case 'empirical':
    case 'sequence':
      return { ...duration, values: duration.values.map(whole) };
  }
}
