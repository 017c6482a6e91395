/**
 * A graph of jobs: each with its work and the jobs it comes after. Every job becomes a function, which
 * counts down its successors when its work is done; whoever brings a successor's counter to 0 creates
 * it. The rank is the place in the list, so that list scheduling takes them in the order written.
 */

import type {
  CounterDeclaration,
  Duration,
  FunctionDeclaration,
  Operation,
} from '../program/index.js';
import { didYouMean, listed } from './suggest.js';

/** A job of a graph. */
export interface Job {
  readonly work: Duration;
  /** Names of the jobs that must have ended before. */
  readonly after?: readonly string[];
  /** Place in the list of a list scheduler, smallest first; default: the order of the file. */
  readonly rank?: number;
}

/** The functions of a graph, the counters they share, and the operations that create the first ones. */
export interface Graph {
  readonly functions: readonly FunctionDeclaration[];
  readonly counters: readonly CounterDeclaration[];
  readonly roots: readonly Operation[];
}

/** Compiles a graph. `report` is told what is wrong with a job. */
export function compileJobs(
  jobs: ReadonlyMap<string, Job>,
  report: (job: string, message: string) => void,
): Graph {
  const followers = new Map<string, string[]>();
  for (const [name, job] of jobs) {
    for (const before of job.after ?? []) {
      if (!jobs.has(before)) {
        const hint = didYouMean(before, jobs.keys());
        report(
          name,
          `job '${name}' comes after '${before}', which is no job; jobs: ${listed(jobs.keys())}${hint}`,
        );
      }
      const list = followers.get(before) ?? [];
      followers.set(before, [...list, name]);
    }
  }
  const circle = findCircle(jobs, followers);
  if (circle !== undefined) {
    report(circle[0] as string, `jobs wait for each other in a circle: ${circle.join(' → ')}`);
  }
  const functions = [...jobs].map(([name, job], rank): FunctionDeclaration => ({
    name,
    rank: job.rank ?? rank,
    body: [
      { op: 'work', time: job.work },
      ...(followers.get(name) ?? []).map((next): Operation => ({
        op: 'countDown',
        counter: next,
        function: next,
      })),
    ],
  }));
  const counters = [...jobs].map(([name, { after = [] }]) => ({ name, count: after.length }));
  const roots = [...jobs]
    .filter(([, { after = [] }]) => after.length === 0)
    .map(([name]): Operation => ({ op: 'spawn', function: name }));
  return { functions, counters: counters.filter(({ count }) => count > 0), roots };
}

/** Returns jobs that wait for each other, the first one again at the end; undefined if there are none. */
function findCircle(
  jobs: ReadonlyMap<string, Job>,
  followers: ReadonlyMap<string, readonly string[]>,
): string[] | undefined {
  const missing = new Map([...jobs].map(([name, { after = [] }]) => [name, after.length]));
  const ready = [...missing].filter(([, count]) => count === 0).map(([name]) => name);
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    missing.delete(name);
    for (const next of followers.get(name) ?? []) {
      const left = (missing.get(next) ?? 0) - 1;
      missing.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  const [first] = missing.keys();
  if (first === undefined) return undefined;
  // Every job left waits for one that is left: walking backwards must meet one twice.
  const path: string[] = [];
  let at = first;
  while (!path.includes(at)) {
    path.push(at);
    at = (jobs.get(at)?.after ?? []).find((name) => missing.has(name)) ?? first;
  }
  return [...path.slice(path.indexOf(at)), at].reverse();
}
