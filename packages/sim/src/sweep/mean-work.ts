/** How much an arriving G is expected to compute, all that it creates included. */

import type { Body, Duration, Operation, Program } from '../program/index.js';
import { SimError } from '../program/errors.js';

/** Iterations after which functions that call each other count as never ending. */
const MOST_ROUNDS = 10_000;

/**
 * Returns the expected work of each function, ns: its own and that of what it calls, spawns and forks.
 * Functions that call each other by chance are a system of linear equations, solved by iteration.
 *
 * @throws SimError if it cannot be foreseen: what a channel brings, or an infinite mean.
 */
export function meanWork(program: Program): ReadonlyMap<string, number> {
  const means = new Map(program.functions.map(({ name }) => [name, 0]));
  const known = (name: string): number => means.get(name) ?? 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let change = 0;
    for (const { name, body } of program.functions) {
      const mean = workOf(body, known);
      change = Math.max(change, mean - known(name));
      means.set(name, mean);
    }
    // From below, so it only grows; what is still missing after such a step is far less than an ns.
    if (change < 1e-3) return means;
  }
  throw new SimError('load: the functions create each other without end: no mean work');
}

function workOf(body: Body, known: (name: string) => number): number {
  return body.reduce((sum, operation) => sum + workOfOne(operation, known), 0);
}

function workOfOne(operation: Operation, known: (name: string) => number): number {
  switch (operation.op) {
    case 'work':
      return meanOf(operation.time);
    case 'call':
    case 'spawn':
    case 'fork':
      return known(operation.function);
    case 'scope':
      return workOf(operation.body, known);
    case 'repeat':
      return operation.count === 0 ? 0 : operation.count * workOf(operation.body, known);
    case 'choose': {
      const all = operation.options.reduce((sum, { weight }) => sum + weight, 0);
      return operation.options.reduce(
        (sum, { weight, body }) => sum + (weight / all) * workOf(body, known),
        0,
      );
    }
    case 'receiveEach':
    case 'select':
    case 'countDown':
      throw new SimError(`load: how much work follows '${operation.op}' cannot be foreseen`);
    default:
      return 0;
  }
}

/**
 * Returns the mean of a duration.
 *
 * @throws SimError if it is infinite.
 */
export function meanOf(duration: Duration): number {
  if (typeof duration === 'number') return duration;
  switch (duration.kind) {
    case 'constant':
      return duration.value;
    case 'uniform':
      return (duration.from + duration.to) / 2;
    case 'exponential':
      return duration.mean;
    case 'bimodal':
      return duration.low + duration.share * (duration.high - duration.low);
    case 'hyperexponential': {
      const all = sum(duration.weights);
      return sum(duration.means.map((mean, i) => ((duration.weights[i] ?? 0) / all) * mean));
    }
    case 'pareto':
      return meanOfPareto(duration.shape, duration.scale, duration.max ?? Infinity);
    case 'lognormal':
      return duration.median * Math.exp(duration.sigma ** 2 / 2);
    case 'empirical':
    case 'sequence':
      return sum(duration.values) / duration.values.length;
  }
}

/** E[min(X, max)] = scale + ∫ P(X > x) dx from scale to max. */
function meanOfPareto(shape: number, scale: number, max: number): number {
  if (max === Infinity && shape <= 1) {
    throw new SimError(
      `load: a Pareto distribution of shape ${shape} has no mean: give it a 'max'`,
    );
  }
  if (shape === 1) return scale * (1 + Math.log(max / scale));
  const beyond = max === Infinity ? 0 : (scale / max) ** (shape - 1);
  return scale * (1 + (1 - beyond) / (shape - 1));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
