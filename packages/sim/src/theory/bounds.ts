/**
 * What a schedule of a task graph can and must reach. Work T1 is the time of all tasks, span T∞ that
 * of the longest path, P the number of processors; times in one unit.
 */

import { checkServers } from './queues.js';

/** No schedule is faster than max(T1/P, T∞): the work law and the span law (Cormen et al., ch. 26). */
export function fastest(work: number, span: number, procs: number): number {
  checkServers(procs);
  return Math.max(work / procs, span);
}

/**
 * A greedy schedule, which never idles a processor while a task is ready, is never slower than
 * T1/P + T∞ (1 − 1/P) (Graham 1966; Brent 1974; Blumofe and Leiserson, J. ACM 46 (1999), Theorem 1).
 */
export function slowestGreedy(work: number, span: number, procs: number): number {
  checkServers(procs);
  return work / procs + span * (1 - 1 / procs);
}

/**
 * List scheduling is at most 2 − 1/P times as long as the best schedule (Graham, "Bounds on
 * multiprocessing timing anomalies", SIAM J. Appl. Math. 17 (1969), Theorem 1).
 */
export function grahamRatio(procs: number): number {
  checkServers(procs);
  return 2 - 1 / procs;
}

/**
 * Makespan of a bag of N independent exponential tasks of mean 1 on n processors that are never idle
 * while a task waits: N − n ends at rate n, then the last n leave at rates n, n − 1, … 1:
 * (N − n)/n + H_n. With N < n it is H_N.
 */
export function bagOfExponentialTasks(tasks: number, procs: number): number {
  checkServers(procs);
  const last = Math.min(tasks, procs);
  return (tasks - last) / procs + harmonic(last);
}

/** H_n = 1 + 1/2 + … + 1/n. */
export function harmonic(n: number): number {
  let sum = 0;
  for (let k = n; k >= 1; k--) sum += 1 / k;
  return sum;
}

/**
 * Mean visits of a thief until it meets the only victim with work, when it visits every other P once
 * in random order, as Go does: the place is uniform on 1 … P − 1, so P/2.
 */
export function visitsInRandomOrder(procs: number): number {
  return procs / 2;
}

/** The same when each visit is drawn anew among the P − 1 others: geometric, so P − 1. */
export function visitsByUniformDraws(procs: number): number {
  return procs - 1;
}
