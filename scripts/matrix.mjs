// The tests on several versions of Node, and under conditions that bring races out (R40):
//
//   pnpm matrix [--minutes=N] [condition…] [-- jest's arguments…]
//
// Without a condition, all of them; 22 is node-22. After N minutes (60 unless told) it stops where it
// is, and so it may be stopped at any time: the same command goes on with the files that have not
// passed on this very source. `--fresh` forgets what has. A table says in the end what is known.
//
// Node comes from the npm packages that hold its binaries. They and the results are in .cache/matrix.
// Not part of CI: it downloads some 200 MB and takes as many times as long as the tests do.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

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

const CACHE = fileURLToPath(new URL('../.cache/matrix/', import.meta.url));
const ROOT = fileURLToPath(new URL('../', import.meta.url));

const words = process.argv.slice(2);
const dashes = words.includes('--') ? words.indexOf('--') : words.length;
const own = words.slice(0, dashes);
const jestArguments = words.slice(dashes + 1);
const minutes = Number(
  /^--minutes=(.*)$/.exec(own.find((word) => word.startsWith('--m')) ?? '')?.[1] ?? 60,
);
const named = own
  .filter((word) => !word.startsWith('--'))
  .map((word) => (Object.hasOwn(CONDITIONS, word) ? word : `node-${word}`));
const names = named.length === 0 ? Object.keys(CONDITIONS) : named;
const unknown = names.filter((name) => !Object.hasOwn(CONDITIONS, name));
if (unknown.length > 0 || !(minutes > 0)) {
  console.error('usage: matrix [--minutes=N] [--fresh] [condition…] [-- jest arguments…]');
  console.error(`conditions: ${Object.keys(CONDITIONS).join(' ')}`);
  process.exit(2);
}

/** One jest process, and all that its tests have started. */
let child;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    end();
    process.exit(1);
  });
}

mkdirSync(CACHE, { recursive: true });
const deadline = performance.now() + minutes * 60_000;
const source = sourceHash();
const rows = [];
for (const name of names) rows.push(await leg(name, CONDITIONS[name]));
print(rows);
process.exitCode = rows.every(({ verdict }) => verdict === 'ok') ? 0 : 1;

/** Runs the tests of a condition as far as there is time; returns its row of the table. */
async function leg(name, { version, options = [], under = [], tests = [] }) {
  const node = version === undefined ? process.execPath : install(version);
  const is = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const wanted = jestArguments.length > 0 ? jestArguments : tests;
  const log = join(CACHE, `${name}.jsonl`);
  const head = JSON.stringify({ source, node: is, wanted });
  if (own.includes('--fresh') || !existsSync(log) || linesOf(log)[0] !== head) {
    writeFileSync(log, `${head}\n`);
  }
  const command = [
    ...under,
    node,
    ...options,
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'node_modules/jest/bin/jest.js'),
  ];
  const [program, ...before] = command;
  const listed = spawnSync(program, [...before, '--listTests', '--json', ...pathsOf(wanted)], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const files = JSON.parse(listed.stdout).map((path) => relative(ROOT, path));
  const passed = new Set(
    resultsIn(log)
      .filter(isGood)
      .map(({ file }) => file),
  );
  const left = files.filter((file) => !passed.has(file));
  console.log(`── ${name} (${is}): ${left.length} of ${files.length} files`);
  if (left.length > 0) {
    await run(program, [...before, ...jestOptions(wanted), '--runTestsByPath', ...left], node, log);
  }
  return rowOf(name, is, files, log);
}

/** What jest gets besides the files. */
function jestOptions(wanted) {
  return [...optionsOf(wanted), '--reporters', join(ROOT, 'scripts/matrix-reporter.mjs')];
}

/** The words of jest's arguments that name files, and the others. */
function pathsOf(wanted) {
  const first = wanted.findIndex((word) => word.startsWith('-'));
  return first === -1 ? wanted : wanted.slice(0, first);
}

function optionsOf(wanted) {
  return wanted.slice(pathsOf(wanted).length);
}

/** Resolves when the process has ended, or was ended because time is up. */
function run(program, args, node, log) {
  const ms = deadline - performance.now();
  if (ms <= 0) return undefined;
  return new Promise((resolve) => {
    child = spawn(program, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: process.platform !== 'win32', // a group of its own, to be ended as one
      env: {
        ...process.env,
        BUILD: '0',
        MATRIX_LOG: log,
        // Commands that tests run by name get the same Node.
        PATH: [dirname(node), process.env.PATH].join(delimiter),
      },
    });
    const timer = setTimeout(end, ms);
    child.on('close', () => {
      clearTimeout(timer);
      child = undefined;
      resolve(undefined);
    });
  });
}

function end() {
  if (child === undefined) return;
  if (process.platform === 'win32') child.kill();
  else process.kill(-child.pid, 'SIGKILL');
}

function rowOf(name, is, files, log) {
  // A file that was run again counts as it went the last time.
  const results = new Map(resultsIn(log).map((result) => [result.file, result]));
  const known = files.map((file) => results.get(file)).filter((result) => result !== undefined);
  const sum = (key) => known.reduce((total, result) => total + result[key], 0);
  const failed = known.filter((result) => !isGood(result)).map(({ file }) => file);
  const verdict =
    failed.length > 0
      ? `FAILED: ${failed.join(' ')}`
      : known.length < files.length
        ? 'unfinished'
        : 'ok';
  return {
    condition: name,
    node: is,
    files: `${known.length} of ${files.length}`,
    passed: String(sum('passed')),
    failed: String(sum('failed')),
    skipped: String(sum('skipped')),
    minutes: (sum('ms') / 60_000).toFixed(1),
    verdict,
  };
}

function isGood({ failed, error }) {
  return failed === 0 && !error;
}

function resultsIn(log) {
  return linesOf(log)
    .slice(1)
    .map((line) => JSON.parse(line));
}

function linesOf(log) {
  return readFileSync(log, 'utf8').split('\n').filter(Boolean);
}

function print(table) {
  const heads = Object.keys(table[0]);
  const all = [Object.fromEntries(heads.map((head) => [head, head])), ...table];
  const widths = heads.map((head) => Math.max(...all.map((row) => row[head].length)));
  for (const row of all) {
    console.log(
      heads
        .map((head, i) => row[head].padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    );
  }
}

/** Names what is tested: the commit, and what has been changed since. */
function sourceHash() {
  const git = (...args) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout;
  const hash = createHash('sha256');
  for (const part of [
    git('rev-parse', 'HEAD'),
    git('diff', 'HEAD'),
    git('status', '--porcelain'),
  ]) {
    hash.update(part);
  }
  return hash.digest('hex');
}

/** Installs the newest Node of a major version, unless it is there; returns its path. */
function install(version) {
  const isWindows = process.platform === 'win32';
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const prefix = join(CACHE, `node-${version}`);
  const path = join(prefix, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node');
  if (existsSync(path)) return path;
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', prefix, `${name}@${version}`],
    { encoding: 'utf8', shell: isWindows },
  );
  if (status === 0) return path;
  rmSync(prefix, { recursive: true, force: true });
  throw new Error(`npm install ${name}@${version}:\n${stderr}`);
}
