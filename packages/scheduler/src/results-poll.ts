/**
 * When the main thread looks into its inbox.
 *
 * Being rung costs the ringer 10 to 30 µs and this thread as much again, so it is for the case that
 * nothing will come for a while. While results flow, this thread comes and looks by itself:
 *
 * - *spin*: a turn of the event loop, again and again: a few µs of latency. For when the machines
 *   would soon run dry without new tasks, and for `spin` milliseconds after the last result, as long
 *   as that pays (spin-trust.ts).
 * - *nap*: a millisecond's timer: when the machines have work for longer than that. Leaves the
 *   processor to them.
 * - *sleep*: until rung, by whoever sends the next result. An idle runtime, or one with long tasks,
 *   costs nothing. So does a call after a long silence, whose machine sleeps too: a kernel likes to
 *   put a woken thread on the core of its waker, even beside an idle one, and there it would stand in
 *   line until a spinning waker is done. The machine yields in its turn after it has rung (machine.ts).
 *
 * A sleep beside work that nobody has come for (neglect.ts) is interrupted after a millisecond, then
 * after two, and so on, to wake somebody else for it.
 *
 * ## No result comes that this thread sleeps on beside (results.model.test.ts)
 *
 * Before it sleeps: (M1) how often has the bell rung? (M2) swap the inbox from empty to ASLEEP, and do
 * not sleep if there is something in it; (M3) wait for the bell to have rung more often than at M1.
 * Machine: (R1) swap the result into the inbox; if that has replaced ASLEEP, (R2) count one ring more,
 * and (R3) notify.
 *
 * *R1 before M2:* M2 fails, and the poll goes on. *R1 after M2:* the first R1 that is replaces ASLEEP, so
 * R2 comes, and after M1. If it comes before M3, M3 finds the count changed and does not wait; if after,
 * M3 waits by then, and R3 ends it. A wait that an earlier sleep has left behind is as good as a new one
 * (bell.ts): if it goes on, R3 ends it; if a ring has ended it, that is still to be heard, and is taken
 * for this sleep's.
 *
 * *The machine dies between R1 and R3.* Then the inbox says awake, and nobody else rings. But the exit
 * of a thread is an event of this thread's loop, whose recovery takes what is there (crew.ts). That takes
 * ASLEEP out of the inbox, so a poll must follow, which {@link ResultsPoll.resume} begins.
 */

import type { Inbox } from '@pilfer/deque';
import type { Cells } from './atomics.js';
import type { Clock, Timer } from './clock.js';
import { SpinTrust } from './spin-trust.js';
import type { Sleeper, World } from './world.js';

/** Work for this many milliseconds ahead makes a nap safe. */
const NAP_AHEAD_MS = 2;

/** When a sleep beside neglected work is interrupted: first, and after many times in vain. */
const FIRST_LOOK_MS = 1;
const LAST_LOOK_MS = 64;

/** What the poll asks and tells. */
export interface PollClient {
  /** Settles what has come; returns how many. */
  collect(): number;
  /** Tasks that have not come back. */
  outstanding(): number;
  /** Whether the process must stay alive for this: before a sleep, and after it. */
  hold(alive: boolean): void;
  /** Whether work is in sight that nobody has come for, though somebody could be woken. */
  isNeglected(): boolean;
  /** Wakes somebody for it. */
  wakeAnother(): void;
}

/** The main thread's attention. */
export class ResultsPoll {
  private state: 'off' | 'spinning' | 'napping' | 'sleeping' = 'off';
  private lastResult = 0;
  private readonly trust = new SpinTrust();
  /** Whether this wait has begun with a spin, and when that ends. */
  private spins = false;
  private spinUntil = 0;
  private windowStart = 0;
  private windowCount = 0;
  private perMs = 0;
  /** Of a sleep: for the first result of a machine that had to be woken. */
  private waitsForMachine = false;
  private lookMs = FIRST_LOOK_MS;
  private look: Timer | undefined = undefined;
  private isArming = false;

  private readonly client: PollClient;
  private readonly inbox: Inbox;
  private readonly clock: Clock;
  private readonly bell: Sleeper;
  private readonly spinMs: number;

  constructor(
    client: PollClient,
    world: World,
    inbox: Inbox,
    cells: Cells,
    bell: number,
    spinMs: number,
  ) {
    this.client = client;
    this.inbox = inbox;
    this.clock = world.clock;
    this.bell = world.sleeper(cells, bell, () => this.wake());
    this.spinMs = spinMs;
  }

  /**
   * Tasks were submitted: results may come soon, or not before a machine that had to be woken for
   * them is awake, or for others before.
   */
  expect(hasWoken: boolean): void {
    if (this.state === 'spinning' || this.state === 'napping') return;
    const mustWait = hasWoken || (this.state === 'sleeping' && this.waitsForMachine);
    if (!mustWait) {
      this.beginWait(this.clock.now());
      if (this.spins) {
        this.resume();
        return;
      }
    }
    if (this.state === 'off') this.sleep(mustWait);
    else this.client.hold(true); // it may sleep for what was cancelled, which holds nothing
  }

  /** Polls again: somebody else has looked into the inbox, so that the bell will not be rung. */
  resume(): void {
    if (this.state === 'spinning' || this.state === 'napping') return;
    if (this.state === 'sleeping') this.endSleep();
    this.state = 'spinning';
    this.clock.soon(this.poll);
  }

  private readonly poll = (): void => {
    if (this.state === 'sleeping' || this.state === 'off') return;
    const count = this.client.collect();
    if (count > 0 && this.spins) this.trust.paid();
    const outstanding = this.client.outstanding();
    if (outstanding === 0) {
      this.state = 'off';
      return;
    }
    const now = this.clock.now();
    this.measure(now, count);
    if (count > 0) {
      this.lastResult = now;
      this.beginWait(now);
    }
    if (
      count < 8 &&
      this.perMs > 0 &&
      outstanding > NAP_AHEAD_MS * this.perMs &&
      this.isFlowing(now)
    ) {
      this.state = 'napping';
      this.spins = false;
      this.clock.after(1, this.poll);
    } else if (now < this.spinUntil) {
      this.state = 'spinning';
      this.clock.soon(this.poll);
    } else {
      if (this.spins) this.trust.failed();
      this.sleep(false);
    }
  };

  private beginWait(now: number): void {
    this.spins = this.trust.maySpin();
    this.spinUntil = this.spins ? now + this.spinMs : 0;
  }

  /** Results have come lately, so some will come during a nap. */
  private isFlowing(now: number): boolean {
    return this.perMs >= 1 && now - this.lastResult < 3;
  }

  private measure(now: number, count: number): void {
    this.windowCount += count;
    const elapsed = now - this.windowStart;
    if (elapsed < 1) return;
    this.perMs = this.windowCount / elapsed;
    this.windowStart = now;
    this.windowCount = 0;
  }

  private sleep(forMachine: boolean): void {
    this.spins = false;
    this.spinUntil = 0;
    const { rings } = this.bell;
    if (!this.inbox.sleep()) {
      this.state = 'spinning';
      this.clock.soon(this.poll);
      return;
    }
    this.state = 'sleeping';
    this.waitsForMachine = forMachine;
    this.client.hold(true);
    this.lookMs = FIRST_LOOK_MS;
    this.lookLater();
    this.isArming = true;
    this.bell.arm(rings);
    this.isArming = false;
  }

  private lookLater(): void {
    if (!this.client.isNeglected()) return;
    this.look = this.clock.after(this.lookMs, () => {
      this.look = undefined;
      if (!this.client.isNeglected()) return;
      this.client.wakeAnother();
      this.lookMs = Math.min(2 * this.lookMs, LAST_LOOK_MS);
      this.lookLater();
    });
  }

  private endSleep(): void {
    this.client.hold(false);
    this.clock.cancel(this.look);
    this.look = undefined;
  }

  private wake(): void {
    if (this.state !== 'sleeping') return;
    this.endSleep();
    this.state = 'spinning';
    // It has rung already, and whoever has just published a task is not done with it.
    if (this.isArming) this.clock.soon(this.poll);
    else this.poll();
  }
}
