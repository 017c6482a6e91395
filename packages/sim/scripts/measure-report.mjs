// Measures the page of `pilfer report` in Chromium: its size, when it is there, how smoothly it moves.
//
//   pnpm build && node packages/sim/scripts/measure-report.mjs > benchmarks/results/report.md
//
// Chromium is the one of PILFER_CHROMIUM, else `chromium` in PATH. It runs without a screen and without
// a GPU: what moves smoothly here does so anywhere.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { exponential, repeat, ScenarioBuilder, simulate, spawn, work } from '../dist/index.js';
import { reportHtml } from '../dist/report/page.js';

/** Events wanted, and the nodes of the simulated storm that make about so many. */
const SIZES = [
  ['10^5', 3_700],
  ['10^6', 37_000],
];
const PROCS = 8;
const LOADS = 3;
const FRAMES = 120;
const ZOOMS = [0, 6, 12, 18];

const folder = mkdtempSync(join(tmpdir(), 'pilfer-report-'));
const browser = await chromium.launch({
  executablePath: process.env['PILFER_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const lines = [
  '# The report in Chromium',
  '',
  `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores (shared), Node ${process.versions.node}, ` +
    `Chromium ${browser.version()} without GPU, 1400 × 900 pixels, ${new Date().toISOString().slice(0, 10)}.`,
  `\`node packages/sim/scripts/measure-report.mjs\`. Times in ms; of ${LOADS} loads the median.`,
  '',
  `The page without a trace is ${kilobytes(htmlOf([]).length)} kB.`,
  '',
  '| events | file, kB | first paint | all there |',
  '| -----: | -------: | ----------: | --------: |',
];
const moves = [
  '',
  `Moved by keys through ${FRAMES} frames, at several zooms (1: the whole run). A screen shows 60 frames a second:`,
  'one each 16.7 ms.',
  '',
  '| events | zoom | median frame | 95 % | longest | later than 25 ms |',
  '| -----: | ---: | -----------: | ---: | ------: | ---------------: |',
];
try {
  for (const [, nodes] of SIZES) await measure(storm(nodes));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
console.log([...lines, ...moves].join('\n'));

function storm(nodes) {
  const { program } = new ScenarioBuilder('storm')
    .function('leaf', [work(exponential('20us'))])
    .function('node', [work(exponential('5us')), repeat(8, [spawn('leaf')])])
    .main([repeat(nodes, [spawn('node')])])
    .build();
  return simulate(program, { processors: PROCS, policy: 'go', seed: 1, trace: true }).trace;
}

function htmlOf(traces) {
  const told = traces.map((trace) => ({ label: 'storm', about: ['measured'], trace }));
  return reportHtml({ title: 'storm', command: 'pilfer report', version: '0', traces: told });
}

async function measure(trace) {
  const html = htmlOf([trace]);
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const events = String(trace.length).replace(/\B(?=(\d{3})+$)/g, ',');
  const marks = [];
  let page;
  for (let load = 0; load < LOADS; load++) {
    await page?.close();
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(pathToFileURL(file).href);
    await page.locator('html[data-ready=yes]').waitFor({ timeout: 120_000 });
    marks.push(
      await page.evaluate('performance.getEntriesByType("mark").map((mark) => mark.startTime)'),
    );
  }
  const [paint, ready] = [0, 1].map((i) => Math.round(median(marks.map((mark) => mark[i]))));
  lines.push(`| ${events} | ${kilobytes(html.length)} | ${paint} | ${ready} |`);
  let zoom = 0;
  for (const steps of ZOOMS) {
    for (; zoom < steps; zoom++) await page.keyboard.press('w');
    const frames = await page.evaluate(`(${frameTimes})(${FRAMES})`);
    frames.sort((one, other) => one - other);
    const at = (share) =>
      frames[Math.min(frames.length - 1, Math.floor(share * frames.length))].toFixed(1);
    const late = frames.filter((time) => time > 25).length;
    const factor = Math.round(1.5 ** steps);
    moves.push(`| ${events} | ${factor} | ${at(0.5)} | ${at(0.95)} | ${at(1)} | ${late} |`);
  }
  await page.close();
}

/** Runs in the page: a key before each frame; returns the time from frame to frame. */
async function frameTimes(count) {
  const { document, KeyboardEvent, performance, requestAnimationFrame } = globalThis;
  const times = [];
  let last = performance.now();
  for (let i = 0; i < count; i++) {
    const key = i % 40 < 20 ? 'd' : 'a';
    document.dispatchEvent(new KeyboardEvent('keydown', { key }));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return times;
}

function median(values) {
  return values.toSorted((one, other) => one - other)[values.length >> 1];
}

function kilobytes(bytes) {
  return Math.round(bytes / 1000);
}
