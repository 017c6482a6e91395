/**
 * Ps without a machine. Either all blocks or all numbers of threads are in use, until a thread exits or
 * nothing refers to one any more that has. Or the system refuses another thread, being out of memory,
 * or of threads: then others have to do meanwhile; if there is none, and goes on to be none, nothing
 * will ever run.
 */

import type { Clock, Timer } from './clock.js';

/** How often a machine is tried for a P that could not get one; and one that was refused. */
const RETRY_MS = 20;
const REFUSED_MS = 200;

/** How often in a row a thread is refused while no other is alive, before it is given up. */
const MAX_REFUSALS = 5;

/** What is needed of the crew. */
export interface HomelessHost {
  /** Tries for a P, which may be homeless again then. */
  start(p: number): void;
  /** Whether any thread is alive. */
  hasThreads(): boolean;
  broken(cause: Error): void;
}

/** Those Ps, and when a machine is tried for them again. */
export class Homeless {
  private readonly waiting: number[] = [];
  private timer: Timer | undefined = undefined;
  private refusal: Error | undefined = undefined;
  private refusals = 0;
  private readonly clock: Clock;
  private readonly host: HomelessHost;

  constructor(clock: Clock, host: HomelessHost) {
    this.clock = clock;
    this.host = host;
  }

  /** A P could not get a machine. */
  add(p: number): void {
    this.waiting.push(p);
    this.retryIn(RETRY_MS);
  }

  /** The system has refused to start a thread for it. */
  addRefused(p: number, refusal: Error): void {
    this.refusal = refusal;
    this.waiting.push(p);
    this.retryIn(REFUSED_MS);
  }

  /** Tries for all. */
  start(): void {
    for (const p of this.waiting.splice(0)) this.host.start(p);
  }

  /** One timer for all: each try may have to be repeated for each P. */
  private retryIn(ms: number): void {
    if (this.timer !== undefined) return;
    this.timer = this.clock.after(ms, () => {
      this.timer = undefined;
      this.retry();
    });
    this.timer.unref();
  }

  private retry(): void {
    const { host, refusal } = this;
    this.refusal = undefined;
    this.start();
    if (refusal === undefined || host.hasThreads()) this.refusals = 0;
    else if (++this.refusals === MAX_REFUSALS) host.broken(refusal);
  }
}

/** Whether the system has refused to start a thread; any other error is the caller's. */
export function isRefusal(error: unknown): error is Error {
  return (error as { readonly code?: unknown } | undefined)?.code === 'ERR_WORKER_INIT_FAILED';
}
