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
P1  ▒▒????████████████▒▒

    ▒ scheduling  ? searching  █ work
    a cell is 50 ns; 1 steals
`);
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
  expect(text.match(/<line .*>/g)).toEqual([
    '<line x1="340" y1="40" x2="340" y2="68" stroke="#c62828" marker-end="url(#tip)"/>',
  ]);
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
