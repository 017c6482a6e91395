/** All Ms, as columns, and the list of those that sleep without work. */

import { filled } from './goroutines.js';

/** What an M does next, when its time has come. */
export const Step = {
  /** Nothing: it sleeps, or waits for its G. */
  none: 0,
  /** It goes on with its G. */
  run: 1,
  /** It looks for a G: the top of `schedule`. */
  schedule: 2,
  /** It begins to run the G in its hands. */
  start: 3,
  /** It visits victims. */
  steal: 4,
  /** It has paused before it takes a victim's `next`. */
  stealNext: 5,
  /** It has found nothing anywhere. */
  giveUp: 6,
  /** It is awake, with the P it was given. */
  awake: 7,
  /** Its G has been stopped by the monitor. */
  preempted: 8,
  /** Its system call is over. */
  syscallEnd: 9,
  /** The network poller returns. */
  polled: 10,
} as const;

/** Where an M is when it does nothing. */
export const MState = {
  busy: 0,
  parked: 1,
  waking: 2,
  syscall: 3,
  polling: 4,
  locked: 5,
  dead: 6,
} as const;

const FIRST_CAPACITY = 16;
const NO_M = -1;

export class Machines {
  state: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  step: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** It counts among the searchers. */
  searching: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** Its G has been asked to stop. */
  preempt: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** It is in the middle of a round over its victims. */
  inRound: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** Its next G goes on with the slice of the one before. */
  inherits: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** Where its next G came from: a `Source`; and from whom. */
  source: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  victim: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** P it holds; P it is being given; P it had before its system call; all −1: none. */
  p: Int32Array = new Int32Array(FIRST_CAPACITY);
  nextP: Int32Array = new Int32Array(FIRST_CAPACITY);
  oldP: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** G it runs or has in its hands; G locked to it. */
  g: Int32Array = new Int32Array(FIRST_CAPACITY);
  lockedG: Int32Array = new Int32Array(FIRST_CAPACITY);
  round: Int32Array = new Int32Array(FIRST_CAPACITY);
  visits: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Who woke it, and why. */
  wokenBy: Int32Array = new Int32Array(FIRST_CAPACITY);
  wakeCause: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** It searched before it went to wait in the poller. */
  searched: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** Time it has spent on waking others and the like, not waited for yet. */
  debt: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** Work it can do until its core is interrupted next. */
  quiet: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** When it last ran a G. */
  workedAt: Float64Array = new Float64Array(FIRST_CAPACITY).fill(-Infinity);
  /** When it fell asleep; when its G began to run. */
  parkedAt: Float64Array = new Float64Array(FIRST_CAPACITY);
  startedAt: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** Core time it still needs before its next step, while it has no core; −1: it has one, or needs none. */
  remaining: Float64Array = new Float64Array(FIRST_CAPACITY);
  onCore: Int32Array = new Int32Array(FIRST_CAPACITY);

  /** Ms ever created. */
  count = 0;
  /** Sleeping Ms, linked in the order in which they fell asleep. */
  parked = 0;
  private newest = NO_M;
  private oldest = NO_M;
  private older: Int32Array = new Int32Array(FIRST_CAPACITY);
  private newer: Int32Array = new Int32Array(FIRST_CAPACITY);

  create(): number {
    if (this.count === this.state.length) this.grow();
    const id = this.count++;
    this.p[id] = this.nextP[id] = this.oldP[id] = this.g[id] = this.lockedG[id] = NO_M;
    this.workedAt[id] = -Infinity;
    this.onCore[id] = this.wokenBy[id] = this.victim[id] = NO_M;
    return id;
  }

  pushParked(id: number): void {
    this.older[id] = this.newest;
    this.newer[id] = NO_M;
    if (this.newest === NO_M) this.oldest = id;
    else this.newer[this.newest] = id;
    this.newest = id;
    this.parked++;
  }

  /** Takes the M that fell asleep last, or first; −1 if none sleeps. */
  popParked(newestFirst: boolean): number {
    const id = newestFirst ? this.newest : this.oldest;
    if (id === NO_M) return NO_M;
    const older = this.older[id] as number;
    const newer = this.newer[id] as number;
    if (older === NO_M) this.oldest = newer;
    else this.newer[older] = newer;
    if (newer === NO_M) this.newest = older;
    else this.older[newer] = older;
    this.parked--;
    return id;
  }

  private grow(): void {
    const capacity = 2 * this.state.length;
    const bytes = (old: Uint8Array): Uint8Array => filled(old, new Uint8Array(capacity));
    const ints = (old: Int32Array): Int32Array => filled(old, new Int32Array(capacity));
    const doubles = (old: Float64Array): Float64Array => filled(old, new Float64Array(capacity));
    this.state = bytes(this.state);
    this.step = bytes(this.step);
    this.searching = bytes(this.searching);
    this.preempt = bytes(this.preempt);
    this.inRound = bytes(this.inRound);
    this.inherits = bytes(this.inherits);
    this.source = bytes(this.source);
    this.wakeCause = bytes(this.wakeCause);
    this.searched = bytes(this.searched);
    this.victim = ints(this.victim);
    this.p = ints(this.p);
    this.nextP = ints(this.nextP);
    this.oldP = ints(this.oldP);
    this.g = ints(this.g);
    this.lockedG = ints(this.lockedG);
    this.round = ints(this.round);
    this.visits = ints(this.visits);
    this.wokenBy = ints(this.wokenBy);
    this.onCore = ints(this.onCore);
    this.older = ints(this.older);
    this.newer = ints(this.newer);
    this.debt = doubles(this.debt);
    this.workedAt = doubles(this.workedAt);
    this.quiet = doubles(this.quiet);
    this.parkedAt = doubles(this.parkedAt);
    this.startedAt = doubles(this.startedAt);
    this.remaining = doubles(this.remaining);
  }
}
