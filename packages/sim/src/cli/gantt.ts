/** A Gantt chart as text, and as SVG. */

import { ProcState } from '@pilfer/scheduler/trace';
import type { Stretches } from '../metrics/stretches.js';
import { formatTime } from '../scenario/time.js';

interface Look {
  readonly name: string;
  readonly cell: string;
  readonly color: string;
}

/** How states look. */
const LOOKS: Readonly<Record<ProcState, Look>> = {
  [ProcState.idle]: { name: 'idle', cell: ' ', color: '#eceff1' },
  [ProcState.running]: { name: 'work', cell: '█', color: '#2e7d32' },
  [ProcState.scheduling]: { name: 'scheduling', cell: '▒', color: '#90a4ae' },
  [ProcState.searching]: { name: 'searching', cell: '?', color: '#f9a825' },
  [ProcState.joining]: { name: 'joining', cell: 'j', color: '#8e24aa' },
  [ProcState.syscall]: { name: 'system call', cell: 's', color: '#1565c0' },
  [ProcState.parked]: { name: 'parked', cell: '·', color: '#cfd8dc' },
  [ProcState.loading]: { name: 'loading', cell: 'l', color: '#ef6c00' },
  [ProcState.turning]: { name: 'event loop', cell: 'e', color: '#00838f' },
};

/** Returns the chart as lines: a row for each P, in each cell the state that took most of its time. */
export function ganttLines(chart: Stretches, width: number): string[] {
  const { procs, from, to, thefts } = chart;
  const cells = cellStates(chart, width);
  const label = (proc: number): string => `P${proc}`.padEnd(4);
  const rows = Array.from({ length: procs }, (_, proc) => {
    const row = cells.slice(proc * width, (proc + 1) * width);
    return `${label(proc)}${row.map((state) => LOOKS[state].cell).join('')}`.trimEnd();
  });
  const seen = [...new Set(cells)].sort((one, other) => one - other);
  const legend = seen
    .filter((state) => state !== ProcState.idle)
    .map((state) => `${LOOKS[state].cell} ${LOOKS[state].name}`);
  const end = formatTime(to);
  return [
    `    ${formatTime(from).padEnd(width - end.length)}${end}`,
    ...rows,
    '',
    `    ${legend.join('  ')}`,
    `    a cell is ${formatTime(Math.round((to - from) / width))}; ${thefts.length} steals`,
  ];
}

/** For each P and cell, the state that took most of the time. */
function cellStates({ procs, from, to, stretches }: Stretches, width: number): ProcState[] {
  const step = (to - from) / width;
  const longest = new Float64Array(procs * width);
  const times = new Map<number, number>();
  const states = new Array<ProcState>(procs * width).fill(ProcState.idle);
  for (const { proc, state, from: begin, to: end } of stretches) {
    const last = Math.min(width - 1, Math.floor((end - from) / step));
    for (let x = Math.floor((begin - from) / step); x <= last; x++) {
      const inside = Math.min(end, from + (x + 1) * step) - Math.max(begin, from + x * step);
      const cell = proc * width + x;
      const key = cell * 16 + state;
      const time = (times.get(key) ?? 0) + inside;
      times.set(key, time);
      if (time <= (longest[cell] as number)) continue;
      longest[cell] = time;
      states[cell] = state;
    }
  }
  return states;
}

const SVG = { width: 1000, left: 40, row: 28, bar: 20, top: 30 } as const;
/** Columns of the picture: two to a pixel. However long the trace, the picture is no larger. */
const COLUMNS = 2 * SVG.width;

/** Returns the chart as SVG: bars, and an arrow from victim to thief for each steal. */
export function ganttSvg(chart: Stretches): string {
  const { procs, from, to } = chart;
  const bottom = rowAt(procs);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SVG.left + SVG.width + 10}" height="${bottom}" font-family="sans-serif" font-size="12">`,
    '<defs><marker id="tip" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L6 3L0 6z" fill="#c62828"/></marker></defs>',
    `<text x="${SVG.left}" y="18">${formatTime(from)}</text>`,
    `<text x="${SVG.left + SVG.width}" y="18" text-anchor="end">${formatTime(to)}</text>`,
    ...Array.from({ length: procs }, (_, p) => `<text x="4" y="${rowAt(p) + 15}">P${p}</text>`),
    ...bars(chart),
    ...arrows(chart),
    '</svg>',
    '',
  ].join('\n');
}

function rowAt(proc: number): number {
  return SVG.top + proc * SVG.row;
}

/** Neighbouring columns of the same state are one bar. */
function bars(chart: Stretches): string[] {
  const cells = cellStates(chart, COLUMNS);
  const step = (chart.to - chart.from) / COLUMNS;
  const lines: string[] = [];
  for (let begin = 0, end = 1; begin < cells.length; begin = end++) {
    const proc = Math.floor(begin / COLUMNS);
    const state = cells[begin] as ProcState;
    while (end < (proc + 1) * COLUMNS && cells[end] === state) end++;
    const column = begin % COLUMNS;
    const time = (at: number): string => formatTime(Math.round(chart.from + at * step));
    const { color, name } = LOOKS[state];
    const tip = `P${proc} ${name} ${time(column)} to ${time(column + end - begin)}`;
    lines.push(
      `<rect x="${SVG.left + column / 2}" y="${rowAt(proc)}" width="${(end - begin) / 2}" height="${SVG.bar}" fill="${color}"><title>${tip}</title></rect>`,
    );
  }
  return lines;
}

/** Steals of the same two Ps in the same column are one arrow. */
function arrows({ from, to, thefts }: Stretches): string[] {
  const lines = thefts.map(({ time, thief, victim }) => {
    const x = SVG.left + Math.floor(((time - from) / (to - from)) * COLUMNS) / 2;
    const [start, end] = [victim, thief].map((proc) => rowAt(proc) + SVG.bar / 2);
    return `<line x1="${x}" y1="${start}" x2="${x}" y2="${end}" stroke="#c62828" marker-end="url(#tip)"/>`;
  });
  return [...new Set(lines)];
}
