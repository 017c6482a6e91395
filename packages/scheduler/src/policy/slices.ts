/**
 * Time slices and system calls, as the monitor sees them: Go's `retake`, §10.
 *
 * The monitor never measures a slice. On each of its rounds it compares a P's tick with the one it
 * saw before; a slice is as old as the monitor's memory of its tick. So a task that runs alone for
 * long is stopped after 10 to 20 ms, depending on how often the monitor looks.
 */

import type { PolicyConstants } from './constants.js';

/** What a P is doing when the monitor looks. */
export const ProcStatus = { idle: 0, running: 1, syscall: 2 } as const;

/** One of {@link ProcStatus}. */
export type ProcStatus = (typeof ProcStatus)[keyof typeof ProcStatus];

/** What the monitor does with a P. */
export const Retake = {
  /** Leaves it alone. */
  keep: 0,
  /** Asks the running task to stop. */
  preempt: 1,
  /** Takes it from the M in a system call and hands it off. */
  handOff: 2,
} as const;

/** One of {@link Retake}. */
export type Retake = (typeof Retake)[keyof typeof Retake];

/** True if a slice first seen that long ago is over. Go: `forcePreemptNS`. */
export function sliceIsOver(ageNs: number, timeSliceNs: number): boolean {
  return timeSliceNs > 0 && ageNs >= timeSliceNs;
}

/**
 * True if the P of a system call, seen before, is left with it: nothing is queued there, others look
 * for work anyway, and the call is still young. Go: `retake`.
 */
export function leavesSyscall(
  queueIsEmpty: boolean,
  searchingOrIdle: number,
  ageNs: number,
  syscallRetakeNs: number,
): boolean {
  return queueIsEmpty && searchingOrIdle > 0 && ageNs < syscallRetakeNs;
}

/** What the monitor remembers of one P (Go: `sysmontick`), and what it decides from it. */
export class SliceWatch {
  readonly #constants: PolicyConstants;
  #tick = 0;
  #tickSince = 0;
  #syscallTick = 0;
  #syscallSince = 0;

  constructor(constants: PolicyConstants) {
    this.#constants = constants;
  }

  /**
   * Looks at the P and says what to do with it. The answer depends only on this and earlier looks.
   *
   * @param tick the P's count of started tasks
   * @param syscallTick its count of system calls left, which a retake also advances
   * @param now nanoseconds on the monitor's clock
   * @param searchingOrIdle Ms that search plus Ps that are idle
   */
  look(
    status: ProcStatus,
    tick: number,
    syscallTick: number,
    now: number,
    queueIsEmpty: boolean,
    searchingOrIdle: number,
  ): Retake {
    if (status === ProcStatus.idle) return Retake.keep;
    const { timeSliceNs, retakesSyscalls, syscallRetakeNs } = this.#constants;
    let isOver = false;
    if (this.#tick !== tick) {
      this.#tick = tick;
      this.#tickSince = now;
    } else {
      isOver = sliceIsOver(now - this.#tickSince, timeSliceNs);
    }
    if (status === ProcStatus.running) return isOver ? Retake.preempt : Retake.keep;

    if (!retakesSyscalls) return Retake.keep;
    if (!isOver && this.#syscallTick !== syscallTick) {
      this.#syscallTick = syscallTick;
      this.#syscallSince = now;
      return Retake.keep;
    }
    const age = now - this.#syscallSince;
    return leavesSyscall(queueIsEmpty, searchingOrIdle, age, syscallRetakeNs)
      ? Retake.keep
      : Retake.handOff;
  }
}
