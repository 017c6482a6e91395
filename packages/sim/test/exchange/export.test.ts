import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { encodeTraceFile } from '@pilfer/scheduler/trace';
import { runCli } from '../../src/cli/cli.js';
import { FORMATS } from '../../src/exchange/formats.js';
import { SMALL } from './traces.js';

const folder = mkdtempSync(join(tmpdir(), 'pilfer-export-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'small.pilfer');
writeFileSync(path, encodeTraceFile(SMALL));

async function pilfer(...argv: string[]): Promise<{ code: number; out: Buffer; err: string }> {
  const pieces: Buffer[] = [];
  let err = '';
  const code = await runCli(argv, {
    out: (text) => pieces.push(Buffer.from(text)),
    err: (text) => (err += text),
    color: false,
  });
  return { code, out: Buffer.concat(pieces), err };
}

test.each(FORMATS.flatMap(({ name, extensions }) => extensions.map((end) => [name, end])))(
  '%s: to standard output, and to a file whose name ends in %s',
  async (name, end) => {
    const { code, out, err } = await pilfer('export', path, '--format', name);
    expect([code, err]).toEqual([0, '']);
    expect(out.length).toBeGreaterThan(100);
    const file = join(folder, `small${end}`);
    expect(await pilfer('export', path, '--out', file)).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(file)).toEqual(out);
    await pilfer('export', path, '--out', `${file}.gz`);
    expect(gunzipSync(readFileSync(`${file}.gz`))).toEqual(out);
    expect((await pilfer('export', path, '-f', name, '-o', '-')).out).toEqual(out);
  },
);

test('chrome if nobody says; a scenario stands for its run', async () => {
  const { out } = await pilfer('export', path);
  expect(out).toEqual((await pilfer('export', path, '-f', 'chrome')).out);
  const lines = (
    await pilfer('export', 'fork-join', '-p', '2', '-f', 'schedtrace', '--every', '10ms')
  ).out
    .toString()
    .trimEnd()
    .split('\n');
  expect(lines.slice(0, 2)).toEqual([
    'SCHED 0ms: gomaxprocs=2 idleprocs=1 threads=1 spinningthreads=0 needspinning=0 idlethreads=0 runqueue=0 [0 0]',
    expect.stringMatching(/^SCHED 10ms: gomaxprocs=2 idleprocs=0 threads=2 .* \[\d+ \d+\]$/),
  ]);
});

test.each([
  [
    ['-f', 'chorme'],
    2,
    "--format: there is no 'chorme'; there are speedscope, chrome,",
    "'chrome'?",
  ],
  [['-o', 'x.xyz'], 2, "--out: 'x.xyz' does not say which format (.speedscope.json, .json,"],
  [['-f', 'schedtrace', '--every', '0ns'], 2, '--every: expected a time above 0'],
  [['--tasks', '-1'], 2, '--tasks'],
  [['-o', join(folder, 'no', 'x.json')], 3, "cannot write '"],
] as const)('%p is refused', async (flags, expected, ...parts) => {
  const { code, out, err } = await pilfer('export', path, ...flags);
  expect([code, out.length]).toEqual([expected, 0]);
  for (const part of parts) expect(err).toContain(part);
});

test('a trace that is cut short is exported as far as it goes, and told', async () => {
  const bytes = encodeTraceFile(SMALL);
  const cut = join(folder, 'cut.pilfer');
  writeFileSync(cut, bytes.subarray(0, bytes.length - 40));
  const { code, out, err } = await pilfer('export', cut, '-f', 'csv');
  expect(code).toBe(3);
  expect(err).toContain('is not whole');
  expect(out.toString()).toContain('\n5,0,create,');
});
