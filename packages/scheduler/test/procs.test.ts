import { expect, test } from '@jest/globals';
import { coresWithin, cpuLimit, usableCores } from '../src/procs.js';

/** The limit that a process finds in these files. */
function limitIn(files: Readonly<Record<string, string>>): number {
  return cpuLimit((path) => (Object.hasOwn(files, path) ? files[path] : undefined));
}

test.each([
  ['no control groups at all', {}, Infinity],
  ['an unreadable limit', { '/proc/self/cgroup': '0::/app\n' }, Infinity],
  [
    'version 2, in a container',
    { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '150000 100000\n' },
    1.5,
  ],
  [
    'version 2, no limit',
    { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' },
    Infinity,
  ],
  [
    'version 2: the lowest limit from the own group up to the root',
    {
      '/proc/self/cgroup': '0::/user.slice/app.service\n',
      '/sys/fs/cgroup/user.slice/app.service/cpu.max': '400000 100000\n',
      '/sys/fs/cgroup/user.slice/cpu.max': '300000 100000\n',
      '/sys/fs/cgroup/cpu.max': 'max 100000\n',
    },
    3,
  ],
  [
    'version 2: the path is of the host, and the container sees only its own group',
    {
      '/proc/self/cgroup': '0::/kubepods/pod7/container\n',
      '/sys/fs/cgroup/cpu.max': '50000 100000\n',
    },
    0.5,
  ],
  [
    'version 1',
    {
      '/proc/self/cgroup':
        '12:memory:/docker/7\n4:cpu,cpuacct:/docker/7\n1:name=systemd:/docker/7\n',
      '/sys/fs/cgroup/cpu/docker/7/cpu.cfs_quota_us': '250000\n',
      '/sys/fs/cgroup/cpu/docker/7/cpu.cfs_period_us': '100000\n',
    },
    2.5,
  ],
  [
    'version 1, no limit, and its other mount point',
    {
      '/proc/self/cgroup': '4:cpu,cpuacct:/\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
    },
    Infinity,
  ],
  [
    'both versions',
    {
      '/proc/self/cgroup': '4:cpu:/\n0::/\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '600000\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      '/sys/fs/cgroup/cpu.max': '700000 100000\n',
    },
    6,
  ],
  [
    'nonsense',
    { '/proc/self/cgroup': 'hello\n\n0::\n0::/../x\n', '/sys/fs/cgroup/cpu.max': 'lots' },
    Infinity,
  ],
] as const)('the limit of %s', (_, files, limit) => {
  expect(limitIn(files)).toBe(limit);
});

test.each([
  [8, Infinity, 8],
  [8, 3, 3],
  [8, 2.1, 3],
  [8, 0.5, 2],
  [1, 0.5, 1],
  [2, 64, 2],
])('%i cores, a limit of %d: %i', (cores, limit, procs) => {
  expect(coresWithin(cores, limit)).toBe(procs);
});

test('this machine has some', () => {
  expect(usableCores()).toBeGreaterThanOrEqual(1);
});
