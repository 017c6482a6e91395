import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LaneBuilder } from '../../src/report/lanes.js';
import type { Lanes } from '../../src/report/lanes.js';
import { procLanes, taskLanes } from '../../src/report/lanes-of.js';
import { Look } from '../../src/report/looks.js';
import { EDGE } from '../../src/report/raster.js';
import { picture, pixelsOf } from './pictures.js';
import { randomTrace, stealing } from './traces.js';

const { running, idle, searching } = Look;

/** A lane of stretches: look, length; `undefined` is a gap. */
function laneOf(...stretches: [look: number | undefined, length: number][]): Lanes {
  const builder = new LaneBuilder('P');
  let time = 0;
  stretches.forEach(([look, length], i) => {
    if (look !== undefined) builder.add(0, time, time + length, look, -1, 0, i, i + 1);
    time += length;
  });
  return builder.build(Int32Array.of(0));
}

test('the small trace', () => {
  const lanes = procLanes(stealing);
  const view = { from: 0, to: 1000 };
  expect(picture(lanes, 0, view, 20, 1)).toEqual(['--########··········']);
  expect(picture(lanes, 1, view, 20, 1)).toEqual(['--????############--']);
  expect(picture(taskLanes(stealing), 1, view, 20, 1)).toEqual(['rrrrrr############  ']);
});

test('a part of it, larger', () => {
  const view = { from: 250, to: 350 };
  expect(picture(procLanes(stealing), 1, view, 10, 2)).toEqual(['?????#####', '?????#####']);
});

test('a short stretch between long ones is drawn, with the share of the others', () => {
  const lane = laneOf([idle, 499], [running, 2], [idle, 499]);
  expect(picture(lane, 0, { from: 0, to: 1000 }, 10, 4)).toEqual([
    '··········',
    '··········',
    '··········',
    '····##····',
  ]);
});

test('where wide stretches meet, the larger part gets the column', () => {
  const lane = laneOf([running, 430], [idle, 570]);
  expect(picture(lane, 0, { from: 0, to: 1000 }, 10, 2)).toEqual(['####······', '####······']);
});

test('many in a column are stacked by their shares', () => {
  const many = Array.from({ length: 300 }, (): [number, number][] => [
    [running, 2],
    [searching, 1],
    [idle, 1],
  ]).flat();
  expect(picture(laneOf(...many), 0, { from: 0, to: 1200 }, 3, 4)).toEqual([
    '···',
    '???',
    '###',
    '###',
  ]);
});

test('gaps stay empty, and views go beyond', () => {
  const lane = laneOf([running, 100], [undefined, 100], [running, 100]);
  expect(picture(lane, 0, { from: -100, to: 400 }, 10, 1)).toEqual(['  ##  ##  ']);
});

test('what begins where a column or the view ends is not looked for for ever', () => {
  const lane = laneOf([undefined, 1], [running, 5]);
  for (let width = 1; width <= 500; width++) {
    const [row = ''] = picture(lane, 0, { from: 0, to: 1 }, width, 1);
    expect(row.slice(0, -1).trim()).toBe(''); // to the last column it may belong, by rounding
    expect(picture(lane, 0, { from: 0, to: 2 }, width, 1)[0]).toContain('#');
  }
});

test('wide stretches have a border where they begin', () => {
  const lane = laneOf([running, 500], [running, 500]);
  const pixels = pixelsOf(lane, 0, { from: 0, to: 1000 }, 20, 1);
  expect([...pixels.keys()].filter((x) => (pixels[x] as number) >= EDGE)).toEqual([0, 10]);
});

/** For every stretch in view: some column it touches shows its look. */
function expectAllDrawn(lanes: Lanes, lane: number, from: number, to: number, width: number): void {
  const height = 14;
  const pixels = pixelsOf(lanes, lane, { from, to }, width, height);
  const step = (to - from) / width;
  for (let i = lanes.first[lane] as number; i < (lanes.first[lane + 1] as number); i++) {
    const begin = Math.max(from, lanes.from[i] as number);
    const end = Math.min(to, lanes.to[i] as number);
    if (end <= begin) continue;
    const columns = { first: (begin - from) / step, last: (end - from) / step };
    let isDrawn = false;
    for (let x = Math.floor(columns.first); x < Math.min(width, Math.ceil(columns.last)); x++) {
      for (let y = 0; y < height; y++) {
        isDrawn ||= (pixels[y * width + x] as number) % EDGE === (lanes.look[i] as number) + 1;
      }
    }
    if (!isDrawn) expect({ stretch: i, begin, end, from, to, width }).toBe('drawn');
  }
}

test('every stretch is drawn at every zoom: random lanes', () => {
  const stretch = fc.tuple(
    fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined, freq: 6 }),
    fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 1000 })),
  );
  fc.assert(
    fc.property(
      fc.array(stretch, { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 1, max: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (stretches, width, one, other) => {
        const lanes = laneOf(...stretches);
        const total = stretches.reduce((sum, [, length]) => sum + length, 0);
        const from = Math.floor(Math.min(one, other) * (total - 1));
        const to = Math.max(from + 1, Math.ceil(Math.max(one, other) * total));
        expectAllDrawn(lanes, 0, from, to, width);
      },
    ),
    { numRuns: 300 },
  );
});

describe.each([1, 2, 3, 4, 5, 6])(
  'every stretch is drawn at every zoom: random trace %i',
  (seed) => {
    test.each([1, 3, 40, 1000])('%i times as large', (factor) => {
      const trace = randomTrace(seed);
      for (const lanes of [procLanes(trace), taskLanes(trace)]) {
        const span = (trace.endTime - trace.startTime) / factor;
        const from = trace.startTime + (trace.endTime - trace.startTime - span) / 3;
        for (let lane = 0; lane < Math.min(30, lanes.ids.length); lane++) {
          expectAllDrawn(lanes, lane, from, from + span, 97);
        }
      }
    });
  },
);
