import { describe, expect, test } from '@jest/globals';
import { describeAt, Kind, TraceBuilder } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import fc from 'fast-check';
import { stealFacts, stretchFacts } from '../../src/report/facts.js';
import { procLanes, taskLanes } from '../../src/report/lanes-of.js';
import {
  hitArrow,
  hitStretch,
  lanesIn,
  rowAt,
  rowOf,
  rowsFor,
  rowsShown,
  shownHeight,
  timeOf,
  topOf,
  xOf,
} from '../../src/report/layout.js';
import { findEvents } from '../../src/report/search.js';
import { arrowsOf, stealsOf } from '../../src/report/steals.js';
import { around, fit, pan, zoom } from '../../src/report/view.js';
import { randomTrace, stealing } from './traces.js';

describe('views', () => {
  const bounds = { from: 0, to: 1_000_000 };

  test('zoom keeps a time in its place, and stays inside', () => {
    expect(zoom(bounds, bounds, 0.5, 500_000)).toEqual({ from: 250_000, to: 750_000 });
    expect(zoom({ from: 100, to: 200 }, bounds, 0.5, 100)).toEqual({ from: 100, to: 150 });
    expect(zoom({ from: 100, to: 200 }, bounds, 1e9, 150)).toEqual(bounds);
  });

  test('moves stop at the ends', () => {
    expect(pan({ from: 100, to: 200 }, bounds, -5)).toEqual({ from: 0, to: 100 });
    expect(pan({ from: 100, to: 200 }, bounds, 0.5)).toEqual({ from: 150, to: 250 });
    expect(around(500, 500, bounds)).toEqual({ from: 450, to: 550 });
  });

  test('whatever is done, a view is inside its bounds and shows something', () => {
    const number = fc.double({ min: -2e6, max: 2e6, noNaN: true });
    fc.assert(
      fc.property(
        number,
        number,
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        number,
        (one, other, factor, about) => {
          const view = fit({ from: Math.min(one, other), to: Math.max(one, other) }, bounds);
          for (const next of [
            view,
            zoom(view, bounds, factor, about),
            pan(view, bounds, one / 1e6),
          ]) {
            expect(next.from).toBeGreaterThanOrEqual(0);
            expect(next.to).toBeLessThanOrEqual(bounds.to + 1e-3);
            expect(next.to - next.from).toBeGreaterThan(49);
          }
        },
      ),
    );
  });
});

describe('rows', () => {
  test('as tall as fits, then they scroll', () => {
    expect(rowsFor(2)).toMatchObject({ pitch: 30, bar: 26 });
    expect(shownHeight(rowsFor(2))).toBe(60);
    const many = rowsFor(1_000_000, 28);
    expect([many.pitch, shownHeight(many)]).toEqual([14, 560]);
    expect(rowsShown(many, 560)).toEqual([2, 42]);
    expect([rowAt(many, 0), rowAt(many, 559), topOf(many, 2)]).toEqual([2, 41, 0]);
    expect([rowAt(rowsFor(2), 59), rowAt(rowsFor(2), 60), rowAt(rowsFor(2), -1)]).toEqual([
      1, -1, -1,
    ]);
  });

  test('of tasks, those that live in the view', () => {
    const lanes = taskLanes(stealing); // G1 lives from 0 to 500, G2 to 900
    const shown = (from: number, to: number): number[] => [...lanesIn(lanes, { from, to })];
    expect([shown(0, 1000), shown(600, 700), shown(950, 960)]).toEqual([[0, 1], [1], []]);
    expect([0, 1].map((lane) => rowOf(lanesIn(lanes, { from: 600, to: 700 }), lane))).toEqual([
      -1, 0,
    ]);
    expect([...lanesIn(procLanes(stealing), { from: 950, to: 960 })]).toEqual([0, 1]);
  });

  test('columns and times', () => {
    const view = { from: 100, to: 300 };
    expect([xOf(view, 50, 200), timeOf(view, 50, 25)]).toEqual([25, 200]);
  });
});

describe('what lies under the pointer', () => {
  test('a stretch, or the nearest one', () => {
    const lanes = taskLanes(stealing); // G1: 0–100, 100–500
    expect([0, 99, 100, 499, 505, 520].map((time) => hitStretch(lanes, 0, time, 10))).toEqual([
      0, 0, 1, 1, 1, -1,
    ]);
  });

  test('every stretch is found at its middle', () => {
    for (const seed of [1, 2, 3]) {
      const lanes = procLanes(randomTrace(seed));
      for (let lane = 0; lane < lanes.ids.length; lane++) {
        for (let i = lanes.first[lane] as number; i < (lanes.first[lane + 1] as number); i++) {
          const middle = ((lanes.from[i] as number) + (lanes.to[i] as number)) / 2;
          expect(hitStretch(lanes, lane, middle, 0)).toBe(i);
        }
      }
    }
  });

  test('an arrow, within some pixels', () => {
    const { arrows } = arrowsOf(stealsOf(stealing), 'P', { from: 0, to: 1000 }, 100, (id) => id);
    expect(arrows).toEqual([{ x: 30, fromRow: 0, toRow: 1, steal: 0 }]);
    const hit = (x: number, y: number): number => hitArrow(arrows, rowsFor(2), x, y, 4);
    expect([hit(30, 28), hit(33, 28), hit(36, 28), hit(30, 5), hit(30, 55)]).toEqual([
      0, 0, -1, -1, -1,
    ]);
  });
});

describe('arrows', () => {
  /** P1 steals from P0 every 10 ns, each time one task more. */
  const many: Trace = (() => {
    const story = new TraceBuilder().boot(2).on(1);
    for (let i = 1; i <= 3000; i++) story.at(10 * i).steal(i, 0, i, i);
    return story.at(30_001).stop().trace();
  })();

  test('of steals in one column, the largest; too many, the largest', () => {
    const steals = stealsOf(many);
    expect(steals.length).toBe(3000);
    const view = { from: 0, to: 30_001 };
    const few = arrowsOf(steals, 'P', view, 10, (id) => id);
    expect(few.arrows.map(({ steal }) => steal)).toEqual([
      299, 599, 899, 1199, 1499, 1799, 2099, 2399, 2699, 2999,
    ]);
    const all = arrowsOf(steals, 'P', view, 30_001, (id) => id);
    expect([all.arrows.length, all.hidden, all.steals]).toEqual([1200, 1800, 3000]);
    expect(Math.min(...all.arrows.map(({ steal }) => steal))).toBe(1800);
  });

  test('Ms that held the Ps then; rows that are not there have none', () => {
    const steals = stealsOf(stealing);
    const view = { from: 0, to: 1000 };
    expect(arrowsOf(steals, 'M', view, 10, (id) => id).arrows).toHaveLength(1);
    expect(arrowsOf(steals, 'P', view, 10, () => -1)).toEqual({ arrows: [], steals: 1, hidden: 0 });
    expect(arrowsOf(steals, 'P', { from: 400, to: 500 }, 10, (id) => id).steals).toBe(0);
  });
});

describe('search', () => {
  const said = (query: string, kinds?: ReadonlySet<number>): string[] =>
    [...findEvents(stealing, query, kinds)].map((i) =>
      describeAt(stealing, i).split('  ').slice(2).join('  '),
    );

  test('by who, by words of the sentence, by texts, by codes', () => {
    expect(said('G2')).toEqual([
      'nobody creates G2 "second" into the local queue',
      'steals 1 of 2 from P0, and runs G2 first',
      'runs G2, from a steal',
      'G2 ends: ok',
    ]);
    expect(said('g2 ENDS')).toEqual(['G2 ends: ok']);
    expect(said('second')).toEqual(['nobody creates G2 "second" into the local queue']);
    expect(said('p0 steals')).toEqual(['steals 1 of 2 from P0, and runs G2 first']);
    expect(said('drained')).toEqual(['the run stops: drained']);
    expect(said('nothing like it')).toEqual([]);
  });

  test('an empty query finds all; kinds limit it', () => {
    expect(findEvents(stealing, '  ')).toHaveLength(stealing.length);
    expect(said('', new Set([Kind.end]))).toEqual(['G1 ends: ok', 'G2 ends: ok']);
  });

  test('what is found by a number is named in its line', () => {
    const trace = randomTrace(4);
    const found = findEvents(trace, 'G3');
    expect(found.length).toBeGreaterThan(0);
    for (const i of found)
      expect(describeAt(trace, i)).toMatch(/\bG3\b|start|enters|leaves|searches|awaits/);
  });
});

describe('facts', () => {
  test('of a stolen stretch: how long it waited, who made it, the steal', () => {
    const { title, facts } = stretchFacts(stealing, procLanes(stealing), 1, 5);
    expect(title).toBe('G2 second on P1: work');
    expect(facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'lasts: 600 ns',
      'from: 0.000300 ms',
      'until: 0.000900 ms',
      'begins: runs G2, from a steal',
      'ends: G2 ends: ok',
      'waited: 300 ns',
      'ready: 0.000000 ms  P0 M0  nobody creates G2 "second" into the local queue',
      'stolen: steals 1 of 2 from P0, and runs G2 first',
    ]);
    const steal = facts.at(-1)?.event ?? -1;
    expect(stealing.kind(steal)).toBe(Kind.steal);
  });

  test('of a steal: both ends', () => {
    const { title, facts } = stealFacts(stealing, stealsOf(stealing), 0);
    expect(title).toBe('P1 steals a task from P0');
    expect(facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'at: 0.000300 ms',
      'takes: 1 of the 2 in its queue',
      'searched: 200 ns; no visit in vain is told',
      'it waited: 300 ns: 0.000000 ms  P0 M0  nobody creates G2 "second" into the local queue',
      'thief: P1 runs G2 second 0 ns later',
      'victim: P0: runs G1, from the local queue',
    ]);
  });

  test('of every stretch and steal of random traces: each leads to an event that exists', () => {
    for (const seed of [1, 5, 9]) {
      const trace = randomTrace(seed);
      const lanes = procLanes(trace);
      const all = [...lanes.ids.keys()].flatMap((lane) =>
        Array.from(
          { length: (lanes.first[lane + 1] as number) - (lanes.first[lane] as number) },
          (_, i) => stretchFacts(trace, lanes, lane, (lanes.first[lane] as number) + i),
        ),
      );
      const steals = stealsOf(trace);
      for (let i = 0; i < steals.length; i++) all.push(stealFacts(trace, steals, i));
      for (const { title, facts } of all) {
        expect(title).not.toMatch(/undefined|NaN/);
        for (const { event, value } of facts) {
          expect(value).not.toMatch(/undefined|NaN/);
          if (event !== undefined) expect(event >= 0 && event < trace.length).toBe(true);
        }
      }
    }
  });
});
