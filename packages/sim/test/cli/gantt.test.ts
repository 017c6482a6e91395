import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { encodeTraceFile } from '@pilfer/scheduler/trace';
import { runCli } from '../../src/cli/cli.js';
import { stealTrace } from '../steal-trace.js';

const folder = mkdtempSync(join(tmpdir(), 'pilfer-gantt-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function pilfer(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const got = { out: '', err: '' };
  const out = (text: string): unknown => (got.out += text);
  const err = (text: string): unknown => (got.err += text);
  return { code: await runCli(argv, { out, err, color: false }), ...got };
}

const path = join(folder, 'steal.pilfer');
writeFileSync(
  path,
  encodeTraceFile(stealTrace({ source: 'simulator', title: 'steal', epochMs: 0 })),
);

test('the chart of a small trace', async () => {
  const { code, out, err } = await pilfer('gantt', path, '--width', '20');
  expect([code, err]).toEqual([0, '']);
  expect(out).toBe(`steal  simulated

    0 ns            1 µs
P0  ▒▒████████
P1  ▒▒????▲███████████▒▒

    ▒ scheduling  ? searching  █ work  ▲▼ steals, from there
    a cell is 50 ns; 1 steal
`);
});

test('in ASCII, by M, and by G', async () => {
  const plain = await pilfer('gantt', path, '--width', '20', '--ascii');
  expect(plain.out).toContain('P0  --########\nP1  --????^###########--\n');
  expect(plain.out).toMatch(/^[\n -~µ]*$/);
  const machines = await pilfer('gantt', path, '--width', '20', '--by', 'm');
  expect(machines.out).toContain('M0  ▒▒████████\nM1  ▒▒????▲███████████▒▒\n');
  const tasks = await pilfer('gantt', path, '--width', '20', '--by', 'g');
  expect(tasks.out).toContain('G1  ░░████████\nG2  ░░░░░░████████████\n');
  const late = await pilfer('gantt', path, '--width', '10', '--by', 'g', '--from', '600ns');
  expect(late.out).toContain('G2  ████████');
  const many = await pilfer('gantt', 'fan-out-skew', '--by', 'g');
  expect(many.out).toContain('and 161 more: --from and --to choose');
  expect(many.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const { code, err } = await pilfer('gantt', path, '--by', 'x');
  expect([code, err.split('\n')[0]]).toEqual([2, "pilfer: --by: expected p, m or g, received 'x'"]);
});

test('a part of it: states go on from before', async () => {
  const { out } = await pilfer('gantt', path, '--width', '10', '--from', '400ns', '--to', '600ns');
  expect(out).toContain('P0  █████\nP1  ██████████\n');
  expect(out).toContain('a cell is 20 ns; 0 steals');
});

test('SVG: a bar for each stretch, an arrow for the steal', async () => {
  const svg = join(folder, 'steal.svg');
  expect(await pilfer('gantt', path, '--svg', svg)).toEqual({ code: 0, out: '', err: '' });
  const text = readFileSync(svg, 'utf8');
  const bars = [...text.matchAll(/x="([\d.]+)" y="(\d+)" width="([\d.]+)".*<title>(.*)<\/title>/g)];
  expect(bars.map(([, ...parts]) => parts)).toEqual([
    ['40', '30', '100', 'P0 scheduling 0 ns to 100 ns'],
    ['140', '30', '400', 'P0 work 100 ns to 500 ns'],
    ['540', '30', '500', 'P0 idle 500 ns to 1 µs'],
    ['40', '58', '100', 'P1 scheduling 0 ns to 100 ns'],
    ['140', '58', '200', 'P1 searching 100 ns to 300 ns'],
    ['340', '58', '600', 'P1 work 300 ns to 900 ns'],
    ['940', '58', '100', 'P1 scheduling 900 ns to 1 µs'],
  ]);
  // From the middle of P0's row to that of P1's.
  expect(text.match(/<path d="M[^>]*marker-end[^>]*>/g)?.slice(0, -1)).toEqual([
    '<path d="M340 40V68" stroke="#d55e00" stroke-width="2" marker-end="url(#tip)"/>',
  ]);
  expect(text).toContain('>steal, from victim to thief</text>');
});

test('a long trace makes no larger picture', async () => {
  const svg = join(folder, 'storm.svg');
  expect((await pilfer('gantt', 'spawn-storm', '-p', '2', '--svg', svg)).code).toBe(0);
  expect(readFileSync(svg, 'utf8').length).toBeLessThan(2 * 2000 * 200);
});

test('what is wrong is said', async () => {
  const late = await pilfer('gantt', path, '--from', '2us');
  expect([late.code, late.err.split('\n')[0]]).toEqual([
    2,
    'pilfer: --from: expected a time before 1 µs, received 2 µs',
  ]);
  const nowhere = await pilfer('gantt', path, '--svg', join(folder, 'no', 'x.svg'));
  expect([nowhere.code, nowhere.err.slice(0, 21)]).toEqual([3, 'pilfer: cannot write ']);
});
