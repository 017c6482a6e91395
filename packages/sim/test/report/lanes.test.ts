import { describe, expect, test } from '@jest/globals';
import { ProcState } from '@pilfer/scheduler/trace';
import { measure } from '../../src/metrics/measure.js';
import { machineLanes, procLanes, taskLanes } from '../../src/report/lanes-of.js';
import type { Lanes } from '../../src/report/lanes.js';
import { stretchAt, stretchDuring } from '../../src/report/lanes.js';
import { Look, LOOK_INFO, LOOKS } from '../../src/report/looks.js';
import { randomTrace, stealing } from './traces.js';

/** `running G1 100–500`. */
function told(lanes: Lanes, lane: number): string[] {
  const words: string[] = [];
  for (let i = lanes.first[lane] as number; i < (lanes.first[lane + 1] as number); i++) {
    const task = lanes.task[i] === -1 ? '' : ` G${lanes.task[i]}`;
    const look = LOOK_INFO[lanes.look[i] as number]?.name;
    words.push(`${look}${task} ${lanes.from[i]}–${lanes.to[i]}`);
  }
  return words;
}

test('looks begin with the states of a P', () => {
  expect(Look).toMatchObject(ProcState);
  expect(LOOK_INFO).toHaveLength(LOOKS);
  expect(Math.max(...Object.values(Look))).toBe(LOOKS - 1);
});

test('what each P did', () => {
  const lanes = procLanes(stealing);
  expect([...lanes.ids]).toEqual([0, 1]);
  expect(told(lanes, 0)).toEqual(['scheduling 0–100', 'work G1 100–500', 'idle 500–1000']);
  expect(told(lanes, 1)).toEqual([
    'scheduling 0–100',
    'searching 100–300',
    'work G2 300–900',
    'scheduling 900–1000',
  ]);
});

test('what each M did', () => {
  expect(told(machineLanes(stealing), 1)).toEqual(told(procLanes(stealing), 1));
});

test('what each task did', () => {
  const lanes = taskLanes(stealing);
  expect([...lanes.ids]).toEqual([1, 2]);
  expect(told(lanes, 0)).toEqual(['runnable G1 0–100', 'work G1 100–500']);
  expect(told(lanes, 1)).toEqual(['runnable G2 0–300', 'work G2 300–900']);
});

test('stretches are found by time', () => {
  const lanes = taskLanes(stealing);
  expect([0, 99, 100, 499, 500, 700].map((time) => stretchAt(lanes, 0, time))).toEqual([
    0, 0, 1, 1, 2, 2,
  ]);
  expect([-1, 0, 499, 500].map((time) => stretchDuring(lanes, 0, time))).toEqual([-1, 0, 1, -1]);
});

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('random trace %i', (seed) => {
  const trace = randomTrace(seed);

  test('stretches of a lane follow each other, and those of Ps leave no gap', () => {
    for (const lanes of [procLanes(trace), machineLanes(trace), taskLanes(trace)]) {
      for (let lane = 0; lane < lanes.ids.length; lane++) {
        for (let i = lanes.first[lane] as number; i < (lanes.first[lane + 1] as number); i++) {
          expect(lanes.to[i]).toBeGreaterThan(lanes.from[i] as number);
          if (i === lanes.first[lane]) continue;
          expect(lanes.from[i]).toBeGreaterThanOrEqual(lanes.to[i - 1] as number);
        }
      }
    }
  });

  test('the running of Ps is the work of the account of time', () => {
    const { time, tasks } = measure(trace);
    const sums = (lanes: Lanes, look: number): number =>
      lanes.look.reduce(
        (sum, one, i) =>
          one === look ? sum + (lanes.to[i] as number) - (lanes.from[i] as number) : sum,
        0,
      );
    const procs = procLanes(trace);
    expect(sums(procs, Look.running)).toBe(time.of.work);
    expect(sums(procs, Look.searching)).toBe(time.of.searching);
    expect(taskLanes(trace).ids).toHaveLength(tasks.created);
  });
});
