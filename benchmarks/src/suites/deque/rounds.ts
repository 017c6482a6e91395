/** Rounds of a fixed time, for what other threads take part in. */

import { median, ratios } from '../../statistics.js';
import type { Row } from '../../suite.js';

/** Operations between two looks at the clock. */
export const STRETCH = 256;

/** Repeats a stretch until the time is over; returns how long that took, and how many there were. */
export function timed(
  milliseconds: number,
  stretch: () => void,
): [elapsed: number, stretches: number] {
  const begun = performance.now();
  let stretches = 0;
  let elapsed: number;
  do {
    stretch();
    stretches++;
    elapsed = performance.now() - begun;
  } while (elapsed < milliseconds);
  return [elapsed, stretches];
}

/** Measures ours and the floor, in turns; both return nanoseconds per operation. */
export function alternate(rounds: number, ours: () => number, floor: () => number): Row {
  const times = { ours: [] as number[], floor: [] as number[] };
  ours(); // not counted: both threads' code settles
  floor();
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) times.ours.push(ours());
    times.floor.push(floor());
    if (round % 2 === 1) times.ours.push(ours());
  }
  const each = ratios(times.ours, times.floor);
  return {
    name: '',
    unit: 'ns',
    value: median(times.ours),
    floor: median(times.floor),
    ratio: median(each),
    rounds: each,
  };
}
