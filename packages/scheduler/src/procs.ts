/**
 * How many processors this process may use: what `procs` is if nobody says.
 *
 * As recent Go does (1.25, `runtime/cgroup_linux.go`): the cores that its affinity allows, and no more
 * than the CPU limit of its control group, rounded up, and at least two. A limit of 0.5 means half a
 * core's time over a period, which two threads may use side by side; with one, a single long task
 * would keep all others waiting.
 *
 * A limit can be set on any group from the process's own up to the root: the lowest one counts. (Go
 * looks at the own one only.)
 */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';

/** Reads a file; undefined if it can't be read. */
export type ReadFile = (path: string) => string | undefined;

const CGROUPS = '/sys/fs/cgroup';

/** Where version 1 keeps its groups for CPU time. */
const V1_MOUNTS = [`${CGROUPS}/cpu`, `${CGROUPS}/cpu,cpuacct`];

/** The cores that this process may use, 1 or more. Reads a few files. */
export function usableCores(): number {
  return coresWithin(availableParallelism(), cpuLimit(readOrNothing));
}

/** As many cores as there are, or as a limit in cores allows. */
export function coresWithin(cores: number, limit: number): number {
  return Math.min(cores, Math.max(2, Math.ceil(limit)));
}

/** The CPU limit of the process's control groups, in cores; Infinity if there is none. */
export function cpuLimit(read: ReadFile): number {
  const groups = (read('/proc/self/cgroup') ?? '').split('\n').map(parseGroup);
  return Math.min(Infinity, ...groups.map((group) => limitOf(group, read)));
}

interface Group {
  readonly controllers: readonly string[];
  readonly path: string;
}

/** A line of `/proc/self/cgroup`: `hierarchy:controllers:path`; version 2 names no controllers. */
function parseGroup(line: string): Group | undefined {
  const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
  if (controllers === undefined || path === undefined) return undefined;
  return { controllers: controllers === '' ? [] : controllers.split(','), path };
}

function limitOf(group: Group | undefined, read: ReadFile): number {
  if (group === undefined) return Infinity;
  const { controllers, path } = group;
  if (controllers.length === 0) {
    return lowest(path, (at) => parseMax(read(posix.join(CGROUPS, at, 'cpu.max'))));
  }
  if (!controllers.includes('cpu')) return Infinity;
  const limits = V1_MOUNTS.map((mount) =>
    lowest(path, (at) => {
      const quota = read(posix.join(mount, at, 'cpu.cfs_quota_us'));
      const period = read(posix.join(mount, at, 'cpu.cfs_period_us'));
      return quota === undefined || period === undefined ? Infinity : ratio(quota, period);
    }),
  );
  return Math.min(...limits);
}

/** The lowest limit from a group up to the root. Inside a container the upper part may be missing. */
function lowest(path: string, limitAt: (path: string) => number): number {
  let limit = Infinity;
  for (let at = posix.normalize(path); ; at = posix.dirname(at)) {
    limit = Math.min(limit, limitAt(at));
    if (at === '/') return limit;
  }
}

/** `cpu.max`: quota and period in microseconds, or `max` and a period. */
function parseMax(text: string | undefined): number {
  const [quota = '', period = ''] = (text ?? '').trim().split(/\s+/);
  return ratio(quota, period);
}

/** What is no number above zero is no limit: `max`, −1, an empty file. */
function ratio(quota: string, period: string): number {
  const [q, p] = [Number(quota), Number(period)];
  return q > 0 && p > 0 ? q / p : Infinity;
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
