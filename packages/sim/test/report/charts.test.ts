import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measure } from '../../src/metrics/measure.js';
import { waitChart } from '../../src/report/charts/curve.js';
import { heatMap } from '../../src/report/charts/heat.js';
import { stealMatrix } from '../../src/report/charts/matrix.js';
import { speedupChart } from '../../src/report/charts/speedup.js';
import { percentages, usesOf, whyIdleChart } from '../../src/report/charts/why-idle.js';
import { ticks } from '../../src/report/axis.js';
import { utilisationOf } from '../../src/report/shares.js';
import { procLanes } from '../../src/report/lanes-of.js';
import { Sums } from '../../src/report/sums.js';
import { waitCurve, waitsOf } from '../../src/report/waits.js';
import { randomTrace, stealing } from './traces.js';

const metrics = measure(stealing);

/** Widths of the parts of a stack, as rounded in the picture. */
function parts(svg: string): [string, number, string][] {
  return [
    ...svg.matchAll(/width="([\d.]+)" height="\d+" class="([\w-]+) stacked"><title>(.*?)</g),
  ].map(([, width, look = '', tip = '']) => [look, Number(width), tip]);
}

describe('where the time went', () => {
  test('the small trace: widths are shares', () => {
    expect(parts(whyIdleChart(metrics.time, 1040)).slice(0, 5)).toEqual([
      ['look-3', 500, 'work: 50.0 %, 1 µs'],
      ['look-1', 150, 'scheduling: 15.0 %, 300 ns'],
      ['look-2', 100, 'searching: 10.0 %, 200 ns'],
      ['look-0', 250, 'idle, nothing to do: 25.0 %, 500 ns'],
      ['look-3', 400, 'P0 work: 40.0 %, 400 ns'],
    ]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('random trace %i: 100 %, and every bar is full', (seed) => {
    const { time } = measure(randomTrace(seed));
    const tenths = usesOf(time.of).reduce((sum, { percent }) => sum + Math.round(10 * percent), 0);
    expect(tenths).toBe(1000);
    const rows =
      1 + Math.min(32, time.byProc.filter((of) => Object.values(of).some((t) => t > 0)).length);
    const width = parts(whyIdleChart(time, 1040)).reduce((sum, [, wide]) => sum + wide, 0);
    expect(width / (1000 * rows)).toBeCloseTo(1, 3);
  });

  test('percentages add up to 100 and are off by less than a tenth', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1e15 }), { minLength: 1, maxLength: 10 }),
        (values) => {
          const total = values.reduce((sum, value) => sum + value, 0);
          fc.pre(total > 0);
          const shares = percentages(values);
          expect(shares.reduce((sum, share) => sum + Math.round(10 * share), 0)).toBe(1000);
          shares.forEach((share, i) => {
            expect(Math.abs(share - (100 * (values[i] as number)) / total)).toBeLessThan(
              0.1 + 1e-9,
            );
          });
        },
      ),
    );
  });
});

test('the matrix says who, whom and how often', () => {
  const svg = stealMatrix(
    [
      [0, 3],
      [0, 0],
    ],
    400,
  );
  expect(svg).toContain('<title>P0 stole 3 times from P1</title>');
  expect(svg).toContain(
    'aria-label="3 steals by thief and victim; most often P0 from P1, 3 times"',
  );
  expect(svg.match(/class="cell self"/g)).toHaveLength(2);
});

test('a heat map merges equal neighbours and leaves zeroes out', () => {
  const scale = { most: 4, className: 'queue', say: (value: number) => `${value} tasks` };
  const rows = [{ name: 'P0', values: [0, 2, 2, 4] }];
  const svg = heatMap('queues', rows, scale, { from: 0, to: 400 }, 100, 444);
  expect(
    [...svg.matchAll(/<rect x="(\d+)" y="0" width="(\d+)"[^>]*><title>(.*?)</g)].map((one) =>
      one.slice(1),
    ),
  ).toEqual([
    ['144', '200', 'P0, 100 ns to 300 ns: 2 tasks'],
    ['344', '100', 'P0, 300 ns to 400 ns: 4 tasks'],
  ]);
});

test('utilisation: the share of each part in which a task ran', () => {
  const lanes = procLanes(stealing);
  const rows = utilisationOf(lanes, new Sums(lanes), { from: 0, to: 1000 }, 4);
  expect(rows.map((row) => [...row])).toEqual([
    [0.6, 1, 0, 0],
    [0, 0.8, 1, 0.6],
  ]);
});

describe('waits', () => {
  test('the same percentiles as the summary', () => {
    const trace = randomTrace(5);
    const { wait } = measure(trace).tasks;
    const waits = waitsOf(trace);
    expect(waits).toHaveLength(wait.count);
    expect(waits.at(-1)).toBe(wait.max);
  });

  test('the curve rises from the shortest to the longest', () => {
    const waits = Float64Array.from({ length: 1000 }, (_, i) => i + 1);
    const curve = waitCurve(waits);
    expect([curve[0]?.time, curve.at(-1)?.time]).toEqual([1, 1000]);
    curve.forEach(({ time }, i) => expect(time).toBeGreaterThanOrEqual(curve[i - 1]?.time ?? 0));
    const svg = waitChart([{ name: 'a < b', waits }], 400, 200);
    expect(svg).toContain('a &lt; b: half within 500 ns, 99 % within 990 ns, all within 1 µs');
    expect(svg).not.toContain('NaN');
  });

  test('nothing waited: an empty chart', () => {
    expect(waitChart([{ name: 'none', waits: new Float64Array(0) }], 400, 200)).not.toContain(
      'NaN',
    );
  });
});

test('the speed-up of the run is a dot', () => {
  const svg = speedupChart(metrics.workSpan, 2, 1, 400, 200);
  expect(svg).toContain('<title>this run: 1.00 on 2 Ps</title>');
  expect(svg).not.toContain('NaN');
});

test('marks of time are round, few, and in the unit of the step', () => {
  expect(
    ticks(0, 1000, 5)
      .map(({ label }) => label)
      .join(' '),
  ).toBe('0 0.2 µs 0.4 µs 0.6 µs 0.8 µs 1.0 µs');
  expect(
    ticks(0, 88_740_000, 9)
      .map(({ label }) => label)
      .slice(0, 3),
  ).toEqual(['0', '10 ms', '20 ms']);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e12 }),
      fc.integer({ min: 1, max: 1e12 }),
      fc.integer({ min: 1, max: 20 }),
      (from, span, most) => {
        const marks = ticks(from, from + span, most);
        expect(marks.length).toBeLessThanOrEqual(most + 1);
        for (const { time } of marks) expect(time >= from && time <= from + span).toBe(true);
      },
    ),
  );
});
