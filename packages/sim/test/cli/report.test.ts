import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { decodeTraceFile, encodeTraceFile } from '@pilfer/scheduler/trace';
import { runCli } from '../../src/cli/cli.js';
import type { PageData } from '../../src/report/page-data.js';
import { stealing, unsafe } from '../report/traces.js';

const folder = mkdtempSync(join(tmpdir(), 'pilfer-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function pilfer(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const got = { out: '', err: '' };
  const out = (text: string): unknown => (got.out += text);
  const err = (text: string): unknown => (got.err += text);
  return { code: await runCli(['report', ...argv], { out, err, color: false }), ...got };
}

const path = join(folder, 'steal.pilfer');
writeFileSync(path, encodeTraceFile(stealing));

/** What a report says of its traces, and the bytes of their files. */
function inside(html: string): { data: PageData; files: Buffer[] } {
  const [, json = ''] =
    /<script type="application\/json" id="page-data">(.*?)<\/script>/.exec(html) ?? [];
  const files = [...html.matchAll(/<script type="text\/plain" id="trace-\d+">(.*?)<\/script>/g)];
  return {
    data: JSON.parse(json) as PageData,
    files: files.map(([, text = '']) => inflateRawSync(Buffer.from(text, 'base64'))),
  };
}

test('a file with the trace in it, and a line that says so', async () => {
  const out = join(folder, 'one.html');
  const { code, out: said, err } = await pilfer(path, '-o', out);
  expect([code, err]).toEqual([0, '']);
  expect(said).toMatch(/one\.html: 16 events, \d+ kB\n$/);
  const { data, files } = inside(readFileSync(out, 'utf8'));
  expect(data.title).toBe('steal');
  expect(data.traces).toEqual([
    { label: 'steal', about: ['simulated', '2 Ps on 2 cores', '16 events', 'seed 0'] },
  ]);
  const { trace, problem } = decodeTraceFile(files[0] as Buffer);
  expect([problem, trace.length]).toEqual([undefined, stealing.length]);
  // The page itself: the trace takes a few hundred bytes.
  expect(statSync(out).size).toBeLessThan(400_000);
});

test('scenarios under several policies, to standard output', async () => {
  const flags = ['-p', '3', '--policy', 'go,global-queue', '--title', 'Two rules', '-o', '-'];
  const { code, out } = await pilfer('fan-out-skew', path, ...flags);
  expect(code).toBe(0);
  const { data, files } = inside(out);
  expect(data.title).toBe('Two rules');
  expect(data.traces.map(({ label }) => label)).toEqual(['go', 'global-queue', 'steal']);
  expect(data.traces[1]?.about).toContain('policy global-queue');
  expect(files).toHaveLength(3);
});

test('the same trace twice: told apart', async () => {
  const { data } = inside((await pilfer(path, path, '-o', '-')).out);
  expect(data.traces.map(({ label }) => label)).toEqual(['steal', 'steal (2)']);
});

test('texts of a program cannot end the element they are in', async () => {
  const file = join(folder, 'unsafe.pilfer');
  writeFileSync(file, encodeTraceFile(unsafe));
  const { out } = await pilfer(file, '-o', '-');
  expect(out).not.toContain('<img');
  expect(inside(out).data.title).toBe('</script><img src="x">');
});

test('a trace that is cut short is shown as far as it goes, and said to be so', async () => {
  const file = join(folder, 'cut.pilfer');
  writeFileSync(file, encodeTraceFile(stealing).subarray(0, -20));
  const { code, out, err } = await pilfer(file, '-o', '-');
  expect(code).toBe(3);
  expect(err).toContain('is not whole');
  expect(inside(out).data.traces[0]?.about.at(-1)).toContain('not whole: it ends');
});

test('what is wrong is said', async () => {
  expect(await pilfer()).toMatchObject({
    code: 2,
    err: expect.stringContaining('expected a trace'),
  });
  const nowhere = await pilfer(path, '-o', join(folder, 'no', 'x.html'));
  expect([nowhere.code, nowhere.err.slice(0, 21)]).toEqual([3, 'pilfer: cannot write ']);
});
