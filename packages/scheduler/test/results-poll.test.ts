/** When the main thread spins for results, and when it sleeps until it is rung. */

import { EMPTY, INBOX_BYTES, Inbox, InboxSender } from '@pilfer/deque';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { ResultsPoll } from '../src/results-poll.js';
import type { Timer } from '../src/clock.js';
import type { World } from '../src/world.js';

const SPIN_MS = 0.3;
const LINKS_AT = INBOX_BYTES;
const COUNT = 4;

/** A main thread whose clock and event loop stand still until told. */
class Desk {
  now = 0;
  due: (() => void)[] = [];
  held = false;
  rings = 0;
  armed: number | undefined = undefined;
  settled = 0;
  submitted = 0;
  /** Machines that have to be woken before one comes. */
  neglected = 0;
  delays: number[] = [];
  readonly inbox: Inbox;
  readonly sender: InboxSender;
  readonly poll: ResultsPoll;
  beforeSleep: () => void = () => undefined;
  private wake: () => void = () => undefined;

  constructor() {
    const buffer = new SharedArrayBuffer(LINKS_AT + 4 * COUNT);
    const links = { byteOffset: LINKS_AT, stride: 4, count: COUNT };
    this.inbox = Inbox.create(buffer, 0, links);
    this.sender = new InboxSender(buffer, 0, links);
    const rings = (): number => this.rings;
    const client = {
      collect: () => this.collect(),
      outstanding: () => this.submitted - this.settled,
      hold: (alive: boolean) => {
        this.held = alive;
        this.beforeSleep();
      },
      isNeglected: () => this.neglected > 0,
      wakeAnother: () => this.neglected--,
    };
    const world: Pick<World, 'clock' | 'sleeper'> = {
      clock: {
        now: () => this.now,
        after: (ms, call) => {
          this.due.push(call);
          this.delays.push(ms);
          return call as unknown as Timer;
        },
        cancel: (timer) => void (this.due = this.due.filter((call) => call !== (timer as unknown))),
        soon: (call) => void this.due.push(call),
      },
      sleeper: (_cells, _at, wake) => {
        this.wake = wake;
        return {
          get rings() {
            return rings();
          },
          arm: (seen) => {
            this.armed = seen;
            if (rings() !== seen) wake();
          },
        };
      },
    };
    this.poll = new ResultsPoll(
      client,
      world as World,
      this.inbox,
      new Int32Array(buffer),
      0,
      SPIN_MS,
    );
  }

  submit(hasWoken: boolean): void {
    this.submitted++;
    this.poll.expect(hasWoken);
  }

  /** A machine delivers a result, and rings if it is told to; returns whether it was. */
  deliver(item: number): boolean {
    if (!this.sender.send(item)) return false;
    this.rings++;
    this.wake();
    return true;
  }

  /** One turn of the event loop. */
  turn(ms = 0.01): void {
    this.now += ms;
    const due = this.due;
    this.due = [];
    for (const call of due) call();
  }

  private collect(): number {
    let count = 0;
    for (let item = this.inbox.takeAll(); item !== EMPTY; item = this.inbox.next(item)) count++;
    this.settled += count;
    return count;
  }
}

describe('the main thread', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });

  test('spins while a machine that is awake has its task, and then sleeps', () => {
    desk.submit(false);
    for (let i = 0; i < 20; i++) desk.turn();
    expect(desk.armed).toBeUndefined();
    expect(desk.deliver(0)).toBe(false);
    desk.turn();
    expect(desk.settled).toBe(1);
    expect(desk.due).toHaveLength(0);

    desk.submit(false);
    while (desk.due.length > 0) desk.turn();
    expect(desk.armed).toBe(0);
    expect(desk.held).toBe(true);
    expect(desk.deliver(1)).toBe(true);
    expect(desk.settled).toBe(2);
    expect(desk.held).toBe(false);
  });

  test('sleeps at once when a machine had to be woken, and is rung by the first result', () => {
    desk.submit(true);
    expect(desk.due).toHaveLength(0);
    expect(desk.armed).toBe(0);
    expect(desk.held).toBe(true);
    expect(desk.deliver(0)).toBe(true);
    expect(desk.settled).toBe(1);
  });

  test('is rung once, and spins from then on', () => {
    desk.submit(true);
    desk.submit(true);
    expect(desk.deliver(0)).toBe(true);
    expect(desk.deliver(1)).toBe(false);
    desk.turn();
    expect(desk.settled).toBe(2);
  });

  test('is held by a task that comes while it sleeps for one that was cancelled', () => {
    desk.submit(true);
    desk.held = false; // all have settled, and one still runs
    desk.submit(true);
    expect(desk.held).toBe(true);
  });

  test('settles nothing before the submission is over, though the bell has rung', () => {
    desk.beforeSleep = () => {
      if (desk.rings++ === 0) desk.sender.send(0);
    };
    desk.submit(true);
    expect(desk.settled).toBe(0);
    desk.turn();
    expect(desk.settled).toBe(1);
  });

  test('does not sleep beside a result that is there already', () => {
    desk.sender.send(0);
    desk.submit(true);
    expect(desk.armed).toBeUndefined();
    desk.turn();
    expect(desk.settled).toBe(1);
  });

  test('spins on though one more machine is woken', () => {
    desk.submit(false);
    desk.submit(true);
    expect(desk.armed).toBeUndefined();
    expect(desk.due).toHaveLength(1);
  });

  test('sleeps on beside one more task, for a machine that had to be woken is yet to come', () => {
    desk.submit(true);
    desk.submit(false);
    expect(desk.held).toBe(true);
    desk.deliver(0);
    desk.deliver(1);
    desk.turn();
    expect(desk.settled).toBe(2);
  });

  test('is woken from its sleep by a task for a machine that is awake', () => {
    desk.submit(false);
    while (desk.due.length > 0) desk.turn();
    expect(desk.held).toBe(true);
    desk.submit(false);
    expect(desk.held).toBe(false);
    desk.turn();
    desk.deliver(0);
    desk.deliver(1);
    desk.turn();
    expect(desk.settled).toBe(2);
  });

  test('spins no more when that was in vain three times, but for a probe now and then', () => {
    /** Whether it spins for a task whose result comes later. */
    const spins = (): boolean => {
      desk.submit(false);
      const hasSpun = desk.due.length > 0;
      while (desk.due.length > 0) desk.turn();
      expect(desk.deliver(0)).toBe(true);
      return hasSpun;
    };
    expect([spins(), spins(), spins()]).toEqual([true, true, true]);
    for (const pause of [15, 31, 63, 127, 255, 255]) {
      for (let i = 0; i < pause; i++) expect(spins()).toBe(false);
      expect(spins()).toBe(true);
    }
    for (let i = 0; i < 255; i++) expect(spins()).toBe(false);
    desk.submit(false);
    desk.turn();
    expect(desk.deliver(0)).toBe(false); // this time it comes in time
    desk.turn();
    expect([spins(), spins(), spins()]).toEqual([true, true, true]);
    for (let i = 0; i < 15; i++) expect(spins()).toBe(false);
    expect(spins()).toBe(true);
  });

  test('a look for the sake of others is no spin in vain', () => {
    desk.submit(false);
    while (desk.due.length > 0) desk.turn();
    for (let i = 0; i < 3; i++) {
      desk.poll.resume();
      while (desk.due.length > 0) desk.turn();
      expect(desk.held).toBe(true);
    }
    desk.deliver(0);
    desk.submit(false);
    expect(desk.due).toHaveLength(1);
  });

  test('does not leave work to one who does not come', () => {
    desk.neglected = 3;
    desk.submit(true);
    expect(desk.armed).toBe(0); // it sleeps all the same
    while (desk.due.length > 0) desk.turn();
    expect(desk.neglected).toBe(0);
    expect(desk.delays).toEqual([1, 2, 4]);
    expect(desk.held).toBe(true);
  });

  test('looks no more when it is rung', () => {
    desk.neglected = 1;
    desk.submit(true);
    desk.deliver(0);
    desk.turn();
    expect(desk.neglected).toBe(1);
  });

  test('looks no more when it spins', () => {
    desk.submit(false);
    desk.neglected = 1;
    while (!desk.held) desk.turn();
    desk.submit(false);
    desk.turn();
    expect(desk.neglected).toBe(1);
  });
});
