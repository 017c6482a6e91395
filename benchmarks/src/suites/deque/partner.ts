/**
 * A thread that works against the measuring one, and stops when told to.
 *
 * Jobs go through shared memory and not by messages, because the measuring thread does not turn
 * its event loop while it measures.
 */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Cells } from './common.js';

/** What a partner does: take from a deque, push to a queue, or answer wake-ups. */
export type Role = 'thief' | 'producer' | 'echo';

/** What a partner is started with. */
export interface PartnerData {
  readonly role: Role;
  readonly control: SharedArrayBuffer;
  /** The structure under test. */
  readonly structure: SharedArrayBuffer;
  /** Words for bare calls. */
  readonly bare: SharedArrayBuffer;
}

/** What a partner did between start and stop. */
export interface Counts {
  /** Operations that succeeded. */
  readonly done: number;
  /** Operations that another thread beat, or that found nothing to do. */
  readonly vain: number;
  /** The sum of the handles, modulo 2^32. */
  readonly sum: number;
  /** How long it took, where the partner itself decides when to stop; otherwise 0. */
  readonly nanoseconds: number;
}

/** How many elements a producer pushes in one job. */
export const PUSHES = 10_000;

const IDLE = 0;
/** Do the structure's operations. */
export const OURS = 1;
/** Do the bare calls. */
export const FLOOR = 2;
export const EXIT = 3;
const KINDS = 4;

/** Number of the job × KINDS + its kind, or IDLE. */
const JOB = 0;
const STARTED = 1;
const FINISHED = 2;
const DONE = 3;
const VAIN = 4;
const SUM = 5;
const NANOSECONDS = 6;

/** No partner needs this long for anything: it is dead. */
const PATIENCE_MS = 10_000;

/** The partner's side of the control words. */
export class Orders {
  private readonly cells: Cells;
  private ticket = IDLE;

  constructor(control: SharedArrayBuffer) {
    this.cells = new Int32Array(control);
  }

  /** Sleeps until there is a new job, and takes it. */
  next(): number {
    for (;;) {
      const ticket = Atomics.load(this.cells, JOB);
      if (ticket !== this.ticket && ticket !== IDLE) {
        this.ticket = ticket;
        Atomics.store(this.cells, STARTED, 1);
        Atomics.notify(this.cells, STARTED);
        return ticket % KINDS;
      }
      Atomics.wait(this.cells, JOB, ticket);
    }
  }

  /** Says whether the job goes on. */
  continues(): boolean {
    return Atomics.load(this.cells, JOB) === this.ticket;
  }

  /** Hands in the counts once the job is over. */
  finish({ done, vain, sum, nanoseconds }: Counts): void {
    Atomics.store(this.cells, DONE, done);
    Atomics.store(this.cells, VAIN, vain);
    Atomics.store(this.cells, SUM, sum);
    Atomics.store(this.cells, NANOSECONDS, Math.round(nanoseconds));
    Atomics.store(this.cells, FINISHED, 1);
    Atomics.notify(this.cells, FINISHED);
  }
}

/** The measuring thread's handle of a partner. */
export class Partner {
  private readonly worker: Worker;
  private readonly cells: Cells;
  private jobs = 0;

  private constructor(worker: Worker, cells: Cells) {
    this.worker = worker;
    this.cells = cells;
  }

  /** Starts a thread. */
  static async start(
    role: Role,
    structure: SharedArrayBuffer,
    bare: SharedArrayBuffer,
  ): Promise<Partner> {
    const control = new SharedArrayBuffer(64);
    const workerData: PartnerData = { role, control, structure, bare };
    const worker = new Worker(new URL('./partner-main.js', import.meta.url), { workerData });
    await once(worker, 'online');
    return new Partner(worker, new Int32Array(control));
  }

  /**
   * Starts a job and waits until the partner has taken it.
   *
   * @throws Error if it does not.
   */
  begin(job: number): void {
    this.jobs++;
    Atomics.store(this.cells, STARTED, 0);
    Atomics.store(this.cells, FINISHED, 0);
    Atomics.store(this.cells, JOB, this.jobs * KINDS + job);
    Atomics.notify(this.cells, JOB);
    this.expect(STARTED, 'start');
  }

  /** Tells it to stop, without waiting. */
  stop(): void {
    Atomics.store(this.cells, JOB, IDLE);
  }

  /**
   * Waits until its job is over.
   *
   * @throws Error if it does not.
   */
  counts(): Counts {
    this.expect(FINISHED, 'stop');
    return {
      done: Atomics.load(this.cells, DONE),
      vain: Atomics.load(this.cells, VAIN),
      sum: Atomics.load(this.cells, SUM),
      nanoseconds: Atomics.load(this.cells, NANOSECONDS),
    };
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    const gone = once(this.worker, 'exit');
    this.begin(EXIT);
    await gone;
  }

  private expect(word: number, what: string): void {
    if (Atomics.wait(this.cells, word, 0, PATIENCE_MS) === 'timed-out') {
      throw new Error(`a partner thread did not ${what}`);
    }
  }
}
