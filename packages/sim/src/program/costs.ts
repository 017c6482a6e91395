/** What the actions of a scheduler cost, in integer ns: data, beside the rules. */

/** The costs of one machine and one runtime. */
export interface Costs {
  readonly name: string;
  /** Creating a G, if a dead one can be reused. */
  readonly spawn: number;
  /** Creating a G that needs a new stack. */
  readonly spawnCold: number;
  /** Extra time of the first run of such a G: its stack is cold, too. */
  readonly firstRun: number;
  /** Taking a G from the own queue and switching to it. */
  readonly switch: number;
  /** Blocking a G: the way from the G to the scheduler. */
  readonly block: number;
  /** Making a G runnable: the push to the own queue. */
  readonly ready: number;
  /** A channel, mutex or wait-group operation that does not block. */
  readonly sync: number;
  /** Yielding: the way from the G to the scheduler, the global push not included. */
  readonly yield: number;
  /** The end of a G. */
  readonly end: number;
  /** Holding the lock of the global queue. Who comes meanwhile waits: contention adds up. */
  readonly globalLock: number;
  /** Taking that lock after another M had it: lock and queue travel between the cores' caches. */
  readonly lockTransfer: number;
  /** Looking at one victim. */
  readonly probe: number;
  /** Moving tasks from a victim, once it has been found to have some. */
  readonly steal: number;
  /** Extra time of a G that runs on another P than before, once: cold caches. */
  readonly migration: number;
  /** Waking a thread: time of the waker. */
  readonly wake: number;
  /** From then until the woken thread runs, if it slept for less than `wakeColdAfter`. */
  readonly wakeLatency: number;
  /** The same for one that slept longer. */
  readonly wakeLatencyCold: number;
  readonly wakeColdAfter: number;
  /** Creating a thread: time of the creator; the thread runs after a cold wake-up. */
  readonly threadStart: number;
  /** Going to sleep, before the P is given up. */
  readonly park: number;
  /** What the kernel adds to a short sleep of a thread (timer slack). */
  readonly timerSlack: number;
  /** Entering and leaving a system call without losing the P. */
  readonly systemCall: number;
  /** From the request to stop until the G has stopped. */
  readonly preempt: number;
  /** Switching a core from one thread to another, where there are fewer cores than Ps. */
  readonly threadSwitch: number;
  /** How long a thread may keep a core that others wait for. */
  readonly threadSlice: number;
  /** A private fork and its join (pilfer only). */
  readonly fork: number;
  /** Exposing one private fork: slot, encoding, push (pilfer only). */
  readonly expose: number;
  /** Extra time of work, in thousandths: what interrupts and neighbours take from a program. */
  readonly slowdown: number;
  /** Mean length of one interruption, exponential, at random times; 0: work is slowed down evenly. */
  readonly interruption: number;
}
