/** A clock for programs: its timers go off when the program says so. */

import type { Clock, Timer } from '../../src/clock.js';

const NO_TIMER: Timer = { ref: () => undefined, unref: () => undefined };

/** Timers that go off when the program says so. */
export class Timers implements Clock {
  readonly due: (() => void)[] = [];

  now(): number {
    return 1000;
  }

  after(_: number, then: () => void): Timer {
    this.due.push(then);
    return NO_TIMER;
  }

  cancel(): void {
    // Whether a timer that is called off has gone off before is another question.
  }

  soon(): void {
    throw new Error('not used here');
  }

  /** Lets all timers go off; says whether there were any. */
  goOff(): boolean {
    const due = this.due.splice(0);
    for (const each of due) each();
    return due.length > 0;
  }
}
