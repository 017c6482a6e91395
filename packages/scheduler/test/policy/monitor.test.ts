import { describe, expect, test } from '@jest/globals';
import { GO, PILFER } from '../../src/policy/constants.js';
import { handOff, HandOff } from '../../src/policy/handoff.js';
import { ProcStatus, Retake, SliceWatch } from '../../src/policy/slices.js';
import {
  sysmonIdleAfter,
  sysmonPolls,
  sysmonSleep,
  sysmonSleepsDeeply,
} from '../../src/policy/sysmon.js';

const MS = 1_000_000;

describe('the pace of the monitor', () => {
  test('51 sleeps of 20 µs, then twice as long each time, up to 10 ms', () => {
    const sleeps: number[] = [];
    let sleep = 0;
    for (let idle = 0; idle < 70; idle = sysmonIdleAfter(idle, 0)) {
      sleep = sysmonSleep(idle, sleep);
      sleeps.push(sleep / 1_000);
    }
    expect(sleeps.slice(0, 51)).toEqual(new Array(51).fill(20));
    const rest = [40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_000, 10_000, 10_000];
    expect(sleeps.slice(51, 62)).toEqual(rest);
  });

  test('a retake starts over, a preemption does not', () => {
    expect(sysmonIdleAfter(60, 1)).toBe(0);
    expect(sysmonIdleAfter(60, 0)).toBe(61);
    expect(sysmonSleep(0, 10 * MS)).toBe(20_000);
  });

  test('sleeps deeply when no P runs, unless it prints', () => {
    expect(sysmonSleepsDeeply(4, 4, false)).toBe(true);
    expect(sysmonSleepsDeeply(3, 4, false)).toBe(false);
    expect(sysmonSleepsDeeply(4, 4, true)).toBe(false);
  });

  test('polls after more than 10 ms of silence', () => {
    expect(sysmonPolls(10 * MS)).toBe(false);
    expect(sysmonPolls(10 * MS + 1)).toBe(true);
    expect(sysmonPolls(1e12, 0)).toBe(false);
  });
});

describe('time slices', () => {
  const running = (watch: SliceWatch, tick: number, now: number): Retake =>
    watch.look(ProcStatus.running, tick, 0, now, false, 0);

  test('the slice counts from the look that first saw its tick', () => {
    const watch = new SliceWatch(GO);
    expect(running(watch, 1, 3 * MS)).toBe(Retake.keep);
    expect(running(watch, 1, 13 * MS - 1)).toBe(Retake.keep);
    expect(running(watch, 1, 13 * MS)).toBe(Retake.preempt);
  });

  test('a new tick is a new slice', () => {
    const watch = new SliceWatch(GO);
    running(watch, 1, 0);
    expect(running(watch, 2, 11 * MS)).toBe(Retake.keep);
    expect(running(watch, 2, 20 * MS)).toBe(Retake.keep);
    expect(running(watch, 2, 21 * MS)).toBe(Retake.preempt);
  });

  test('at a pace of 10 ms a slice lasts two rounds', () => {
    const watch = new SliceWatch(GO);
    let tick = 1;
    const ends: number[] = [];
    for (let now = 0; now <= 100 * MS; now += 10.1 * MS) {
      if (running(watch, tick, now) === Retake.preempt) {
        ends.push(now);
        tick++;
      }
    }
    const lengths = ends.slice(1).map((end, i) => end - (ends[i] as number));
    for (const length of lengths) expect(length).toBeCloseTo(20.2 * MS, 0);
  });

  test('0 switches slices off, as in JavaScript', () => {
    const watch = new SliceWatch(PILFER);
    running(watch, 1, 0);
    expect(running(watch, 1, 1e12)).toBe(Retake.keep);
    expect(watch.look(ProcStatus.syscall, 1, 1, 1e13, false, 0)).toBe(Retake.keep);
  });
});

describe('system calls', () => {
  const look = (watch: SliceWatch, now: number, empty: boolean, others: number): Retake =>
    watch.look(ProcStatus.syscall, 1, 1, now, empty, others);

  test('the first look only remembers', () => {
    const watch = new SliceWatch(GO);
    expect(look(watch, 0, false, 0)).toBe(Retake.keep);
    expect(look(watch, 20_000, false, 0)).toBe(Retake.handOff);
  });

  test('a P that nobody needs stays for 10 ms', () => {
    const watch = new SliceWatch(GO);
    look(watch, 0, true, 1);
    expect(look(watch, 20_000, true, 1)).toBe(Retake.keep);
    expect(look(watch, 20_000, true, 0)).toBe(Retake.handOff);
    expect(look(watch, 20_000, false, 1)).toBe(Retake.handOff);
    expect(look(watch, 10 * MS, true, 1)).toBe(Retake.handOff);
  });

  test('a slice that is over skips the first look', () => {
    const watch = new SliceWatch(GO);
    watch.look(ProcStatus.running, 1, 0, 0, false, 0);
    expect(look(watch, 10 * MS, false, 0)).toBe(Retake.handOff);
  });

  test('an idle P is left alone', () => {
    expect(new SliceWatch(GO).look(ProcStatus.idle, 0, 0, 1e12, false, 0)).toBe(Retake.keep);
  });

  test('the P goes to an M if there is work, or if nobody looks for it', () => {
    expect(handOff(1, 0, 1, 1, false)).toBe(HandOff.start);
    expect(handOff(0, 1, 1, 1, false)).toBe(HandOff.start);
    expect(handOff(0, 0, 0, 0, false)).toBe(HandOff.search);
    expect(handOff(0, 0, 1, 0, false)).toBe(HandOff.idle);
    expect(handOff(0, 0, 0, 3, true)).toBe(HandOff.start);
    expect(handOff(0, 0, 0, 3, false)).toBe(HandOff.idle);
  });
});
