/**
 * How the monitor paces itself: Go's `sysmon`, §10. It looks every 20 µs while there is something to
 * do, and every 10 ms at the latest when there has been nothing for a while.
 */

import { GO } from './constants.js';
import type { PolicyConstants } from './constants.js';

/**
 * Returns the next sleep in nanoseconds, after `idleRounds` rounds in a row without a retake, the
 * last of them after a sleep of `previousNs`.
 */
export function sysmonSleep(
  idleRounds: number,
  previousNs: number,
  constants: PolicyConstants = GO,
): number {
  const { sysmonMinNs, sysmonIdleRounds, sysmonMaxNs } = constants;
  let sleep = previousNs;
  if (idleRounds === 0) sleep = sysmonMinNs;
  else if (idleRounds > sysmonIdleRounds) sleep = previousNs * 2;
  return sleep < sysmonMaxNs ? sleep : sysmonMaxNs;
}

/** Returns the count of idle rounds after one that retook `retaken` Ps; a mere preemption is idle. */
export function sysmonIdleAfter(idleRounds: number, retaken: number): number {
  return retaken > 0 ? 0 : idleRounds + 1;
}

/**
 * True if the monitor may sleep until something happens, since no P runs. Not while it has lines to
 * print (`schedtrace`).
 */
export function sysmonSleepsDeeply(idleProcs: number, procs: number, prints: boolean): boolean {
  return idleProcs === procs && !prints;
}

/** True if the monitor polls the network itself, since nobody has for `sinceNs`. */
export function sysmonPolls(sinceNs: number, pollNs: number = GO.pollNs): boolean {
  return pollNs > 0 && sinceNs > pollNs;
}
