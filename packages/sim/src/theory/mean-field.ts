/**
 * Work stealing among very many processors: Mitzenmacher's differential equations ("Analyses of load
 * stealing models based on differential equations", SPAA 1998; Theory Comput. Syst. 34 (2001)).
 *
 * As the number of processors grows, they become independent of each other and the system follows
 * the fractions s_i(t) of processors that hold at least i tasks, the running one included (s_0 = 1).
 * With arrivals at rate λ and exponential service of mean 1 at each:
 *
 *     ds_i/dt = λ (s_{i−1} − s_i)  −  (s_i − s_{i+1})  +  what thieves gain at i  −  what victims lose
 *
 * Thieves try at rate a = [steals when it runs empty] (s_1 − s_2) + r s'_0, where s'_0 = 1 − s_1 are
 * the idle ones, which retry at rate r. A try draws d victims, takes the longest of them, and
 * succeeds if it holds at least T: of its w = length − 1 waiting tasks `amount(w)` move. The fixed
 * point is found by following the equations until they stand still, on as many lengths as carry
 * weight; then E[N] = Σ s_i, and by Little the mean response is E[N]/λ.
 *
 * Where the victim keeps its running task, "at least T" starts at T = 2.
 */

import { checkStable } from './queues.js';

/** Which stealing. */
export interface StealingModel {
  /** λ: arrivals per processor and mean service time; 0 < λ < 1. */
  readonly arrivalRate: number;
  /** Tries once at the moment at which it runs empty (Mitzenmacher §2.2). Default true. */
  readonly onEmpty?: boolean;
  /** r: tries per unit of time of an idle processor (§3.1). Default 0. */
  readonly retryRate?: number;
  /** T: the shortest length, the running task included, that is stolen from (§2.3). Default 2. */
  readonly threshold?: number;
  /** d: victims looked at in a try, of which the longest is taken (§3.3). Default 1. */
  readonly choices?: number;
  /** How many of `waiting` tasks move (§3.4). Default: one. */
  readonly amount?: (waiting: number) => number;
}

/** The stationary state of a {@link StealingModel}. */
export interface StealingMeans {
  /** s_i: the fraction of processors with at least i tasks. */
  readonly tails: Float64Array;
  /** Tasks per processor. */
  readonly present: number;
  /** Mean time from arrival to departure, in mean service times. */
  readonly response: number;
  /** Rate of tasks that move, per processor. */
  readonly moved: number;
}

/** Half of the waiting tasks, rounded up: Go's amount. */
export function halfOfWaiting(waiting: number): number {
  return waiting - (waiting >> 1);
}

/** Largest slope of a state that counts as standing still. */
const STILL = 1e-12;
const MAX_LENGTH = 4096;

interface Rules {
  readonly arrivalRate: number;
  readonly onEmpty: boolean;
  readonly retryRate: number;
  readonly threshold: number;
  readonly choices: number;
  readonly amount: (waiting: number) => number;
}

/**
 * Returns the stationary state of a model. Accurate to 9 digits; some milliseconds, more as λ
 * approaches 1.
 *
 * @throws RangeError unless 0 < λ < 1, and for a threshold below 2.
 */
export function stealingMeans(model: StealingModel): StealingMeans {
  checkStable(model.arrivalRate);
  const rules: Rules = {
    onEmpty: true,
    retryRate: 0,
    threshold: 2,
    choices: 1,
    amount: () => 1,
    ...model,
  };
  if (!(rules.threshold >= 2)) {
    throw new RangeError(`threshold: expected from 2 on, received ${rules.threshold}`);
  }
  const tails = fixedPoint(rules);
  const present = tails.reduce((sum, tail) => sum + tail, 0) - 1;
  return { tails, present, response: present / rules.arrivalRate, moved: movedRate(tails, rules) };
}

/** Lengths beyond which less than 10^-14 of the weight lies even without stealing. */
function fixedPoint(rules: Rules): Float64Array {
  const needed = Math.ceil(Math.log(1e-14) / Math.log(rules.arrivalRate)) + 2;
  const lengths = Math.max(16, Math.min(MAX_LENGTH, needed));
  const tails = new Float64Array(lengths + 1);
  for (let i = 0; i <= lengths; i++) tails[i] = rules.arrivalRate ** i;
  const slope = new Float64Array(lengths + 1);
  const middle = new Float64Array(lengths + 1);
  // Steps of the midpoint rule, stable while step × (largest rate) < 2.
  const step = 1 / (2 + rules.arrivalRate + rules.retryRate * rules.choices);
  const limit = 400 / ((1 - rules.arrivalRate) ** 2 * step);
  for (let i = 0; i < limit; i++) {
    slopes(tails, rules, slope);
    for (let k = 1; k <= lengths; k++) {
      middle[k] = (tails[k] as number) + 0.5 * step * (slope[k] as number);
    }
    middle[0] = 1;
    slopes(middle, rules, slope);
    let largest = 0;
    for (let k = 1; k <= lengths; k++) {
      tails[k] = (tails[k] as number) + step * (slope[k] as number);
      largest = Math.max(largest, Math.abs(slope[k] as number));
    }
    if (largest < STILL) break;
  }
  return tails;
}

/** Probability that the longest of d victims has exactly `length`. */
function longestIs(tails: Float64Array, length: number, choices: number): number {
  if (choices === 1) return (tails[length] as number) - (tails[length + 1] ?? 0);
  const shorter = 1 - (tails[length] as number);
  return (1 - (tails[length + 1] ?? 0)) ** choices - shorter ** choices;
}

function tries(tails: Float64Array, rules: Rules): number {
  const some = tails[1] as number;
  return (rules.onEmpty ? some - (tails[2] as number) : 0) + rules.retryRate * (1 - some);
}

function movedRate(tails: Float64Array, rules: Rules): number {
  let moved = 0;
  for (let length = rules.threshold; length < tails.length; length++) {
    moved += longestIs(tails, length, rules.choices) * rules.amount(length - 1);
  }
  return tries(tails, rules) * moved;
}

function slopes(tails: Float64Array, rules: Rules, slope: Float64Array): void {
  const last = tails.length - 1;
  const { arrivalRate, threshold, choices } = rules;
  slope.fill(0);
  // First the steals, as differences: a thief enters 1..k, a victim leaves length−k+1..length.
  const rate = tries(tails, rules);
  for (let length = threshold; length <= last; length++) {
    const steals = rate * longestIs(tails, length, choices);
    if (steals === 0) continue;
    const moved = rules.amount(length - 1);
    add(slope, 1, steals);
    add(slope, moved + 1, -steals);
    add(slope, length - moved + 1, -steals);
    add(slope, length + 1, steals);
  }
  let stolen = 0;
  for (let i = 1; i <= last; i++) {
    stolen += slope[i] as number;
    const here = tails[i] as number;
    const arrivals = arrivalRate * ((tails[i - 1] as number) - here);
    slope[i] = arrivals - (here - (tails[i + 1] ?? 0)) + stolen;
  }
  slope[0] = 0;
}

function add(slope: Float64Array, at: number, value: number): void {
  if (at < slope.length) slope[at] = (slope[at] as number) + value;
}

/**
 * Closed form for thieves that only retry at rate r, threshold 2, one task: s_i = λ q^{i−1} with
 * q = λ/(1 + r(1 − λ)), since the equations above balance term by term. So the response is
 * (1 + r(1 − λ)) / ((1 + r)(1 − λ)) (also Minnebo and Van Houdt, Performance Evaluation 79 (2014),
 * "pull"). r = 0 is M/M/1.
 */
export function responseAtRetryRate(arrivalRate: number, retryRate: number): number {
  checkStable(arrivalRate);
  return (1 + retryRate * (1 - arrivalRate)) / ((1 + retryRate) * (1 - arrivalRate));
}

/**
 * Closed form for one try when it runs empty, threshold 2, one task (Mitzenmacher §2.2): s_1 = λ;
 * s_2 solves s_2² − (1 + λ)s_2 + λ² = 0; from there the tails fall by λ/(1 + λ − s_2).
 */
export function responseOnEmpty(arrivalRate: number): number {
  checkStable(arrivalRate);
  const second = (1 + arrivalRate - Math.sqrt(1 + 2 * arrivalRate - 3 * arrivalRate ** 2)) / 2;
  const ratio = arrivalRate / (1 + arrivalRate - second);
  return (arrivalRate + second / (1 - ratio)) / arrivalRate;
}
