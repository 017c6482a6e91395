/** What the figures were measured on, and who else was there. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

/** The machine and the software. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  /** Year, month and day. */
  readonly date: string;
  /** The sources' commit; "-dirty" if they had changed since. */
  readonly commit: string;
}

/** What else went on during a run. */
export interface Conditions {
  readonly seconds: number;
  /** Share of all cores that other processes used; undefined where the system doesn't say. */
  readonly foreign: number | undefined;
  /** Mean number of runnable threads over the last minute, at the end. */
  readonly load: number;
}

/** Describes where this process runs. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
  };
}

/** Watches the processors from now on; the returned function says what they did. */
export function watchConditions(): () => Conditions {
  const begun = performance.now();
  const before = readTicks();
  return () => {
    const after = readTicks();
    let foreign: number | undefined;
    if (before !== undefined && after !== undefined && after.all > before.all) {
      const others = after.busy - before.busy - (after.own - before.own);
      foreign = Math.max(0, others) / (after.all - before.all);
    }
    return { seconds: (performance.now() - begun) / 1000, foreign, load: loadavg()[0] ?? 0 };
  };
}

/** Processor time since the start, in the system's ticks, over all cores. */
interface Ticks {
  readonly all: number;
  readonly busy: number;
  /** This process and its children that have ended. */
  readonly own: number;
}

function readTicks(): Ticks | undefined {
  try {
    return parseTicks(readFileSync('/proc/stat', 'utf8'), readFileSync('/proc/self/stat', 'utf8'));
  } catch {
    return undefined; // not Linux
  }
}

/** Reads what Linux says of all cores, and of this process. */
export function parseTicks(stat: string, self: string): Ticks {
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0] = (
    stat.split('\n', 1)[0] ?? ''
  )
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const busy = user + nice + system + irq + softirq + steal;
  // After the name, which may contain spaces: state is field 3, utime to cstime are 14 to 17.
  const fields = self.slice(self.lastIndexOf(')') + 2).split(' ');
  const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { all: busy + idle + wait, busy, own };
}

function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const dirty = git('status', '--porcelain', '--', '..', '../../packages') !== '';
    return git('rev-parse', '--short', 'HEAD') + (dirty ? '-dirty' : '');
  } catch {
    return 'none';
  }
}
