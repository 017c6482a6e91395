/** Line charts: as text, and as SVG. The points of the abscissa stand at equal distances. */

/** One line of a chart. */
interface Series {
  readonly label: string;
  /** One for each point of the abscissa. */
  readonly values: readonly number[];
}

/** What is drawn. */
export interface Chart {
  readonly title: string;
  /** What the points of the abscissa are called. */
  readonly ticks: readonly string[];
  readonly series: readonly Series[];
  /** A value, for people. */
  readonly show: (value: number) => string;
}

const HEIGHT = 12;
const MARKS = 'abcdefghijklmnopqrstuvwxyz';
/** Where the largest value is so many times the least, the ordinate is logarithmic. */
const LOG_FROM = 30;

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
  /** A value's place, 0 at the bottom to 1 at the top. */
  readonly place: (value: number) => number;
}

function scaleOf(series: readonly Series[]): Scale {
  const all = series.flatMap(({ values }) => values);
  const high = Math.max(...all);
  const least = Math.min(...all);
  const isLog = least > 0 && high / least >= LOG_FROM;
  const low = isLog ? least : Math.min(0, least);
  const [from, to] = isLog ? [Math.log(low), Math.log(high)] : [low, high];
  const span = to - from || 1;
  return { low, high, isLog, place: (value) => ((isLog ? Math.log(value) : value) - from) / span };
}

/** Returns the chart as lines of text, `width` columns at most: a letter for each line, `*` where two meet. */
export function plotLines({ ticks, series, show }: Chart, width: number): string[] {
  const { low, high, isLog, place } = scaleOf(series);
  const labels = [show(high), show(low)];
  const margin = Math.max(...labels.map((label) => label.length)) + 2;
  const room = width - margin;
  const column = (i: number): number =>
    ticks.length === 1 ? 0 : Math.floor((i * (room - 2)) / (ticks.length - 1));
  const cells = Array.from({ length: HEIGHT }, () => new Array<string>(room).fill(' '));
  series.forEach(({ values }, s) => {
    values.forEach((value, i) => {
      const row = cells[HEIGHT - 1 - Math.round(place(value) * (HEIGHT - 1))] as string[];
      const x = column(i);
      row[x] = row[x] === ' ' ? (MARKS[s % MARKS.length] as string) : '*';
    });
  });
  const rows = cells.map((row, y) => {
    const label = y === 0 ? labels[0] : y === HEIGHT - 1 ? labels[1] : '';
    return `${(label ?? '').padStart(margin - 2)} │${row.join('')}`.trimEnd();
  });
  return [
    ...rows,
    `${' '.repeat(margin - 1)}└${'─'.repeat(room - 1)}`,
    `${' '.repeat(margin)}${abscissa(ticks, column, room)}`.trimEnd(),
    ...series.map(({ label }, s) => `${' '.repeat(margin)}${MARKS[s % MARKS.length]}  ${label}`),
    ...(isLog ? [`${' '.repeat(margin)}the ordinate is logarithmic`] : []),
  ];
}

/** As many names of points as there is room for. */
function abscissa(ticks: readonly string[], column: (i: number) => number, room: number): string {
  let line = '';
  ticks.forEach((tick, i) => {
    const from = Math.max(0, Math.min(column(i), room - tick.length));
    if (line === '' || from > line.length) line = line.padEnd(from) + tick;
  });
  return line;
}

const SVG = { width: 720, height: 420, left: 90, right: 170, top: 40, bottom: 50 } as const;
/** Told apart by those who see colours differently, too (Okabe and Ito). */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const DASHES = ['', '6 3', '2 3'];

/** Returns the chart as SVG; `below` is written under the abscissa. */
export function plotSvg({ title, ticks, series, show }: Chart, below: string): string {
  const { low, high, isLog, place } = scaleOf(series);
  const right = SVG.width - SVG.right;
  const bottom = SVG.height - SVG.bottom;
  const x = (i: number): number =>
    ticks.length === 1 ? SVG.left : SVG.left + (i * (right - SVG.left)) / (ticks.length - 1);
  const y = (value: number): number => bottom - place(value) * (bottom - SVG.top);
  const text = (at: readonly [number, number], words: string, anchor = 'start'): string =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" text-anchor="${anchor}">${escaped(words)}</text>`;
  const every = Math.ceil(ticks.length / 12);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SVG.width}" height="${SVG.height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    text([SVG.left, 22], isLog ? `${title} (logarithmic)` : title),
    `<path d="M${SVG.left} ${SVG.top}V${bottom}H${right}" fill="none" stroke="#888"/>`,
    text([SVG.left - 8, SVG.top + 4], show(high), 'end'),
    text([SVG.left - 8, bottom + 4], show(low), 'end'),
    ...ticks.flatMap((tick, i) =>
      i % every === 0 ? [text([x(i), bottom + 18], tick, 'middle')] : [],
    ),
    text([(SVG.left + right) / 2, bottom + 38], below, 'middle'),
    ...series.flatMap(({ label, values }, s) => {
      const color = COLORS[s % COLORS.length];
      const dash = DASHES[Math.floor(s / COLORS.length) % DASHES.length];
      const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`);
      const [atX, atY] = [right + 12, SVG.top + 16 * s];
      return [
        `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"><title>${escaped(label)}</title></polyline>`,
        `<rect x="${atX}" y="${atY}" width="10" height="10" fill="${color}"/>`,
        text([atX + 16, atY + 9], label),
      ];
    }),
    '</svg>',
    '',
  ].join('\n');
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
