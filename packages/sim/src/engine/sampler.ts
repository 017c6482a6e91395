/**
 * Draws from distributions.
 *
 * Every G has a random word of its own, derived from its creator's and its place among its
 * siblings, not from the order in which things happen. So a G draws the same durations and takes the
 * same turns under every policy: common random numbers, which make paired comparisons sharp.
 */

import { nextState, output } from '@pilfer/scheduler/policy';
import type { Distribution, Duration } from '../program/distributions.js';
import { SimError } from '../program/errors.js';
import { exp, LN_TWO_31, logOfInteger } from './math.js';

const Shape = {
  constant: 0,
  uniform: 1,
  exponential: 2,
  bimodal: 3,
  hyperexponential: 4,
  pareto: 5,
  lognormal: 6,
  empirical: 7,
  sequence: 8,
} as const;

const TWO_31 = 0x8000_0000;

/** All durations of a program, by number. */
export class Sampler {
  /** The random word of whoever draws: set before a draw, read after it. */
  state: number = 1;
  /** What was drawn last; a cell, since a returned double would be allocated. */
  readonly drawn: Float64Array = new Float64Array(1);
  private readonly shapes: number[] = [];
  private readonly first: number[] = [];
  private readonly second: number[] = [];
  private readonly third: number[] = [];
  private readonly lists: Float64Array[] = [];
  private readonly positions: number[] = [];

  /** Adds a duration and returns its number. `where` names it in errors. */
  add(duration: Duration, where: string): number {
    const id = this.shapes.length;
    const given: Distribution =
      typeof duration === 'number' ? { kind: 'constant', value: duration } : duration;
    checkDistribution(given, where);
    const [a, b, c, list] = parametersOf(given);
    this.shapes.push(Shape[given.kind]);
    this.first.push(a);
    this.second.push(b);
    this.third.push(c);
    this.lists.push(Float64Array.from(list));
    this.positions.push(0);
    return id;
  }

  /** Draws a whole number, 0 or more, into {@link drawn}. */
  draw(id: number): void {
    const shape = this.shapes[id];
    const a = this.first[id] as number;
    if (shape === Shape.constant) this.drawn[0] = a;
    else if (shape === Shape.exponential) this.drawn[0] = round(a * this.unitExponential());
    else this.drawn[0] = round(this.drawOther(id));
  }

  /** Draws an integer from 0 to 2^31 − 1. */
  word(): number {
    this.state = nextState(this.state);
    return output(this.state);
  }

  private unitExponential(): number {
    return LN_TWO_31 - logOfInteger(this.word() + 1);
  }

  private drawOther(id: number): number {
    const a = this.first[id] as number;
    const b = this.second[id] as number;
    const list = this.lists[id] as Float64Array;
    switch (this.shapes[id]) {
      case Shape.uniform:
        return a + (b - a) * (this.word() / TWO_31);
      case Shape.bimodal:
        return this.word() / TWO_31 < (this.third[id] as number) ? b : a;
      case Shape.hyperexponential:
        return (list[this.pick(list)] as number) * this.unitExponential();
      case Shape.pareto: {
        const value = b * exp(this.unitExponential() / a);
        const max = this.third[id] as number;
        return value < max ? value : max;
      }
      case Shape.lognormal:
        return a * exp(b * this.unitNormal());
      case Shape.empirical:
        return list[this.word() % list.length] as number;
      default: {
        const at = this.positions[id] as number;
        this.positions[id] = at + 1 === list.length ? 0 : at + 1;
        return list[at] as number;
      }
    }
  }

  /** The list holds the means, then the cumulated probabilities. */
  private pick(list: Float64Array): number {
    const half = list.length >> 1;
    const u = this.word() / TWO_31;
    let i = 0;
    while (i < half - 1 && u >= (list[half + i] as number)) i++;
    return i;
  }

  /** Marsaglia's polar method: needs no sine. */
  private unitNormal(): number {
    for (;;) {
      const x = this.word() / 0x4000_0000 - 1;
      const y = this.word() / 0x4000_0000 - 1;
      const s = x * x + y * y;
      if (s > 0 && s < 1) {
        const n = Math.ceil(s * TWO_31);
        return x * Math.sqrt((-2 * (logOfInteger(n) - LN_TWO_31)) / s);
      }
    }
  }
}

function round(value: number): number {
  return Math.floor(value + 0.5);
}

type Parameters = readonly [a: number, b: number, c: number, list: readonly number[]];

function parametersOf(given: Distribution): Parameters {
  switch (given.kind) {
    case 'constant':
      return [round(given.value), 0, 0, []];
    case 'uniform':
      return [given.from, given.to, 0, []];
    case 'exponential':
      return [given.mean, 0, 0, []];
    case 'bimodal':
      return [given.low, given.high, given.share, []];
    case 'hyperexponential':
      return [0, 0, 0, [...given.means, ...cumulated(given.weights)]];
    case 'pareto':
      return [given.shape, given.scale, given.max ?? Number.MAX_SAFE_INTEGER, []];
    case 'lognormal':
      return [given.median, given.sigma, 0, []];
    case 'empirical':
    case 'sequence':
      return [0, 0, 0, given.values];
  }
}

/** Returns the running sums of the weights, as shares of their total. */
export function cumulated(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => (sum += weight) / total);
}

/** Throws if a distribution cannot be drawn from. */
function checkDistribution(given: Distribution, where: string): void {
  const refuse = (what: string, got: number | string): never => {
    throw new SimError(`${where}: ${given.kind}: ${what}, got ${got}`);
  };
  for (const [name, value] of Object.entries(given)) {
    if (name === 'kind') continue;
    const values = Array.isArray(value) ? (value as number[]) : [value as number];
    if (values.length === 0) refuse(`${name} must not be empty`, '[]');
    for (const one of values) {
      if (!(one >= 0 && one <= Number.MAX_SAFE_INTEGER)) {
        refuse(`${name} must be a number from 0 to 2^53 - 1`, one);
      }
    }
  }
  if (given.kind === 'uniform' && given.from > given.to)
    refuse('from must not exceed to', given.from);
  if (given.kind === 'bimodal' && given.share > 1) refuse('share must be at most 1', given.share);
  if (given.kind === 'pareto' && given.shape === 0) refuse('shape must be above 0', 0);
  if (given.kind === 'hyperexponential') {
    if (given.means.length !== given.weights.length) {
      refuse('there must be as many weights as means', given.weights.length);
    }
    if (!given.weights.some((weight) => weight > 0)) refuse('a weight must be above 0', 0);
  }
}
