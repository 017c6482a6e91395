// Makes the picture of the README, docs/steals.svg: a quicksort that forks at every level, as this
// library ran it (recorded), and the same forks through one global queue (simulated).
//
//   pnpm build && node scripts/picture.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { Runtime } from '../packages/scheduler/dist/bundle/index.js';
import { Kind } from '../packages/scheduler/dist/bundle/trace.js';
import { call, fork, join, ScenarioBuilder, simulate, work } from '../packages/sim/dist/index.js';
import { measure } from '../packages/sim/dist/metrics/measure.js';
import { procLanes } from '../packages/sim/dist/report/lanes-of.js';
import { Raster } from '../packages/sim/dist/report/raster.js';
import { Sums } from '../packages/sim/dist/report/sums.js';
import { stealsOf } from '../packages/sim/dist/report/steals.js';
import { ticks } from '../packages/sim/dist/report/axis.js';
import { formatTime } from '../packages/sim/dist/scenario/time.js';
import { quicksort } from './picture.tasks.mjs';

/** The colours of the report, on light and on dark ground. */
const STYLE = `
svg{font:12px system-ui,sans-serif;--ink:#16191d;--quiet:#59636e;--l0:#eceff2;--l1:#9aa4ae;--l2:#e69f00;--l3:#0072b2;--l4:#cc79a7;--l6:#d3d9df;--l7:#009e73;--l8:#56b4e9;--steal:#d55e00}
@media (prefers-color-scheme:dark){svg{--ink:#e8ebee;--quiet:#9aa5b1;--l0:#1f252b;--l1:#6f7b87;--l3:#3f9fe0;--l6:#323a43;--steal:#ff8a3d}}
.title{fill:var(--ink);font-weight:600;font-size:13px}
.quiet{fill:var(--quiet)}
.steal{stroke:var(--steal);fill:var(--steal);stroke-width:1.2}
${[0, 1, 2, 3, 4, 6, 7, 8].map((look) => `.l${look}{fill:var(--l${look})}`).join('')}
`;

const PROCS = 2;
const NUMBERS = 400_000;
const RUNS = 9;

const recorded = await recordMedian();
const forks = countForks(recorded);
const queued = simulateQueue(recorded, forks);
mkdirSync(new URL('../docs/', import.meta.url), { recursive: true });
writeFileSync(new URL('../docs/steals.svg', import.meta.url), draw());

/** Sorts the same numbers several times; returns the recording of the run of median length. */
async function recordMedian() {
  const runtime = new Runtime({ procs: PROCS, name: 'quicksort' });
  const traces = [];
  for (let run = 0; run < RUNS + 2; run++) {
    const array = new Float64Array(new SharedArrayBuffer(8 * NUMBERS));
    let seed = 1;
    for (let i = 0; i < NUMBERS; i++) array[i] = seed = (seed * 48271) % 2147483647;
    const recording = runtime.record();
    await runtime.run(quicksort, array, 0, NUMBERS);
    const trace = await recording.stop();
    if (run >= 2) traces.push(trace); // compiled by then, on every thread
    for (let i = 1; i < NUMBERS; i++) if (array[i - 1] > array[i]) throw new Error('not sorted');
  }
  await runtime.close();
  traces.sort((one, other) => one.endTime - one.startTime - other.endTime + other.startTime);
  return traces[RUNS >> 1];
}

function countForks(trace) {
  let count = 0;
  const event = trace.cursor();
  while (event.next()) if (event.kind === Kind.fork) count += event.a;
  return count;
}

/** The same work in as many forks, in a balanced tree, all of them through one queue. */
function simulateQueue(trace, count) {
  const levels = Math.round(Math.log2(count + 1));
  const total = measure(trace).workSpan.work;
  const builder = new ScenarioBuilder('quicksort');
  for (let level = levels; level >= 0; level--) {
    const time = work(Math.max(1, Math.round(total / (levels + 1) / 2 ** level)));
    const next = `level${level + 1}`;
    builder.function(
      `level${level}`,
      level === levels ? [time] : [time, fork(next), call(next), join()],
    );
  }
  const { program } = builder.main([call('level0')]).build();
  const options = { processors: PROCS, policy: 'global-queue', costs: 'pilfer-node20', seed: 1 };
  return simulate(program, { ...options, trace: true }).trace;
}

/** Three strips: the recorded run large, then both runs on the scale of the longer one. */
function draw() {
  const [width, left, right] = [860, 36, 12];
  const plot = width - left - right;
  const [ours, theirs] = [recorded, queued].map((trace) => measure(trace));
  const time = formatTime;
  const strips = [
    [
      recorded,
      ours.makespan,
      `recorded: ${time(ours.makespan)}, ${ours.steals.steals} steals`,
      'Forks stay private until somebody is hungry',
    ],
    [
      recorded,
      theirs.makespan,
      `recorded: ${time(ours.makespan)}`,
      'The same run, on the scale below',
    ],
    [
      queued,
      theirs.makespan,
      `simulated: ${time(theirs.makespan)}`,
      'Every fork goes through one global queue',
    ],
  ];
  const parts = [];
  let y = 0;
  for (const [trace, longest, told, title] of strips) {
    parts.push(
      `<text x="${left}" y="${y + 16}" class="title">${title}</text>`,
      `<text x="${width - right}" y="${y + 16}" class="quiet" text-anchor="end">${told}</text>`,
      ...rows(trace, longest, y + 26, left, plot),
    );
    y += 26 + PROCS * 30;
    if (trace === recorded && longest > ours.makespan) y += 8;
    else {
      parts.push(...axis(longest, y, left, plot));
      y += 36;
    }
  }
  parts.push(...legend(y + 8, left));
  const about = `${NUMBERS.toLocaleString('en')} numbers, ${forks.toLocaleString('en')} forks, ${PROCS} Ps`;
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.versions.node}`;
  const label = `A quicksort of ${about}: recorded ${time(ours.makespan)}; simulated on one global queue ${time(theirs.makespan)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y + 18}" width="${width}" height="${y + 18}" role="img" aria-label="${label}">
<desc>${about}; ${machine}; ${new Date().toISOString().slice(0, 10)}</desc>
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`;
}

/** The rows of one run: its pixels, and its steals. */
function rows(trace, longest, top, left, plot) {
  const lanes = procLanes(trace);
  const raster = new Raster(lanes, new Sums(lanes));
  const view = { from: trace.startTime, to: trace.startTime + longest };
  const [bar, pitch] = [24, 30];
  const xOf = (time) => left + ((time - view.from) / longest) * plot;
  const yOf = (proc) => top + proc * pitch;
  const parts = [];
  for (let proc = 0; proc < PROCS; proc++) {
    const data = new Uint8Array(plot * bar);
    raster.draw(proc, view, { data, width: plot }, 0, bar);
    parts.push(
      `<text x="${left - 8}" y="${yOf(proc) + 16}" class="quiet" text-anchor="end">P${proc}</text>`,
    );
    parts.push(
      `<g transform="translate(${left} ${yOf(proc)})">${pathsOf(data, plot, bar).join('')}</g>`,
    );
  }
  const steals = stealsOf(trace);
  for (let i = 0; i < steals.length; i++) {
    const x = xOf(steals.time[i]).toFixed(1);
    const [from, to] = [steals.victim[i], steals.thief[i]].map((proc) => yOf(proc) + bar / 2);
    const back = to > from ? -6 : 6;
    parts.push(
      `<path class="steal" d="M${x} ${from}V${to}l-2.5 ${back}h5z"/><circle class="steal" cx="${x}" cy="${from}" r="1.6"/>`,
    );
  }
  return parts;
}

/** One path for each look, of the largest rectangles that go on from column to column. */
function pathsOf(data, width, height) {
  const paths = new Map();
  let open = new Map();
  for (let x = 0; x <= width; x++) {
    const now = new Map();
    for (let y = 0, end = 1; x < width && y < height; y = end++) {
      const look = (data[y * width + x] % 16) - 1;
      while (end < height && (data[end * width + x] % 16) - 1 === look) end++;
      if (look >= 0) now.set(`${look} ${y} ${end}`, open.get(`${look} ${y} ${end}`) ?? x);
    }
    for (const [key, since] of open) {
      if (now.has(key)) continue;
      const [look, y, end] = key.split(' ');
      paths.set(look, `${paths.get(look) ?? ''}M${since} ${y}h${x - since}v${end - y}H${since}z`);
    }
    open = now;
  }
  return [...paths].map(([look, d]) => `<path class="l${look}" d="${d}"/>`);
}

function axis(longest, y, left, plot) {
  return ticks(0, longest, 8).flatMap(({ time, label }) => {
    const x = left + (time / longest) * plot;
    return [
      `<rect x="${x.toFixed(1)}" y="${y}" width="1" height="4" class="quiet"/>`,
      `<text x="${x.toFixed(1)}" y="${y + 17}" class="quiet" text-anchor="middle">${label}</text>`,
    ];
  });
}

function legend(y, left) {
  const entries = [
    ['3', 'running'],
    ['1', 'between tasks'],
    ['2', 'searching'],
    ['4', 'joining'],
    ['6', 'parked'],
  ];
  let x = left;
  const parts = entries.flatMap(([look, name]) => {
    const at = x;
    x += 26 + 6.6 * name.length;
    return [
      `<rect x="${at}" y="${y - 10}" width="11" height="11" rx="2" class="l${look}"/>`,
      `<text x="${at + 16}" y="${y}" class="quiet">${name}</text>`,
    ];
  });
  parts.push(
    `<path class="steal" d="M${x} ${y - 4}h14l-5 -2.5v5l5 -2.5"/>`,
    `<text x="${x + 20}" y="${y}" class="quiet">steal, from victim to thief</text>`,
  );
  return parts;
}
