/** Two threads that wake each other: unpark and park, against bare notify and wait. */

import { LINE_BYTES, ParkingCell, Unparker } from '@pilfer/deque';
import { median, quantile, ratios } from '../../statistics.js';
import { atMost, type Row } from '../../suite.js';
import { bareCells, FIRST, SECOND, type Cells } from './common.js';
import { FLOOR, OURS, Partner } from './partner.js';

/** Where the two threads' cells lie in the structure's buffer. */
export const MAIN_CELL = 0;
export const ECHO_CELL: number = LINE_BYTES;

const PATIENCE_MS = 10_000;

/** Measures round trips in blocks: ours, the floor, ours, … */
export async function measureRoundTrips(blocks: number, trips: number): Promise<Row> {
  const structure = new SharedArrayBuffer(2 * LINE_BYTES);
  const cell = ParkingCell.create(structure, MAIN_CELL);
  ParkingCell.create(structure, ECHO_CELL);
  const echo = new Unparker(structure, ECHO_CELL);
  const bare = bareCells();
  const partner = await Partner.start('echo', structure, bare.buffer);

  const times = { ours: [] as number[][], floor: [] as number[][] };
  for (let block = 0; block < blocks; block++) {
    partner.begin(OURS);
    times.ours.push(timeTrips(trips, () => trip(cell, echo)));
    partner.stop();
    echo.unpark();
    partner.counts();

    startBare(partner, bare);
    let turn = 0;
    times.floor.push(timeTrips(trips, () => bareTrip(bare, ++turn)));
    partner.stop();
    Atomics.store(bare, FIRST, ++turn);
    Atomics.notify(bare, FIRST);
    partner.counts();
  }
  await partner.close();
  return rowOf(times.ours, times.floor);
}

function trip(cell: ParkingCell, echo: Unparker): void {
  echo.unpark();
  const patience = performance.now() + PATIENCE_MS;
  while (!cell.park(PATIENCE_MS)) {
    if (performance.now() > patience) throw new Error('round trip: nobody answered');
  }
}

/** Lets the partner set both words to 0 first, so that no trip is lost. */
function startBare(partner: Partner, bare: Cells): void {
  Atomics.store(bare, SECOND, -1);
  partner.begin(FLOOR);
  Atomics.wait(bare, SECOND, -1, PATIENCE_MS);
}

function bareTrip(bare: Cells, turn: number): void {
  Atomics.store(bare, FIRST, turn);
  Atomics.notify(bare, FIRST);
  if (Atomics.wait(bare, SECOND, turn - 1, PATIENCE_MS) === 'timed-out') {
    throw new Error('bare round trip: nobody answered');
  }
}

function timeTrips(trips: number, once: () => void): number[] {
  const times = new Array<number>(trips);
  for (let i = 0; i < trips; i++) {
    const begun = performance.now();
    once();
    times[i] = (performance.now() - begun) * 1000;
  }
  return times;
}

function rowOf(ours: readonly number[][], floor: readonly number[][]): Row {
  const rounds = ratios(ours.map(median), floor.map(median));
  const ratio = median(rounds);
  const [all, bare] = [ours.flat(), floor.flat()];
  const p95 = { ours: quantile(all, 0.95), floor: quantile(bare, 0.95) };
  return {
    name: 'park / unpark round trip between two threads',
    unit: 'µs',
    value: median(all),
    floor: median(bare),
    ratio,
    rounds,
    goal: atMost(1.3, ratio),
    note: `p95 ${p95.ours.toFixed(1)} µs, floor's ${p95.floor.toFixed(1)}`,
    raw: { trips: all.length, p95: p95.ours, floorP95: p95.floor },
  };
}
