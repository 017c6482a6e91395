import { describe, expect, test } from '@jest/globals';
import { PARKING_CELL_BYTES } from '../src/layout.js';
import { AWAKE, NOTIFIED, ParkingCell, RING, Unparker } from '../src/parking-cell.js';

// Sleeping takes two threads: `NOTIFIED` is seen in the threads tests.

function cellAndWaker() {
  const buffer = new SharedArrayBuffer(PARKING_CELL_BYTES);
  return { buffer, cell: ParkingCell.create(buffer, 0), waker: new Unparker(buffer, 0) };
}

test('the answers of unpark are three', () => {
  expect(new Set([AWAKE, NOTIFIED, RING]).size).toBe(3);
});

describe('park', () => {
  test('takes a token without sleeping', () => {
    const { cell, waker } = cellAndWaker();
    expect(waker.unpark()).toBe(AWAKE);
    expect(cell.park()).toBe(true);
  });

  test('takes all earlier wake-ups as one', () => {
    const { cell, waker } = cellAndWaker();
    expect([waker.unpark(), waker.unpark()]).toEqual([AWAKE, AWAKE]);
    expect(cell.park()).toBe(true);
    expect(cell.park(0)).toBe(false);
  });

  test('returns false when the time runs out, and leaves the thread awake', () => {
    const { cell, waker } = cellAndWaker();
    expect(cell.park(0)).toBe(false);
    expect(cell.park(0.5)).toBe(false);
    expect(waker.unpark()).toBe(AWAKE);
    expect(cell.park()).toBe(true);
  });
});

describe('the event loop', () => {
  test('asks for a ring, once', () => {
    const { cell, waker } = cellAndWaker();
    expect(cell.enterLoop()).toBe(true);
    expect([waker.unpark(), waker.unpark()]).toEqual([RING, AWAKE]);
    expect(cell.leaveLoop()).toBe(true);
    expect(waker.unpark()).toBe(AWAKE);
  });

  test('is not entered with a token, which is taken', () => {
    const { cell, waker } = cellAndWaker();
    waker.unpark();
    expect(cell.enterLoop()).toBe(false);
    expect(cell.enterLoop()).toBe(true);
  });

  test('may be left for another reason', () => {
    const { cell, waker } = cellAndWaker();
    cell.enterLoop();
    expect(cell.leaveLoop()).toBe(false);
    expect(waker.unpark()).toBe(AWAKE);
    expect(cell.park()).toBe(true);
  });
});

test('all wakers leave the same token', () => {
  const { buffer, cell, waker } = cellAndWaker();
  const other = new Unparker(buffer, 0);
  cell.enterLoop();
  expect([other.unpark(), waker.unpark()]).toEqual([RING, AWAKE]);
  expect(cell.leaveLoop()).toBe(true);
});

test('cells in one buffer do not touch each other', () => {
  const buffer = new SharedArrayBuffer(2 * PARKING_CELL_BYTES);
  const first = ParkingCell.create(buffer, 0);
  const second = ParkingCell.create(buffer, PARKING_CELL_BYTES);
  new Unparker(buffer, PARKING_CELL_BYTES).unpark();
  expect([first.park(0), second.park(0)]).toEqual([false, true]);
});

test('a new sleeper starts without the token or the sleep of the last one', () => {
  const { buffer, cell, waker } = cellAndWaker();
  waker.unpark();
  expect(ParkingCell.create(buffer, 0).park(0)).toBe(false);
  cell.enterLoop();
  ParkingCell.create(buffer, 0);
  expect(waker.unpark()).toBe(AWAKE);
});
