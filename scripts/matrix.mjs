// The tests on several versions of Node, and under conditions that bring races out (R40):
//
//   pnpm matrix [condition…] [-- jest's arguments…]
//
// Without a condition, all of them. Node comes from the npm packages that hold its binaries, into a
// folder that is removed at the end. Not part of CI: it downloads some 200 MB and takes as many
// times as long as the tests do.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** What a plain read of shared memory, which V8's compilers must not hoist, decides (forks/watch.ts). */
const LITMUS = ['runtime/forks.threads', '-t', 'litmus|R17'];

/** By name: which Node, with which of its options, under which command, and which tests if not all. */
const CONDITIONS = {
  'node-20': { version: '20' },
  'node-22': { version: '22' },
  'node-24': { version: '24' },
  'node-26': { version: '26' },
  'maglev-20': { version: '20', options: ['--maglev'], tests: LITMUS },
  'maglev-22': { version: '22', options: ['--maglev'], tests: LITMUS },
  'maglev-24': { version: '24', options: ['--maglev'], tests: LITMUS },
  'no-maglev-22': { version: '22', options: ['--no-maglev'], tests: LITMUS },
  'no-maglev-24': { version: '24', options: ['--no-maglev'], tests: LITMUS },
  // Collections all the time.
  'small-heap': { options: ['--max-semi-space-size=1'] },
  // Every switch of threads is the system's.
  'one-core': { under: ['taskset', '-c', '0'] },
};

const words = process.argv.slice(2);
const end = words.includes('--') ? words.indexOf('--') : words.length;
const names = end === 0 ? Object.keys(CONDITIONS) : words.slice(0, end);
const unknown = names.filter((name) => !Object.hasOwn(CONDITIONS, name));
if (unknown.length > 0) {
  console.error(
    `matrix: unknown ${unknown.join(', ')}: expected ${Object.keys(CONDITIONS).join(', ')}`,
  );
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'pilfer-matrix-'));
try {
  for (const name of names) test(name, CONDITIONS[name], words.slice(end + 1));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function test(name, { version, options = [], under = [], tests = [] }, jestArguments) {
  const node = version === undefined ? process.execPath : install(version);
  const command = [
    ...under,
    node,
    ...options,
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...(jestArguments.length > 0 ? jestArguments : tests),
  ];
  const started = performance.now();
  const { status, stderr, error } = spawnSync(command[0], command.slice(1), {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    // Commands that tests run by name get the same Node.
    env: { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const summary = /^Tests:\s+(.*)$/m.exec(stderr ?? '')?.[1] ?? error?.message ?? 'did not run';
  const is = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name} (${is}, ${seconds} s): ${summary}`);
  if (status === 0) return;
  process.exitCode = 1;
  console.log(stderr);
}

/** Installs the newest Node of a major version; returns its path. */
function install(version) {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const prefix = join(folder, version);
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', prefix, `${name}@${version}`],
    { encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`npm install ${name}@${version}:\n${stderr}`);
  return join(
    prefix,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
}
