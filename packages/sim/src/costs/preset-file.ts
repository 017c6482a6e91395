/** Costs in a file: what `pilfer calibrate` writes and `--costs` takes. */

import type { Costs } from '../program/costs.js';
import { SimError } from '../program/errors.js';
import { didYouMean } from '../scenario/suggest.js';
import { pilferCosts, zeroCosts } from './index.js';

/** The name of one cost. */
export type CostName = Exclude<keyof Costs, 'name'>;

/** One measured cost: the median of the samples, and where half of them lie; ns. */
export interface Measured {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}

/** A preset of one machine. */
export interface PresetFile {
  readonly name: string;
  /** On what it was measured, and when. */
  readonly machine: string;
  /** The preset that the costs which were not measured come from. */
  readonly base: string;
  readonly costs: Readonly<Record<CostName, number>>;
  readonly measured: Readonly<Partial<Record<CostName, Measured>>>;
}

/** A measurement is believed up to so many times more or less than the preset says. */
const PLAUSIBLE = 50;
/** More than half of the time lost is no property of a machine, thousandths. */
const MOST_SLOWDOWN = 500;
const MOST = 0xffff_ffff;

const NAMES = Object.keys(zeroCosts).filter((name) => name !== 'name') as CostName[];

/** Quartiles of samples, ns. */
export function measuredOf(samples: readonly number[]): Measured {
  if (samples.length === 0) throw new SimError('calibrate: expected at least one sample');
  const sorted = samples.map((one) => Math.max(0, one)).sort((a, b) => a - b);
  const at = (q: number): number => Math.round(sorted[Math.floor(q * (sorted.length - 1))] ?? 0);
  return { median: at(0.5), low: at(0.25), high: at(0.75), samples: samples.length };
}

/** Why a measurement is not believed; undefined: it is. */
export function doubtOf(name: CostName, { median }: Measured): string | undefined {
  const usual = pilferCosts[name];
  if (name === 'slowdown' && median > MOST_SLOWDOWN) {
    return `slowdown: measured ${median} thousandths: the machine is busy with something else`;
  }
  if (usual === 0 || (median <= usual * PLAUSIBLE && median >= usual / PLAUSIBLE)) return undefined;
  return `${name}: measured ${median} ns, ${pilferCosts.name} has ${usual}: more than ${PLAUSIBLE} × apart`;
}

/** Makes a preset: what was measured and can be believed, the rest from `pilfer-node20`. */
export function presetOf(
  machine: string,
  measured: Readonly<Partial<Record<CostName, Measured>>>,
): PresetFile {
  const costs = NAMES.map((name) => {
    const found = measured[name];
    const counts = found !== undefined && doubtOf(name, found) === undefined;
    return [name, counts ? found.median : pilferCosts[name]] as const;
  });
  return {
    name: 'calibrated',
    machine,
    base: pilferCosts.name,
    costs: Object.fromEntries(costs) as Record<CostName, number>,
    measured,
  };
}

/**
 * Reads costs from the text of a preset file. Costs that it does not have are those of its `base`.
 *
 * @throws SimError that names what is wrong.
 */
export function costsOfFile(text: string, path: string): Costs {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new SimError(`${path}: expected JSON: ${(error as Error).message}`);
  }
  const { name = path, costs } = (file ?? {}) as { name?: unknown; costs?: unknown };
  if (typeof costs !== 'object' || costs === null) {
    throw new SimError(`${path}: expected a preset of costs, like 'pilfer calibrate' writes`);
  }
  for (const [key, value] of Object.entries(costs)) {
    if (!NAMES.some((one) => one === key)) {
      throw new SimError(`${path}: no cost is named '${key}'${didYouMean(key, NAMES)}`);
    }
    if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > MOST) {
      throw new SimError(
        `${path}: ${key}: expected a whole number of ns from 0 to ${MOST}, received ${String(value)}`,
      );
    }
  }
  return { ...pilferCosts, ...costs, name: String(name) };
}
