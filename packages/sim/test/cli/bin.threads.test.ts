import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = join(root, 'dist/cli/main.js');

function pilfer(args: readonly string[], cwd = root): { code: number; out: string; err: string } {
  const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd,
    env,
    encoding: 'utf8',
  });
  return { code: status ?? -1, out: stdout, err: stderr };
}

test("the README's scenario prints what the README says", () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```/gms)];
  const scenario = blocks.find(([, language]) => language === 'yaml')?.[2] ?? '';
  const [run = '', compare = ''] = blocks
    .filter(([, one]) => one === 'text')
    .map(([, , text]) => text);
  expect(scenario.trimEnd().split('\n')).toHaveLength(10);
  const folder = mkdtempSync(join(tmpdir(), 'pilfer-readme-'));
  try {
    writeFileSync(join(folder, 'thumbnails.yaml'), scenario);
    expect(pilfer(['run', 'thumbnails.yaml'], folder)).toEqual({ code: 0, out: run, err: '' });
    expect(pilfer(['compare', 'thumbnails.yaml'], folder)).toEqual({
      code: 0,
      out: compare,
      err: '',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('commands in the README print what the README says', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```console\n\$ pilfer ([^\n]*)\n(.*?)^```/gms)];
  // Blocks of several commands write files: they are tested beside those commands.
  const single = blocks.filter(([, , out = '']) => !/^\$ /m.test(out));
  expect(single.length).toBeGreaterThan(1);
  for (const [, line = '', out] of single) {
    const { code, ...printed } = pilfer(line.split(' '));
    expect([line, code]).toEqual([line, 0]);
    expect(printed).toEqual({ out, err: '' });
  }
});

test('replications on several threads are those of single runs', () => {
  interface Replicas {
    readonly replicas: readonly { readonly seed: number; readonly values: { makespan: number } }[];
  }
  const { code, out, err } = pilfer(['run', 'syscall-mix', '--reps', '4', '--seed', '5', '--json']);
  expect([code, err]).toEqual([0, '']);
  const { replicas } = JSON.parse(out) as Replicas;
  expect(replicas.map(({ seed }) => seed)).toEqual([5, 6, 7, 8]);
  const alone = replicas.slice(0, 2).map(({ seed }) => {
    const single = pilfer(['run', 'syscall-mix', '--seed', String(seed), '--json']);
    return (JSON.parse(single.out) as { makespan: number }).makespan;
  });
  expect(replicas.slice(0, 2).map(({ values }) => values.makespan)).toEqual(alone);
});

test('compare says which policy is the best, which cannot be told from it, and what theory allows', () => {
  interface Compared {
    readonly bounds: {
      readonly work: number;
      readonly fastest: number;
      readonly slowestGreedy: number;
    };
    readonly policies: readonly { readonly policy: string; readonly rank: string }[];
  }
  const line = 'compare fan-out-skew --policy no-stealing,go,steal-half --reps 3';
  const { code, out } = pilfer([...line.split(' '), '--json']);
  expect(code).toBe(0);
  const { bounds, policies } = JSON.parse(out) as Compared;
  // Go steals half: two names of one policy, of which the first is the best.
  expect(policies.map(({ policy, rank }) => [policy, rank])).toEqual([
    ['no-stealing', 'worse'],
    ['go', 'best'],
    ['steal-half', 'tied'],
  ]);
  expect(bounds.fastest).toBeGreaterThanOrEqual(bounds.work / 4);
  expect(bounds.slowestGreedy).toBeGreaterThan(bounds.fastest);
  const text = pilfer(line.split(' ')).out;
  expect(text).toMatch(/^go .* best$/m);
  expect(text).toMatch(/^steal-half .*≈ best$/m);
  const most = pilfer([...line.split(' '), '--metric', 'utilisation', '--json']);
  expect((JSON.parse(most.out) as Compared).policies[0]?.rank).toBe('worse');
});

test('a deadlock in a replication is told, with its seed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pilfer-stuck-'));
  try {
    writeFileSync(join(folder, 'stuck.yaml'), 'channels: { c: 0 }\nmain: [{ receive: c }]\n');
    const { code, err } = pilfer(['run', 'stuck.yaml', '--reps', '2', '--seed', '3'], folder);
    expect(code).toBe(1);
    expect(err).toContain('the replication with seed 3');
    expect(err).toContain('deadlock');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('truth --library: the same tasks on the real runtime and in the model', () => {
  interface Report {
    readonly missed: number;
    readonly rows: readonly { workload: string; metric: string; tasks: number; model: number }[];
  }
  const line = ['truth', 'flat', 'fork-tree', 'nested', '--library', '--procs', '2', '--reps', '1'];
  const { code, out, err } = pilfer([...line, '--json']);
  expect(err).toBe('');
  const { missed, rows } = JSON.parse(out) as Report;
  expect(code).toBe(missed === 0 ? 0 : 1);
  expect(rows.map(({ workload, metric }) => `${workload} ${metric}`)).toEqual(
    ['flat', 'fork-tree', 'nested'].flatMap((name) => [`${name} makespan`, `${name} steals`]),
  );
  const tasks = rows.filter(({ metric }) => metric === 'makespan').map((row) => row.tasks);
  expect([tasks[0], tasks[2]]).toEqual([200, 520]);
  expect(tasks[1]).toBeGreaterThan(0);
  for (const { metric, model } of rows) if (metric === 'makespan') expect(model).toBeGreaterThan(0);
});

test('record: the metrics of a recording agree with the counters of its runtime', () => {
  const folder = mkdtempSync(join(root, 'test/cli/.record-'));
  try {
    writeFileSync(
      join(folder, 'app.mjs'),
      `import { Runtime } from '@pilfer/scheduler';
       const runtime = new Runtime({ procs: 2, memory: 2 ** 24 });
       const work = (n) => { let x = 1; for (let i = 0; i < n; i++) x = (x * 5 + 1) | 0; return x; };
       await Promise.all(Array.from({ length: 300 }, (_, i) => runtime.run(work, 1000 * (i % 50))));
       console.log(JSON.stringify(runtime.stats().total));
       await runtime.close();`,
    );
    const file = join(folder, 'a.pilfer');
    const recorded = pilfer([
      'record',
      '-o',
      file,
      '--',
      process.execPath,
      join(folder, 'app.mjs'),
    ]);
    expect([recorded.code, recorded.err]).toEqual([0, '']);
    const [counters = '', told = ''] = recorded.out.split('\n');
    expect(told).toMatch(/a\.pilfer: pilfer {2}recorded/);
    const { stolen, run } = JSON.parse(counters) as { stolen: number; run: number };
    const { code, out } = pilfer(['stats', file, '--json']);
    expect(code).toBe(0);
    const { makespan, procs, steals, tasks, whereTheTimeWent } = JSON.parse(out) as {
      readonly makespan: number;
      readonly procs: number;
      readonly steals: { readonly steals: number };
      readonly tasks: { readonly ended: number };
      readonly whereTheTimeWent: { readonly total: number };
    };
    expect([steals.steals, tasks.ended, run]).toEqual([stolen, 300, 300]);
    expect(whereTheTimeWent.total).toBe(procs * makespan);
    expect(pilfer(['record', '-o', file, '--', process.execPath, '-e', '0']).code).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('calibrate: measures, and what it writes can be used', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pilfer-costs-'));
  try {
    const file = join(folder, 'here.json');
    const { code, out } = pilfer(['calibrate', '--quick', '--json', '-o', file]);
    // On a busy machine a measurement may be too far off to be believed.
    expect([0, 1]).toContain(code);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(out)).toEqual(JSON.parse(text));
    const { measured } = JSON.parse(text) as { measured: Record<string, { median: number }> };
    for (const name of ['fork', 'spawn', 'switch', 'end']) {
      expect([name, Number.isSafeInteger(measured[name]?.median)]).toEqual([name, true]);
    }
    expect(pilfer(['run', 'fork-join', '--policy', 'pilfer', '--costs', file]).code).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('exit codes reach the shell', () => {
  expect(pilfer(['--version']).code).toBe(0);
  expect(pilfer(['rnu']).code).toBe(2);
  expect(pilfer(['run', './no-such-file.yaml']).code).toBe(3);
});

test('a reader that goes away is no error', async () => {
  const child = spawn(process.execPath, [bin, 'run', 'unlimited-spawning', '--json'], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (data: Buffer) => (err += String(data)));
  child.stdout.destroy();
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, err]).toEqual([0, '']);
});

test('Ctrl-C ends it at once, in the middle of a simulation', async () => {
  const child = spawn(process.execPath, [bin, 'verify'], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // The first lines are there, and there are minutes of work left.
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGINT');
  const signal = await new Promise((resolve) =>
    child.once('close', (_, by: string | null) => resolve(by)),
  );
  expect(signal).toBe('SIGINT');
});
