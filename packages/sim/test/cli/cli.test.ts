import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkTrace, decodeTraceFile } from '@pilfer/scheduler/trace';
import { COMMANDS, runCli } from '../../src/cli/cli.js';
import { wantsColor } from '../../src/cli/io.js';
import { builtInNames } from '../../src/cli/load.js';
import { measure } from '../../src/metrics/measure.js';

const folder = mkdtempSync(join(tmpdir(), 'pilfer-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function pilfer(line: string | readonly string[], color = false): Promise<Outcome> {
  let out = '';
  let err = '';
  const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const code = await runCli(argv, {
    out: (text) => (out += String(text)),
    err: (text) => (err += text),
    color,
  });
  return { code, out, err };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('help', () => {
  test('the overview names every command', async () => {
    const { code, out } = await pilfer('--help');
    expect(code).toBe(0);
    for (const { name } of COMMANDS) expect(out).toContain(`  ${name} `);
  });

  test.each(COMMANDS.map(({ name }) => name))(
    '%s --help has its flags and three examples',
    async (name) => {
      const { code, out } = await pilfer(`${name} --help`);
      expect(code).toBe(0);
      expect(out).toContain('--help');
      expect(out.match(/^ {2}pilfer /gm)).toHaveLength(3);
      expect(await pilfer(`help ${name}`)).toEqual({ code, out, err: '' });
    },
  );

  test('no line is wider than 80 columns', async () => {
    for (const line of [
      '--help',
      ...COMMANDS.map(({ name }) => `${name} --help`),
      'scenarios',
      'policies',
    ]) {
      const { out } = await pilfer(line);
      for (const one of out.split('\n')) expect(one.length).toBeLessThanOrEqual(80);
    }
  });

  test('nothing at all is wrong usage, with the overview', async () => {
    const { code, out, err } = await pilfer('');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage: pilfer <command>');
  });

  test('the version', async () => {
    expect((await pilfer('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('what is wrong is said, with a suggestion and the right exit code', () => {
  test.each([
    ['rnu x', 2, "unknown command 'rnu'", "did you mean 'run'?"],
    ['--hlep', 2, "unknown flag '--hlep'"],
    ['run fork-jion', 2, "no scenario is named 'fork-jion'", "did you mean 'fork-join'?"],
    ['run', 2, 'expected a scenario: the path of a file, or one of fan-out-skew'],
    ['run fork-join --polcy go', 2, "unknown flag '--polcy'; did you mean '--policy'?"],
    [
      'run fork-join --policy steal-oen',
      2,
      "no policy is named 'steal-oen'",
      "did you mean 'steal-one'?",
    ],
    ['run fork-join --policy best-of-0', 2, 'best-of: expected an integer from 1'],
    ['run fork-join --procs 0', 2, "--procs: expected a whole number from 1 to 4096, received '0'"],
    ['run fork-join --procs', 2, '--procs: expected a value: N'],
    ['run fork-join --json=yes', 2, "--json: expected no value, received 'yes'"],
    [
      'run fork-join --max-time 5',
      2,
      "--max-time: expected a time with its unit, like '10ms', received '5'",
    ],
    [
      'run fork-join --seed soon',
      2,
      "--seed: expected a whole number from 0 to 2147483647, received 'soon'",
    ],
    ['run fork-join --costs cheap', 1, "no preset is named 'cheap'"],
    ['run no/such.yaml', 3, "cannot read 'no/such.yaml'"],
    ['compare fork-join --metric speed', 2, "received 'speed'"],
    ['scenarios fork', 2, "no scenario is named 'fork'"],
    ['stats', 2, 'expected the path of a trace file'],
    ['stats no/such.pilfer', 3, "cannot read 'no/such.pilfer'"],
    ['diff', 2, 'expected one or two traces or scenarios, received 0'],
    ['diff fork-join', 2, 'only a recording is compared with its own simulation'],
    ['diff fork-join fork-jion', 2, "did you mean 'fork-join'?"],
    ['record --otu x', 2, "unknown flag '--otu'; did you mean '--out'?"],
    ['record', 2, "expected a program: 'node app.mjs'"],
    ['record -- no-such-program-anywhere', 3, "cannot run 'no-such-program-anywhere'"],
    ['truth --library flta', 2, "no workload is named 'flta'", "did you mean 'flat'?"],
    ['sweep fork-join', 2, "--over: expected a parameter and its values, like 'procs=1..64x2'"],
    ['sweep fork-join --over porcs=1', 2, "no parameter is named 'porcs'", "did you mean 'procs'?"],
    ['sweep fork-join --over load=0.5', 2, "'fork-join' has no arrivals with 'every'"],
    ['sweep fork-join --over procs=1 --out x.png', 2, 'a file that ends in .csv or .svg'],
    ['sweep fork-join --over n=1 --policy best-of-N,og', 2, "no policy is named 'og'"],
    ['run fork-join --scheddetail', 2, '--scheddetail: only with --schedtrace'],
    ['run fork-join --schedtrace 0', 2, "expected a time with its unit, like '10ms'"],
    ['run fork-join --schedtrace 0ms', 2, '--schedtrace: expected a time above 0'],
    ['run fork-join --costs ./none.json', 3, "cannot read './none.json'"],
    ['truth --reps 3', 2, '--reps: only with --library'],
    ['verify --only nothing-like-it', 2, "no check's name contains 'nothing-like-it'"],
  ])('%s', async (line, expected, ...parts) => {
    const { code, out, err } = await pilfer(line);
    expect([code, out]).toEqual([expected, '']);
    for (const part of parts) expect(err).toContain(part);
  });

  test('a file that is no scenario: line and column, exit code 3', async () => {
    const path = file('wrong.yaml', 'main:\n  - wrok: 5us\n');
    const { code, err } = await pilfer(['run', path]);
    expect(code).toBe(3);
    expect(err).toContain(`${path}:2:5: unknown operation 'wrok'`);
  });

  test('a deadlock names who waits for whom', async () => {
    const path = file(
      'stuck.yaml',
      'channels: { c: 0 }\nmain: [{ spawn: f }, { receive: c }]\nfunctions: { f: [{ receive: c }] }\n',
    );
    const { code, err } = await pilfer(['run', path]);
    expect(code).toBe(1);
    expect(err).toContain('deadlock');
    expect(err).toMatch(/chan receive|receive/);
  });

  test('a run that never ends stops at --max-events and says what it reached', async () => {
    const path = file('endless.yaml', 'main: [{ repeat: forever, do: [{ work: 1us }, yield] }]\n');
    const { code, err } = await pilfer(['run', path, '--max-events', '5000']);
    expect(code).toBe(1);
    expect(err).toContain('stopped after 5,000 events (--max-events) at');
  });
});

describe('run', () => {
  test('every built-in scenario runs to its end, and its time adds up', async () => {
    for (const name of builtInNames()) {
      const { code, out, err } = await pilfer(['run', name, '--json']);
      expect([name, code, err]).toEqual([name, 0, '']);
      const json = JSON.parse(out) as {
        readonly end: string;
        readonly makespan: number;
        readonly processors: number;
        readonly whereTheTimeWent: { readonly total: number };
      };
      expect(json.end).toBe('drained');
      expect(json.whereTheTimeWent.total).toBe(json.makespan * json.processors);
    }
  });

  test('the seed is shown; the same seed gives the same bytes, another one does not', async () => {
    const one = await pilfer('run syscall-mix --seed 7');
    expect(one.out).toContain('seed 7');
    expect(await pilfer('run syscall-mix --seed 7')).toEqual(one);
    expect((await pilfer('run syscall-mix --seed 8')).out).not.toBe(one.out);
    expect((await pilfer('run syscall-mix --seed random')).out).toMatch(/seed \d+/);
  });

  test('flags change the run', async () => {
    const { out } = await pilfer('run fork-join -p 1 --costs zero --policy steal-one --json');
    const json = JSON.parse(out) as Record<string, unknown>;
    expect(json).toMatchObject({
      processors: 1,
      policy: 'steal-one',
      makespan: 512 * 200e3 + 511 * 20e3,
    });
  });

  test('rules and costs of the file count', async () => {
    const text = (rules: string): string => `
processors: 1
costs: { base: zero, spawnCold: 1us }
${rules}
main: [{ spawn: { function: f, times: 10 } }]
functions: { f: [{ work: 1ms }] }
`;
    const { out } = await pilfer(['run', file('costs.yaml', text('')), '--json']);
    expect(JSON.parse(out)).toMatchObject({ makespan: 10 * 1e6 + 10 * 1e3 });
    const off = await pilfer([
      'run',
      file('rules.yaml', text('rules: { localQueue: 4 }')),
      '--json',
    ]);
    expect(
      (JSON.parse(off.out) as { counts: { overflows: number } }).counts.overflows,
    ).toBeGreaterThan(0);
  });

  test('--trace writes a file that reads back, sound, with the same numbers', async () => {
    const path = join(folder, 'a.pftrace');
    const { out } = await pilfer(['run', 'spawn-storm', '--json', '--trace', path]);
    const { trace } = decodeTraceFile(readFileSync(path));
    expect(checkTrace(trace)).toEqual([]);
    expect(JSON.parse(out)).toMatchObject({
      makespan: measure(trace).makespan,
      events: trace.length,
    });
    expect(out).toBe((await pilfer('run spawn-storm --json')).out);
    const refused = await pilfer(['run', 'spawn-storm', '--trace', join(folder, 'no', 'x')]);
    expect([refused.code, refused.err.slice(0, 21)]).toEqual([3, 'pilfer: cannot write ']);
  });

  test("--schedtrace prints Go's lines on standard error, the result is the same", async () => {
    const { out, err } = await pilfer('run four-hogs -p 2 --schedtrace 10ms');
    expect(out).toBe((await pilfer('run four-hogs -p 2')).out);
    const lines = err.trimEnd().split('\n');
    for (const line of lines) {
      expect(line).toMatch(
        /^SCHED \d+ms: gomaxprocs=2 idleprocs=\d threads=\d+ spinningthreads=\d needspinning=\d idlethreads=\d+ runqueue=\d+ \[\d+ \d+\]$/,
      );
    }
    expect(lines.length).toBeGreaterThan(3);
    const detail = await pilfer('run four-hogs -p 2 --schedtrace 10ms --scheddetail');
    expect(detail.err).toMatch(/^ {2}P0: status=1 schedtick=/m);
  });

  test('no line is wider than 80 columns; colours only where they are welcome', async () => {
    for (const name of builtInNames()) {
      const plain = await pilfer(['run', name]);
      for (const line of plain.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
      expect(plain.out).not.toContain('\u001b');
    }
    expect((await pilfer('run four-hogs', true)).out).toContain('\u001b[1mfour-hogs\u001b[22m');
  });
});

describe('sweep', () => {
  const line = 'sweep two-level-spawn --over procs=2 --reps 1 --policy go';

  test('one point is one run, as text, JSON, CSV and SVG', async () => {
    const csv = join(folder, 'sweep.csv');
    const { code, out, err } = await pilfer([...line.split(' '), '--out', csv]);
    expect([code, err]).toEqual([0, '']);
    const { makespan } = JSON.parse((await pilfer('run two-level-spawn -p 2 --json')).out) as {
      readonly makespan: number;
    };
    expect(out).toMatch(/^procs +go\n2 +[\d.]+ .s$/m);
    expect(readFileSync(csv, 'utf8')).toContain(`\ngo,2,${makespan},,`);
    const json = JSON.parse((await pilfer(`${line} --json`)).out) as object;
    expect(json).toMatchObject({
      scenario: 'two-level-spawn',
      reps: 1,
      points: [{ policy: 'go', at: { procs: 2 }, values: { makespan: { mean: makespan } } }],
    });
    const svg = join(folder, 'sweep.svg');
    await pilfer([...line.split(' '), '--out', svg]);
    expect(readFileSync(svg, 'utf8')).toContain('two-level-spawn: makespan');
    const refused = await pilfer([...line.split(' '), '--out', join(folder, 'no', 'x.csv')]);
    expect([refused.code, refused.err.slice(0, 21)]).toEqual([3, 'pilfer: cannot write ']);
  });

  test('throughput over the Ps says where it saturates', async () => {
    const { out } = await pilfer(`${line} --metric throughput`);
    expect(out).toContain('go does not saturate up to 2 Ps');
  });

  test('a point that did not end is told', async () => {
    const { code, err } = await pilfer(`${line} --max-events 10`);
    expect(code).toBe(1);
    expect(err).toContain('stopped after 10 events');
  });
});

describe('workspan', () => {
  interface Report {
    readonly work: number;
    readonly span: number;
    readonly path: readonly { readonly name: string; readonly time: number }[];
    readonly speedups: readonly Readonly<Record<'procs' | 'low' | 'high' | 'simulated', number>>[];
  }

  test('of a scenario: work and span are those of its tree, and greedy runs keep the band', async () => {
    const json = await pilfer('workspan fork-join --costs zero --json --most 12');
    const { work, span, path, speedups } = JSON.parse(json.out) as Report;
    // 511 nodes of 20 µs, 512 leaves of 200 µs; 9 nodes and a leaf in a chain.
    expect([work, span]).toEqual([511 * 20e3 + 512 * 200e3, 9 * 20e3 + 200e3]);
    expect(path.reduce((sum, { time }) => sum + time, 0)).toBe(span);
    expect(speedups.map(({ procs }) => procs)).toEqual([1, 2, 4, 8, 12]);
    for (const { low, high, simulated } of speedups) {
      expect(simulated).toBeGreaterThanOrEqual(low * (1 - 1e-9));
      expect(simulated).toBeLessThanOrEqual(high * (1 + 1e-9));
    }
    const { out } = await pilfer('workspan fork-join');
    expect(out).toMatch(/^parallelism {2}296; burdened 248$/m);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('the critical path goes through who was waited for', async () => {
    const path = file(
      'chain.yaml',
      `channels: [c]
main: [{ spawn: long }, { spawn: short }, { work: 1ms }, { receive: c }, { receive: c }, { work: 2ms }]
functions: { long: [{ work: 5ms }, { send: c }], short: [{ work: 3ms }, { send: c }] }
`,
    );
    const { out } = await pilfer(['workspan', path, '--json']);
    const found = JSON.parse(out) as Report;
    expect([found.work, found.span]).toEqual([11e6, 7e6]);
    expect(found.path).toMatchObject([
      { name: 'main', time: 0, then: 'creates' },
      { name: 'long', time: 5e6, then: 'wakes' },
      { name: 'main', time: 2e6, then: 'ends' },
    ]);
  });

  test('of a trace: its tasks again on other numbers of Ps, if they can be told', async () => {
    const trace = join(folder, 'workspan.pftrace');
    await pilfer(['run', 'unlimited-spawning', '-p', '1', '--max-time', '3ms', '--trace', trace]);
    const { code, out } = await pilfer(['workspan', trace, '--most', '4']);
    expect(code).toBe(0);
    expect(out).toContain('unlimited-spawning  simulated');
    expect(out).toContain('simulated: the recorded tasks again, policy go');
    await pilfer(['run', 'fork-join', '-p', '2', '--policy', 'pilfer', '--trace', trace]);
    const forks = await pilfer(['workspan', trace]);
    expect(forks.out).toContain('no simulated speed-up: replay: the recording has forks');
  });
});

describe('stats and diff', () => {
  const path = join(folder, 'tree.pftrace');
  beforeAll(async () => {
    await pilfer(['run', 'fork-join', '-p', '2', '--trace', path]);
  });

  test('stats says of a trace file what run said, and has all numbers as JSON', async () => {
    const run = await pilfer('run fork-join -p 2');
    const { code, out, err } = await pilfer(['stats', path]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('fork-join  simulated\n2 Ps, 2 cores, ');
    expect(out.slice(out.indexOf('makespan'))).toBe(run.out.slice(run.out.indexOf('makespan')));
    const json = await pilfer(['stats', path, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({
      source: 'simulator',
      meta: { policy: 'go' },
      procs: 2,
      makespan: measure(decodeTraceFile(readFileSync(path)).trace).makespan,
    });
  });

  test('a trace file that is cut short, or none, is told; what is whole is shown', async () => {
    const bytes = readFileSync(path);
    const cut = join(folder, 'cut.pftrace');
    writeFileSync(cut, bytes.subarray(0, bytes.length >> 1));
    const { code, out, err } = await pilfer(['stats', cut]);
    expect(code).toBe(3);
    expect(out).toContain('makespan');
    expect(err).toContain(`'${cut}' is not whole: it ends`);
    const none = await pilfer(['stats', file('none.pftrace', 'main: []')]);
    expect([none.code, none.err]).toEqual([3, expect.stringContaining('is no trace: ')]);
  });

  test('diff of a trace and its scenario finds nothing; of two runs, how they differ', async () => {
    interface Rows {
      readonly rows: readonly { readonly metric: string; readonly error?: number }[];
    }
    const same = await pilfer(['diff', path, 'fork-join', '-p', '2', '--json']);
    const { rows } = JSON.parse(same.out) as Rows;
    expect([same.code, same.err]).toEqual([0, '']);
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter(({ error = 0 }) => error !== 0)).toEqual([]);
    const other = await pilfer(['diff', path, 'fork-join', '-p', '1', '--costs', 'zero']);
    expect(other.out).toMatch(/^makespan +[\d.]+ ms +112.6 ms +\+[\d.]+ %$/m);
    expect(other.out).toMatch(/^steals +\d+ +0 +-100.0 %$/m);
  });
});

test('scenarios: the list, as JSON, and the file of one', async () => {
  const { out } = await pilfer('scenarios --json');
  expect((JSON.parse(out) as { name: string }[]).map(({ name }) => name)).toEqual(builtInNames());
  const path = file('copy.yaml', (await pilfer('scenarios fork-join')).out);
  expect((await pilfer(['run', path])).out).toBe((await pilfer('run fork-join')).out);
});

test('policies: each has a description and can be run', async () => {
  const { out } = await pilfer('policies --json');
  for (const { name, about } of JSON.parse(out) as { name: string; about: string }[]) {
    expect([name, about.length > 10]).toEqual([name, true]);
    const policy = name.replace('-N', name.startsWith('retry') ? '-100000' : '-2');
    const { code, err } = await pilfer([
      'run',
      'fork-join',
      '--policy',
      policy,
      '--max-time',
      '1s',
    ]);
    expect([policy, code, err]).toEqual([policy, 0, '']);
  }
});

test('verify: one check with other parameters, in words and as JSON', async () => {
  const { code, out } = await pilfer('verify --quick --only M/M/n --load 0.5 --servers 3');
  expect(code).toBe(0);
  expect(out).toContain('n = 3, ρ = 0.5');
  expect(out).toContain('1 passed, 0 failed  seed 1');
  const json = await pilfer('verify --quick --only graham --json');
  expect(JSON.parse(json.out)).toMatchObject({
    failed: 0,
    checks: [{ name: "Graham's anomalies" }, {}],
  });
});

test('truth: one workload against real Go', async () => {
  const { code, out } = await pilfer('truth spawn-storm --json');
  const { rows, missed } = JSON.parse(out) as { rows: { metric: string }[]; missed: number };
  expect([code, missed]).toEqual([0, 0]);
  expect(rows.map(({ metric }) => metric)).toContain('makespan');
  const words = await pilfer('truth spawn-storm');
  expect(words.out).toMatch(/^spawn-storm +1 +makespan +[\d,]+ +[\d,]+ +-?[\d.]+ % +5.0 %$/m);
  expect((await pilfer('truth spawn-strom')).err).toContain("did you mean 'spawn-storm'?");
});

test('when colours are welcome', () => {
  const terminal = (env: Record<string, string>): boolean => wantsColor({ isTerminal: true, env });
  expect(terminal({})).toBe(true);
  expect(terminal({ NO_COLOR: '1' })).toBe(false);
  expect(terminal({ NO_COLOR: '' })).toBe(true);
  expect(terminal({ TERM: 'dumb' })).toBe(false);
  expect(terminal({ NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(true);
  expect(wantsColor({ isTerminal: false, env: {} })).toBe(false);
  expect(wantsColor({ isTerminal: false, env: { FORCE_COLOR: '3' } })).toBe(true);
  expect(wantsColor({ isTerminal: true, env: { FORCE_COLOR: '0' } })).toBe(false);
});
