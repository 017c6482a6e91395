/** All Ps, as columns, and the list of the idle ones. P i's queue is queue i of the Gs. */

import { SliceWatch, streamState, Stream } from '@pilfer/scheduler/policy';
import type { Policy, Victims } from '@pilfer/scheduler/policy';

/** What a P is doing. */
export const PStatus = { idle: 0, running: 1, syscall: 2, dead: 3 } as const;

const NO_P = -1;

export class Processors {
  readonly status: Uint8Array;
  /** M that holds it, or is being given it. */
  readonly m: Int32Array;
  /** G that runs before the queue. */
  readonly next: Int32Array;
  readonly tick: Int32Array;
  readonly syscallTick: Int32Array;
  /** Root of its timers. */
  readonly timers: Int32Array;
  /** Dead Gs whose stacks can be used again here. */
  readonly spare: Int32Array;
  /** Random numbers for the order of its victims. */
  readonly random: Int32Array;
  /** Somebody asks for forks; when a fork woke somebody last; exposing pauses, for how long, until when. */
  readonly hungry: Uint8Array;
  readonly forkWake: Float64Array;
  readonly pause: Float64Array;
  readonly pausedUntil: Float64Array;
  readonly victims: Victims[] = [];
  readonly watches: SliceWatch[] = [];

  /** Number of Ps now; their numbers are below. */
  count: number;
  /** Most there can be. */
  readonly most: number;
  /** Idle Ps, linked in the order in which they became idle: any can be taken out. */
  idle = 0;
  private newest = NO_P;
  private oldest = NO_P;
  private readonly older: Int32Array;
  private readonly newer: Int32Array;
  private readonly policy: Policy;

  constructor(count: number, most: number, seed: number, policy: Policy) {
    this.count = count;
    this.most = most;
    this.policy = policy;
    this.status = new Uint8Array(most).fill(PStatus.dead);
    this.m = new Int32Array(most).fill(-1);
    this.next = new Int32Array(most).fill(-1);
    this.tick = new Int32Array(most);
    this.syscallTick = new Int32Array(most);
    this.timers = new Int32Array(most).fill(-1);
    this.spare = new Int32Array(most);
    this.hungry = new Uint8Array(most);
    this.forkWake = new Float64Array(most).fill(-Infinity);
    this.pause = new Float64Array(most);
    this.pausedUntil = new Float64Array(most);
    this.older = new Int32Array(most).fill(-1);
    this.newer = new Int32Array(most).fill(-1);
    this.random = Int32Array.from({ length: most }, (_, i) => streamState(seed, Stream.victim, i));
    for (let i = 0; i < most; i++) this.watches.push(new SliceWatch(policy.constants));
    this.drawOrders();
  }

  /** Makes the orders of visits for the present number of Ps. */
  drawOrders(): void {
    for (let i = 0; i < this.count; i++) {
      this.victims[i] = this.policy.victims.create(this.count, i);
    }
  }

  pushIdle(id: number): void {
    this.status[id] = PStatus.idle;
    this.m[id] = -1;
    this.older[id] = this.newest;
    this.newer[id] = NO_P;
    if (this.newest === NO_P) this.oldest = id;
    else this.newer[this.newest] = id;
    this.newest = id;
    this.idle++;
  }

  /** Returns the P that became idle last, or first; −1 if none is idle. It stays idle. */
  peekIdle(newestFirst: boolean): number {
    return newestFirst ? this.newest : this.oldest;
  }

  /** Takes an idle P out of the list; whoever does it sets the new status. */
  takeIdle(id: number): void {
    const older = this.older[id] as number;
    const newer = this.newer[id] as number;
    if (older === NO_P) this.oldest = newer;
    else this.newer[older] = newer;
    if (newer === NO_P) this.newest = older;
    else this.older[newer] = older;
    this.status[id] = PStatus.running;
    this.idle--;
  }
}
