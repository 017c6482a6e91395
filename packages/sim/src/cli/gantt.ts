/** A Gantt chart as text, and as SVG. */

import { ProcState } from '@pilfer/scheduler/trace';
import { QUEUED, WAITING, type Chart, type RowState } from '../metrics/chart.js';
import { formatTime } from '../scenario/time.js';

interface Look {
  readonly name: string;
  readonly cell: string;
  /** In plain ASCII, where that is another one. */
  readonly plain?: string;
  readonly color: string;
}

/** How states look: the colours of the report, which everybody can tell apart. */
const LOOKS: Readonly<Record<RowState, Look>> = {
  [ProcState.idle]: { name: 'idle', cell: ' ', color: '#eceff1' },
  [ProcState.running]: { name: 'work', cell: '█', plain: '#', color: '#0072b2' },
  [ProcState.scheduling]: { name: 'scheduling', cell: '▒', plain: '-', color: '#9aa4ae' },
  [ProcState.searching]: { name: 'searching', cell: '?', color: '#e69f00' },
  [ProcState.joining]: { name: 'joining', cell: 'j', color: '#cc79a7' },
  [ProcState.syscall]: { name: 'system call', cell: 's', color: '#f0e442' },
  [ProcState.parked]: { name: 'parked', cell: '·', plain: '.', color: '#cfd8dc' },
  [ProcState.loading]: { name: 'loading', cell: 'l', color: '#009e73' },
  [ProcState.turning]: { name: 'event loop', cell: 'e', color: '#56b4e9' },
  [QUEUED]: { name: 'queued', cell: '░', plain: ':', color: '#e69f00' },
  [WAITING]: { name: 'waiting', cell: 'w', color: '#d3d9df' },
};

/**
 * Returns the chart as lines: in each cell the state that took most of its time, or a sign for a steal,
 * in the row of the thief, that points towards its victim.
 */
export function ganttLines(chart: Chart, width: number, isPlain: boolean): string[] {
  const { rows, left, from, to, thefts, steals } = chart;
  const cells = cellStates(chart, width);
  const cellOf = (state: RowState): string => {
    const { cell, plain = cell } = LOOKS[state];
    return isPlain ? plain : cell;
  };
  const [up, down] = isPlain ? ['^', 'v'] : ['▲', '▼'];
  const signs = cells.map(cellOf);
  for (const { time, thief, victim } of thefts) {
    const column = Math.min(width - 1, Math.floor(((time - from) / (to - from)) * width));
    signs[thief * width + column] = victim < thief ? up : down;
  }
  const margin = Math.max(4, 1 + Math.max(...rows.map((row) => row.length)));
  const lines = rows.map((row, i) =>
    `${row.padEnd(margin)}${signs.slice(i * width, (i + 1) * width).join('')}`.trimEnd(),
  );
  const legend = [...new Set(cells)]
    .sort((one, other) => one - other)
    .filter((state) => state !== ProcState.idle)
    .map((state) => `${cellOf(state)} ${LOOKS[state].name}`);
  if (thefts.length > 0) legend.push(`${up}${down} steals, from there`);
  const end = formatTime(to);
  const indent = ' '.repeat(margin);
  const count = `${steals} ${steals === 1 ? 'steal' : 'steals'}`;
  return [
    `${indent}${formatTime(from).padEnd(width - end.length)}${end}`,
    ...lines,
    ...(left === 0 ? [] : [`${indent}and ${left} more: --from and --to choose`]),
    '',
    `${indent}${legend.join('  ')}`,
    `${indent}a cell is ${formatTime(Math.round((to - from) / width))}; ${count}`,
  ];
}

/** For each row and cell, the state that took most of the time. */
function cellStates({ rows, from, to, bars }: Chart, width: number): RowState[] {
  const step = (to - from) / width;
  const longest = new Float64Array(rows.length * width);
  const times = new Map<number, number>();
  const states = new Array<RowState>(rows.length * width).fill(ProcState.idle);
  for (const { row, state, from: begin, to: end } of bars) {
    const last = Math.min(width - 1, Math.floor((end - from) / step));
    for (let x = Math.floor((begin - from) / step); x <= last; x++) {
      const inside = Math.min(end, from + (x + 1) * step) - Math.max(begin, from + x * step);
      const cell = row * width + x;
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
export function ganttSvg(chart: Chart): string {
  const { rows, from, to } = chart;
  const bottom = rowAt(rows.length);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SVG.left + SVG.width + 10}" height="${bottom + SVG.row}" font-family="sans-serif" font-size="12">`,
    '<defs><marker id="tip" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="4.5" markerHeight="4.5" orient="auto"><path d="M0 0L6 3L0 6z" fill="#d55e00"/></marker></defs>',
    `<text x="${SVG.left}" y="18">${formatTime(from)}</text>`,
    `<text x="${SVG.left + SVG.width}" y="18" text-anchor="end">${formatTime(to)}</text>`,
    ...rows.map((row, i) => `<text x="4" y="${rowAt(i) + 15}">${row}</text>`),
    ...barsOf(chart),
    ...arrows(chart),
    ...legendOf(chart, bottom),
    '</svg>',
    '',
  ].join('\n');
}

function legendOf(chart: Chart, top: number): string[] {
  const seen = new Set(chart.bars.map(({ state }) => state));
  let x: number = SVG.left;
  const lines = Object.entries(LOOKS)
    .filter(([state]) => seen.has(Number(state) as RowState))
    .map(([, { name, color }]) => {
      const line = `<rect x="${x}" y="${top + 4}" width="10" height="10" fill="${color}"/><text x="${x + 14}" y="${top + 14}">${name}</text>`;
      x += 30 + 7 * name.length;
      return line;
    });
  if (chart.thefts.length === 0) return lines;
  const steal = `<path d="M${x + 5} ${top + 2}v12" stroke="#d55e00" stroke-width="2" marker-end="url(#tip)"/><text x="${x + 14}" y="${top + 14}">steal, from victim to thief</text>`;
  return [...lines, steal];
}

function rowAt(row: number): number {
  return SVG.top + row * SVG.row;
}

/** Neighbouring columns of the same state are one bar. */
function barsOf(chart: Chart): string[] {
  const cells = cellStates(chart, COLUMNS);
  const step = (chart.to - chart.from) / COLUMNS;
  const lines: string[] = [];
  for (let begin = 0, end = 1; begin < cells.length; begin = end++) {
    const row = Math.floor(begin / COLUMNS);
    const state = cells[begin] as RowState;
    while (end < (row + 1) * COLUMNS && cells[end] === state) end++;
    const column = begin % COLUMNS;
    const time = (at: number): string => formatTime(Math.round(chart.from + at * step));
    const { color, name } = LOOKS[state];
    const tip = `${chart.rows[row]} ${name} ${time(column)} to ${time(column + end - begin)}`;
    lines.push(
      `<rect x="${SVG.left + column / 2}" y="${rowAt(row)}" width="${(end - begin) / 2}" height="${SVG.bar}" fill="${color}"><title>${tip}</title></rect>`,
    );
  }
  return lines;
}

/** Steals of the same two rows in the same column are one arrow. */
function arrows({ from, to, thefts }: Chart): string[] {
  const lines = thefts.map(({ time, thief, victim }) => {
    const x = SVG.left + Math.floor(((time - from) / (to - from)) * COLUMNS) / 2;
    const [start, end] = [victim, thief].map((row) => rowAt(row) + SVG.bar / 2);
    return `<path d="M${x} ${start}V${end}" stroke="#fff" stroke-width="5"/><path d="M${x} ${start}V${end}" stroke="#d55e00" stroke-width="2" marker-end="url(#tip)"/>`;
  });
  return [...new Set(lines)];
}
