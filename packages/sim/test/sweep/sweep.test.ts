import { describe, expect, test } from '@jest/globals';
import { simulate } from '../../src/engine/simulate.js';
import type { Distribution, Program } from '../../src/program/index.js';
import { SimError } from '../../src/program/errors.js';
import { replicateOnce } from '../../src/runs/replica.js';
import { specOfScenario } from '../../src/runs/spec.js';
import { readScenario } from '../../src/scenario/read.js';
import { parseAxis, showValue } from '../../src/sweep/axis.js';
import { withLoad } from '../../src/sweep/load.js';
import { meanOf, meanWork } from '../../src/sweep/mean-work.js';
import { sweep } from '../../src/sweep/sweep.js';
import type { SweepPlan } from '../../src/sweep/sweep.js';

const STREAM = readScenario(`
name: stream
costs: zero
functions: { f: [{ work: { exponential: 20us } }, { spawn: g }], g: [{ work: 5us }] }
arrivals: { a: { function: f, every: { exponential: 9us }, count: 2000 } }
`);

describe('axes', () => {
  test.each([
    ['procs=1..1024x2', [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]],
    ['procs=1..5', [1, 2, 3, 4, 5]],
    ['procs=1,2..8×4,100', [1, 2, 8, 100]],
    ['load=0.1..0.3+0.1', [0.1, 0.2, 0.3]],
    ['wake=1us..100usx10', [1_000, 10_000, 100_000]],
    ['wake=0..3us+1us', [0, 1_000, 2_000, 3_000]],
    ['globalInterval=0,61', [0, 61]],
    ['runNext=true,false', [1, 0]],
  ])('%s', (text, values) => {
    expect(parseAxis(text).values).toEqual(values);
  });

  test.each([
    ['procs', "expected a parameter and its values, like 'procs=1..64x2', received 'procs'"],
    ['prosc=1', "no parameter is named 'prosc'"],
    ['procs=0', 'procs: expected a whole number from 1 on, received 0'],
    ['procs=8..1', "'8..1' is no range that grows"],
    ['procs=1..8x1', "'1..8x1' is no range that grows"],
    ['procs=1..100000', 'more than 1000 values'],
    ['procs=few', "procs: expected a number, received 'few'"],
    ['load=0', 'load: expected a number above 0, received 0'],
    ['wake=5', "wake: expected a time like '5us', received '5': it has no unit"],
    ['runNext=2', 'runNext: expected true or false, received 2'],
  ])('%s is refused', (text, message) => {
    expect(() => parseAxis(text)).toThrow(message);
  });

  test('values are shown with their units', () => {
    expect(showValue('wake', 5_000)).toBe('5 µs');
    expect(showValue('runNext', 0)).toBe('false');
    expect(showValue('procs', 1024)).toBe('1024');
  });
});

describe('load', () => {
  test.each<[Distribution, number]>([
    [{ kind: 'constant', value: 7 }, 7],
    [{ kind: 'uniform', from: 2, to: 6 }, 4],
    [{ kind: 'exponential', mean: 5 }, 5],
    [{ kind: 'bimodal', low: 1, high: 11, share: 0.2 }, 3],
    [{ kind: 'hyperexponential', means: [1, 9], weights: [3, 1] }, 3],
    [{ kind: 'pareto', shape: 2, scale: 5 }, 10],
    [{ kind: 'pareto', shape: 2, scale: 1, max: 2 }, 1.5],
    [{ kind: 'pareto', shape: 1, scale: 1, max: Math.E }, 2],
    [{ kind: 'lognormal', median: 1, sigma: Math.sqrt(2) }, Math.E],
    [{ kind: 'empirical', values: [1, 2, 6] }, 3],
    [{ kind: 'sequence', values: [1, 3] }, 2],
  ])('the mean of %j', (duration, mean) => {
    expect(meanOf(duration)).toBeCloseTo(mean, 9);
  });

  test('a Pareto distribution without a mean is refused', () => {
    expect(() => meanOf({ kind: 'pareto', shape: 1, scale: 1 })).toThrow("give it a 'max'");
  });

  const functions = (text: string): Program =>
    readScenario(`main: [{ call: f }]\nfunctions: ${text}`).program;

  test('work counts what is called, spawned and forked, in loops and by chance', () => {
    const program = functions(`
  f: [{ work: 3us }, { spawn: { function: g, times: 4 } }, { fork: g }, join]
  g: [{ choose: [{ weight: 1, do: [{ work: 8us }] }, { weight: 3, do: [{ call: h }] }] }]
  h: [{ scope: [{ repeat: 2, do: [{ work: 1us }, { sleep: 1ms }] }] }]`);
    const work = meanWork(program);
    expect(work.get('h')).toBe(2_000);
    expect(work.get('g')).toBe(0.25 * 8_000 + 0.75 * 2_000);
    expect(work.get('f')).toBe(3_000 + 5 * 3_500);
  });

  test('functions that create each other by chance: a geometric series', () => {
    const program = functions(`
  f: [{ work: 1us }, { choose: [{ weight: 1, do: [] }, { weight: 1, do: [{ spawn: f }] }] }]`);
    expect(meanWork(program).get('f')).toBeCloseTo(2_000, 2);
  });

  test('what cannot be foreseen is refused', () => {
    const endless = functions(`
  f: [{ work: 1us }, { choose: [{ weight: 1, do: [] }, { weight: 9, do: [{ repeat: 2, do: [{ spawn: f }] }] }] }]`);
    expect(() => meanWork(endless)).toThrow('without end');
    const loop = readScenario(`
channels: [c]
main: [{ spawn: f }, { send: c }, { close: c }]
functions: { f: [{ receiveEach: c, do: [{ work: 1us }] }] }`).program;
    expect(() => meanWork(loop)).toThrow("how much work follows 'receiveEach'");
    expect(() => withLoad(functions('{ f: [{ work: 1us }] }'), 0.5, 2)).toThrow('no arrivals');
  });

  test('the Ps are busy for the share that was asked for', () => {
    for (const [load, processors] of [
      [0.3, 2],
      [0.8, 16],
    ] as const) {
      const program = withLoad(STREAM.program, load, processors);
      const { busy, time } = simulate(program, { processors, costs: 'zero' });
      const used = busy.reduce((sum, one) => sum + one, 0) / (time * processors);
      expect(Math.abs(used / load - 1)).toBeLessThan(0.1);
    }
  });
});

describe('sweeps', () => {
  const plan: SweepPlan = {
    axes: [
      { parameter: 'procs', values: [1, 4] },
      { parameter: 'probe', values: [0, 1_000] },
    ],
    policies: ['go', 'global-queue'],
  };

  test('every combination, policy by policy, and the same as single runs', () => {
    const points = sweep(STREAM, { ...plan, reps: 3, seed: 7, fixed: new Map([['load', 0.7]]) });
    expect(points.map(({ policy, at }) => `${policy} ${at.join(' ')}`)).toEqual(
      ['go', 'global-queue'].flatMap((name) =>
        ['1 0', '1 1000', '4 0', '4 1000'].map((at) => `${name} ${at}`),
      ),
    );
    const seeds = [7, 8, 9].map((seed) => {
      const spec = specOfScenario(STREAM, { seed, processors: 4 });
      const program = withLoad(STREAM.program, 0.7, 4);
      return replicateOnce({ ...spec, program, costChanges: { probe: 1_000 } }).values.makespan;
    });
    expect(points[3]?.values.makespan.mean).toBeCloseTo(seeds.reduce((a, b) => a + b) / 3, 3);
    expect(points[3]?.ends).toEqual(['drained']);
    // One P visits nobody; four do, and it costs them.
    expect(points[0]?.values.makespan).toEqual(points[1]?.values.makespan);
    expect(points[3]?.values['wait mean'].mean).toBeGreaterThan(
      points[2]?.values['wait mean'].mean as number,
    );
  });

  test('the number of a policy, a rule, a switch', () => {
    const fixed = new Map([['load', 0.95]]);
    const one = (
      parameter: string,
      values: number[],
      policy: string,
      metric: 'steals' | 'stolen',
    ) =>
      sweep(STREAM, { axes: [{ parameter, values }], policies: [policy], reps: 1, fixed }).map(
        (point) => point.values[metric].mean,
      );
    const [some, none] = one('n', [1, 1_000], 'threshold-N', 'steals');
    expect(some).toBeGreaterThan(0);
    expect(none).toBe(0);
    expect(one('stealRounds', [0], 'go', 'steals')).toEqual([0]);
    const [never = 0, always = 0] = one('runNext', [0, 1], 'go', 'stolen');
    expect(never).not.toBe(always);
  });

  test('a plan that makes no sense is refused', () => {
    const wrong = (change: Partial<SweepPlan>, message: string): void =>
      expect(() => sweep(STREAM, { ...plan, ...change })).toThrow(
        new SimError(`sweep: ${message}`),
      );
    const axis = { parameter: 'procs', values: [1] };
    wrong({ axes: [] }, 'expected one or two parameters, received 0');
    wrong({ axes: [axis, axis] }, "'procs' is given twice");
    wrong(
      { axes: [{ parameter: 'n', values: [1] }] },
      "'n' needs a policy whose name ends in '-N', like best-of-N",
    );
    wrong({ axes: [{ parameter: 'procs', values: [] }] }, 'procs: expected at least one value');
    const many = { parameter: 'seed', values: Array.from({ length: 6_000 }, (_, i) => i) };
    wrong({ axes: [many] }, 'expected at most 10000 points, received 12000');
  });
});
