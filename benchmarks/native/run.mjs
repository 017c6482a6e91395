/**
 * Runs the problems of the suite `forkjoin` in Rust (rayon), Java (ForkJoinPool) and Go, as far as
 * they are installed, and writes the figures to results/forkjoin-native.json, where the suite finds
 * them. Not part of the checks: `node benchmarks/native/run.mjs`.
 *
 * On Debian: apt-get install golang-go default-jdk-headless cargo librust-rayon-dev
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'forkjoin-'));

/** Answers, which all must agree on. */
const ANSWERS = {
  fib: '2178309',
  uts: '3162305',
  uts64: '3469585',
  queens: '365596',
  sort: '3671818809',
  mandel: '189694024',
  reduce: '49950000000',
};

/** Debian's crates, in place of the registry. */
const DEBIAN = [
  '--offline',
  '--config',
  'source.crates-io.replace-with="debian"',
  '--config',
  'source.debian.directory="/usr/share/cargo/registry"',
];

const rust = (...extra) => [
  'cargo',
  'build',
  '--release',
  '--quiet',
  '--manifest-path',
  join(here, 'rust/Cargo.toml'),
  '--target-dir',
  join(folder, 'rust'),
  ...extra,
];

const LANGUAGES = [
  {
    name: 'rayon',
    version: ['rustc', '--version'],
    builds: [rust(...DEBIAN), rust()],
    run: [join(folder, 'rust/release/forkjoin')],
  },
  {
    name: 'Java',
    version: ['java', '--version'],
    builds: [['javac', '-d', folder, join(here, 'java/ForkJoin.java')]],
    run: ['java', '-Xss256m', '-Xmx4g', '-cp', folder, 'ForkJoin'],
  },
  {
    name: 'Go',
    version: ['go', 'version'],
    builds: [['go', 'build', '-o', join(folder, 'go'), join(here, 'go/main.go')]],
    run: [join(folder, 'go')],
  },
];

function call([command, ...args]) {
  return spawnSync(command, args, { encoding: 'utf8' });
}

function measure({ name, run }, threads) {
  const { status, stdout, stderr } = call([...run, String(threads)]);
  if (status !== 0) throw new Error(`${name}, ${threads} threads: ${stderr}`);
  const figures = {};
  for (const line of stdout.trim().split('\n')) {
    const [problem, ms, answer] = line.split('\t');
    if (answer !== ANSWERS[problem]) throw new Error(`${name}: ${problem} gave ${answer}`);
    figures[problem] = Number(ms);
  }
  return figures;
}

const runtimes = [];
try {
  for (const language of LANGUAGES) {
    const { name, version, builds } = language;
    const found = call(version);
    if (found.status !== 0 || !builds.some((build) => call(build).status === 0)) {
      console.log(`${name}: not installed`);
      continue;
    }
    const [plain, one, two] = [0, 1, 2].map((threads) => measure(language, threads));
    runtimes.push({ name, version: found.stdout.split('\n')[0], plain, one, two });
    console.log(name);
    console.table({ plain, '1 thread': one, '2 threads': two });
  }
} finally {
  rmSync(folder, { recursive: true });
}

const results = {
  machine: `${cpus()[0]?.model.trim()}, ${cpus().length} cores`,
  date: new Date().toISOString().slice(0, 10),
  unit: 'ms, median',
  runtimes,
};
writeFileSync(
  new URL('../results/forkjoin-native.json', import.meta.url),
  `${JSON.stringify(results, undefined, 2)}\n`,
);
