/** Options of a run, checked and completed. */

import type { Costs } from '../program/costs.js';
import { SimError } from '../program/errors.js';
import type { SimOptions, TraceSink } from '../program/options.js';
import type { SimPolicy } from '../program/policy.js';
import type { ArrivalDeclaration } from '../program/program.js';
import { costsNamed } from '../costs/index.js';
import type { Code } from './code.js';
import { checkCount } from './names.js';

export interface Settings {
  readonly processors: number;
  /** Most Ps there will be. */
  readonly most: number;
  readonly cores: number;
  /** There may be fewer cores than threads that want one. */
  readonly limitsCores: boolean;
  readonly seed: number;
  readonly maxTime: number;
  readonly maxEvents: number;
  readonly trace: boolean | TraceSink;
  readonly traceMisses: boolean;
  readonly warmUp: number;
  /** By P; the others begin as if nothing had run. */
  readonly firstTicks: readonly number[];
  readonly checked: boolean;
  readonly costsOf: (policy: SimPolicy) => Costs;
  /** Source → its first slot, and how many it has: one, or one per client. */
  readonly sourceSlots: readonly number[];
  readonly firstCoreSlot: number;
}

const KNOWN: ReadonlySet<string> = new Set<string>([
  'processors',
  'cores',
  'policy',
  'costs',
  'seed',
  'maxTime',
  'maxEvents',
  'trace',
  'traceMisses',
  'warmUp',
  'firstTick',
  'checked',
]);

/** Throws what is wrong with the options, or completes them. */
export function settle(options: SimOptions, code: Code): Settings {
  for (const name of Object.keys(options)) {
    if (!KNOWN.has(name)) throw new SimError(`options: no option is named '${name}'`);
  }
  const { processors, costs } = options;
  checkCount(processors, 'processors', 1, 4096, 'options');
  const most = Math.max(processors, code.mostProcessors);
  const cores = options.cores ?? most;
  checkCount(cores, 'cores', 1, 4096, 'options');
  const sourceSlots = slotsOf(code.program.arrivals);
  return {
    processors,
    most,
    cores,
    limitsCores: cores < most,
    seed: integer('seed', options.seed ?? 1, -0x8000_0000, 0xffff_ffff),
    maxTime: integer('maxTime', options.maxTime ?? Number.MAX_SAFE_INTEGER, 0),
    maxEvents: integer('maxEvents', options.maxEvents ?? 1_000_000_000, 1),
    trace: options.trace ?? false,
    traceMisses: options.traceMisses ?? false,
    warmUp: integer('warmUp', options.warmUp ?? 0, 0),
    firstTicks: [options.firstTick ?? []]
      .flat()
      .map((tick) => integer('firstTick', tick, 0, 0x7fff_ffff)),
    checked: options.checked ?? false,
    costsOf: (policy) =>
      typeof costs === 'object'
        ? checkCosts(costs)
        : costsNamed(costs ?? (policy.model === 'pilfer' ? 'pilfer-node20' : 'go')),
    sourceSlots,
    firstCoreSlot: sourceSlots.at(-1) as number,
  };
}

function integer(name: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): number {
  checkCount(value, name, min, max, 'options');
  return value;
}

function checkCosts(costs: Costs): Costs {
  for (const [name, value] of Object.entries(costs)) {
    if (name !== 'name') checkCount(value as number, name, 0, 0xffff_ffff, `costs '${costs.name}'`);
  }
  return costs;
}

/** Slot 0 is the monitor's; the last number is the first slot behind the sources. */
function slotsOf(arrivals: readonly ArrivalDeclaration[]): number[] {
  const slots = [1];
  for (const { process } of arrivals) {
    const own = process.kind === 'closed' ? process.clients : 1;
    slots.push((slots.at(-1) as number) + own);
  }
  return slots;
}
