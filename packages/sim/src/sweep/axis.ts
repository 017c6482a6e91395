/** An axis of a sweep: one parameter of a run, and the values it takes. */

import { GO } from '@pilfer/scheduler/policy';
import { zeroCosts } from '../costs/index.js';
import { SimError } from '../program/errors.js';
import type { RunSpec } from '../runs/spec.js';
import { didYouMean, listed } from '../scenario/suggest.js';
import { formatTime, parseTime } from '../scenario/time.js';
import { withLoad } from './load.js';

/** A parameter and its values, in the order in which they are run. */
export interface Axis {
  /**
   * `procs`, `cores`, `seed`; `load` of open arrivals, as a share of what the Ps can do; `n`, the
   * number in the names of policies like `best-of-N`; a rule of the policy, like `globalInterval`;
   * or a cost, like `globalLock`. Switches are 0 and 1, times ns.
   */
  readonly parameter: string;
  readonly values: readonly number[];
}

type Kind = 'count' | 'share' | 'time' | 'switch';

/** The parameters that are neither a rule nor a cost. */
const OWN: Readonly<Record<string, Kind>> = {
  procs: 'count',
  cores: 'count',
  seed: 'count',
  load: 'share',
  n: 'count',
};

/** A range makes at most so many values. */
const MOST_VALUES = 1_000;

/** All parameters with their kinds. Rules that are words (an order) cannot be swept. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...Object.entries(OWN),
  ...Object.entries(GO).flatMap(([name, value]): [string, Kind][] => {
    if (typeof value === 'boolean') return [[name, 'switch']];
    if (typeof value !== 'number') return [];
    return [[name, name.endsWith('Ns') ? 'time' : 'count']];
  }),
  ...Object.keys(zeroCosts).flatMap((name): [string, Kind][] => {
    if (name === 'name') return [];
    return [[name, name === 'slowdown' ? 'count' : 'time']];
  }),
]);

/** Returns the names of all parameters. */
export function parameterNames(): string[] {
  return [...KINDS.keys()];
}

function kindOf(parameter: string): Kind {
  const kind = KINDS.get(parameter);
  if (kind !== undefined) return kind;
  const names = parameterNames();
  throw new SimError(
    `sweep: no parameter is named '${parameter}'; there are ${listed(names)}${didYouMean(parameter, names)}`,
  );
}

/**
 * Reads an axis as users write it: `procs=1,2,4`, `procs=1..1024x2` (each twice the one before),
 * `load=0.5..0.9+0.1` (in steps), `wake=1us..100usx10`.
 *
 * @throws SimError that names what is wrong.
 */
export function parseAxis(text: string): Axis {
  const [, parameter = '', list = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  if (parameter === '' || list === '') {
    throw new SimError(
      `sweep: expected a parameter and its values, like 'procs=1..64x2', received '${text}'`,
    );
  }
  const kind = kindOf(parameter);
  const values = list.split(',').flatMap((part) => parseRange(parameter, part.trim(), kind));
  checkAxis({ parameter, values });
  return { parameter, values };
}

function parseRange(parameter: string, text: string, kind: Kind): number[] {
  const [, from = '', to = '', operator = '+', by] =
    /^(.+?)\.\.(.+?)(?:([x×*+])([^x×*+]+))?$/.exec(text) ?? [];
  if (from === '') return [parseValue(parameter, text, kind)];
  const first = parseValue(parameter, from, kind);
  const last = parseValue(parameter, to, kind);
  const step = by === undefined ? 1 : parseStep(parameter, by, operator === '+' ? kind : 'share');
  const grows = operator === '+' ? step > 0 : step > 1 && first > 0;
  if (!grows || last < first) {
    throw new SimError(
      `sweep: ${parameter}: '${text}' is no range that grows from its first value`,
    );
  }
  const values: number[] = [];
  // Half a millionth of slack, so that 0.1 + 0.1 + 0.1 reaches 0.3.
  for (let i = 0, value = first; value <= last * (1 + 5e-7);) {
    if (values.push(value) > MOST_VALUES) {
      throw new SimError(`sweep: ${parameter}: '${text}' has more than ${MOST_VALUES} values`);
    }
    i++;
    const next = operator === '+' ? first + i * step : first * step ** i;
    value = kind === 'share' ? Number(next.toPrecision(12)) : Math.round(next);
  }
  return values;
}

function parseStep(parameter: string, text: string, kind: Kind): number {
  return kind === 'time' ? parseValue(parameter, text, 'time') : Number(text);
}

function parseValue(parameter: string, text: string, kind: Kind): number {
  if (kind === 'switch' && (text === 'true' || text === 'false')) return text === 'true' ? 1 : 0;
  if (kind === 'time' && text.trim() !== '0') {
    const time = parseTime(text);
    if (typeof time === 'number') return time;
    throw new SimError(
      `sweep: ${parameter}: expected a time like '5us', received '${text}': ${time.problem}`,
    );
  }
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new SimError(`sweep: ${parameter}: expected a number, received '${text}'`);
}

/** Throws unless the parameter exists and can have these values. */
export function checkAxis({ parameter, values }: Axis): void {
  const kind = kindOf(parameter);
  if (values.length === 0) throw new SimError(`sweep: ${parameter}: expected at least one value`);
  for (const value of values) {
    const whole = kind === 'share' || Number.isSafeInteger(value);
    const least = parameter === 'procs' || parameter === 'cores' ? 1 : 0;
    const tooMuch = kind === 'switch' && value > 1;
    if (whole && value >= least && !tooMuch && (kind !== 'share' || value > 0)) continue;
    const allowed = { count: `a whole number from ${least} on`, share: 'a number above 0' };
    const what = kind === 'time' ? 'a time' : kind === 'switch' ? 'true or false' : allowed[kind];
    throw new SimError(`sweep: ${parameter}: expected ${what}, received ${value}`);
  }
}

/** A value of a parameter, for people. */
export function showValue(parameter: string, value: number): string {
  const kind = KINDS.get(parameter);
  if (kind === 'time') return formatTime(value);
  return kind === 'switch' ? String(value !== 0) : String(value);
}

/** Returns the run with the parameters at the given values. */
export function withValues(spec: RunSpec, at: ReadonlyMap<string, number>): RunSpec {
  let changed = spec;
  for (const [parameter, value] of at) changed = withValue(changed, parameter, value);
  // Last, since the same load is more work where there are more Ps.
  const load = at.get('load');
  if (load === undefined) return changed;
  const { program, options } = changed;
  return { ...changed, program: withLoad(program, load, options.processors) };
}

function withValue(spec: RunSpec, parameter: string, value: number): RunSpec {
  const { options, rules, costChanges } = spec;
  switch (parameter) {
    case 'procs':
      return { ...spec, options: { ...options, processors: value } };
    case 'cores':
    case 'seed':
      return { ...spec, options: { ...options, [parameter]: value } };
    case 'load':
      return spec;
    case 'n':
      return { ...spec, policy: spec.policy.replace(/-N$/, `-${value}`) };
  }
  if (parameter in zeroCosts) {
    return { ...spec, costChanges: { ...costChanges, [parameter]: value } };
  }
  const set = KINDS.get(parameter) === 'switch' ? value !== 0 : value;
  return { ...spec, rules: { ...rules, [parameter]: set } };
}
