/**
 * Time limits of nested tasks that run on the very machine that has submitted them: its timers stand
 * still meanwhile, so the main thread looks in its place. A child that runs elsewhere is none of its
 * business: there the submitter's own timers do (task-limits.ts).
 */

import { compareExchange, load, read } from './atomics.js';
import type { Clock } from './clock.js';
import { CANCELLED, generationOf, RUNNING, stateOf, threadOf, withState } from './control-word.js';
import { DOOMED, SLOT_CONTROL, SLOT_STARTED, THREAD_DOOM, THREAD_RUNNING } from './layout.js';
import type { Memory } from './memory.js';
import { announceDoom, isStopping, type LimitsHost } from './task-limits.js';

/** A nested task with a time limit. */
export interface TimedChild {
  /** Its submitter. */
  readonly thread: number;
  readonly slot: number;
  readonly generation: number;
  readonly name: string;
  /** Milliseconds from its start. */
  readonly timeout: number | undefined;
  /** When it shall be done, in milliseconds since the epoch. */
  readonly due: number | undefined;
  readonly killAfter: number;
}

/** How often one is looked at, at most: milliseconds. */
const MIN_WAIT_MS = 5;

/** Watches children on behalf of their submitters, until they are over. */
export class ChildWatch {
  private readonly memory: Memory;
  private readonly clock: Clock;
  private readonly host: Pick<LimitsHost, 'terminate' | 'suspect' | 'abandon'>;

  constructor(
    memory: Memory,
    clock: Clock,
    host: Pick<LimitsHost, 'terminate' | 'suspect' | 'abandon'>,
  ) {
    this.memory = memory;
    this.clock = clock;
    this.host = host;
  }

  watch(child: TimedChild): void {
    const left = this.left(child);
    if (left === undefined) return;
    if (left > 0) this.clock.after(Math.max(MIN_WAIT_MS, left), () => this.watch(child)).unref();
    else this.stop(child);
  }

  /** Milliseconds until it has to be looked at again; undefined if it is over. */
  private left({ thread, slot, generation, timeout, due }: TimedChild): number | undefined {
    const { cells, plan } = this.memory;
    const at = this.memory.slotCell(slot);
    const word = load(cells, at + SLOT_CONTROL);
    if (generationOf(word) !== generation) return undefined;
    const now = this.clock.now() - plan.epoch;
    const isHere =
      stateOf(word) === RUNNING && threadOf(word) === thread && this.isOnStack(thread, slot);
    if (!isHere) return timeout ?? Math.max(100, (due ?? 0) - now);
    const end = timeout === undefined ? Infinity : read(cells, at + SLOT_STARTED) + timeout;
    return Math.min(end, due ?? Infinity) - now;
  }

  private isOnStack(thread: number, slot: number): boolean {
    return load(this.memory.cells, this.memory.threadCell(thread) + THREAD_RUNNING) === slot + 1;
  }

  /** As `TaskLimits.stop` does, but the promise is the submitter's, and dies with it. */
  private stop({ thread, slot, generation, name, killAfter }: TimedChild): void {
    const { cells } = this.memory;
    if (killAfter === Infinity || !announceDoom(this.memory, thread, slot)) return;
    const control = this.memory.slotCell(slot) + SLOT_CONTROL;
    const word = load(cells, control);
    const doom = this.memory.threadCell(thread) + THREAD_DOOM;
    const isRunning = stateOf(word) === RUNNING && threadOf(word) === thread;
    const cancelled = withState(word, thread, CANCELLED);
    if (!isRunning || compareExchange(cells, control, word, cancelled) !== word) {
      compareExchange(cells, doom, slot + 1, 0);
      return;
    }
    this.host.abandon({ slot, generation }, killAfter);
    const kill = (): void => {
      if (compareExchange(cells, doom, slot + 1, DOOMED) === slot + 1) {
        this.host.terminate(thread, name);
      } else if (isStopping(this.memory, slot, generation)) {
        this.host.suspect(thread, name);
      }
    };
    if (killAfter === 0) kill();
    else this.clock.after(killAfter, kill).unref();
  }
}
