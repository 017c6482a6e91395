/** What stands around the Ps: heading, time line, totals, keys. */

import { ProcState } from '@pilfer/scheduler/trace';
import { Doing, GLOBAL } from '../model/moment.js';
import type { Replay } from '../model/replay.js';
import { formatTime } from '../../scenario/time.js';
import { level, plain } from '../screen/glyphs.js';
import type { Grid } from '../screen/grid.js';
import { BOLD, Color, DIM, INVERSE } from '../screen/style.js';
import { clockText, grouped, roundUp } from './clock.js';
import { logTitle } from './log.js';
import type { Stage } from './stage.js';

/** The first row: what is watched, and when that is. */
export function drawHeading(grid: Grid, { view, replay, glyphs, layout }: Stage): void {
  const { columns } = layout;
  const { startTime, endTime, info } = replay.trace;
  const length = endTime - startTime;
  const sign = view.isPlaying ? glyphs.playing : glyphs.paused;
  const pace = view.isFollowing ? 'live' : `${formatTime(view.pace)}/s`;
  const whole = columns < 60 ? '' : ` of ${clockText(length, length).trimStart()}`;
  const clock = `${sign} ${pace.padStart(8)}  ${clockText(view.time - startTime, length)}${whole}`;
  const at = grid.put(0, 1, plain(view.title, glyphs), BOLD, columns - clock.length - 3);
  const what = `  ${info.source === 'runtime' ? 'recorded' : 'simulated'}  ${replay.procs} Ps`;
  grid.put(
    0,
    at,
    view.isLive ? `  live  ${replay.procs} Ps` : what,
    Color.grey,
    columns - clock.length - 3,
  );
  grid.put(0, columns - 1 - clock.length, plain(clock, glyphs));
}

/** The second row: the whole run, with its steals, and where we are. */
export function drawTimeLine(grid: Grid, { view, replay, glyphs, layout }: Stage): void {
  const { startTime, endTime } = replay.trace;
  const width = Math.max(1, layout.columns - 2);
  const exact = Math.max(1, endTime - startTime) / width;
  // A run that goes on: rounded, so that it does not move with each picture.
  const step = view.isLive ? roundUp(exact) : exact;
  const before = Array.from({ length: width + 1 }, (_, i) =>
    stealsBefore(replay, startTime + i * step),
  );
  const counts = Array.from(
    { length: width },
    (_, i) => (before[i + 1] as number) - (before[i] as number),
  );
  const most = Math.max(...counts);
  const now = Math.min(width - 1, Math.max(0, Math.floor((view.time - startTime) / step)));
  for (let i = 0; i < width; i++) {
    const count = counts[i] as number;
    const empty = i === now ? glyphs.now : glyphs.rule;
    const glyph = count === 0 ? empty : level(count / most, glyphs);
    const style = count === 0 ? Color.grey | DIM : Color.orange;
    grid.put(1, 1 + i, glyph, i === now ? BOLD | INVERSE : i < now ? style : style | DIM);
  }
}

/** How many steals there were before a time. */
function stealsBefore({ trace, steals }: Replay, time: number): number {
  let low = 0;
  let high = steals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (trace.time(steals[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The row between the Ps and the log: counts, and what the log shows. */
export function drawTotals(grid: Grid, stage: Stage): void {
  const { moment, layout, glyphs, view } = stage;
  const { columns, totalsRow: row } = layout;
  for (let column = 0; column < columns; column++) {
    grid.put(row, column, glyphs.rule, Color.grey | DIM);
  }
  const title = ` ${logTitle(view)} `;
  const end = columns - 2 - title.length;
  const parts = totals(stage);
  // Fewer numbers on a narrow screen, whole ones always.
  while (parts.length > 1 && 4 + parts.join(`  ${glyphs.dot}  `).length > end) parts.pop();
  grid.put(row, 2, plain(` ${parts.join(`  ${glyphs.dot}  `)} `, glyphs), 0, end);
  if (end > 30) grid.put(row, columns - 1 - title.length, plain(title, glyphs), Color.grey);
  if (moment.totals.lost > 0) {
    grid.put(row, 2, ` ${grouped(moment.totals.lost)} events are missing `, Color.red | BOLD);
  }
}

function totals({ moment }: Stage): string[] {
  const { procs, tasks, machines, totals: sums } = moment;
  let queued = tasks.lengthOf(GLOBAL);
  let running = 0;
  procs.forEach((proc, p) => {
    queued += moment.queued(p);
    if (proc.state === ProcState.running && proc.exists) running++;
  });
  const parked = [...machines.values()].filter((doing) => doing === Doing.parked).length;
  const elsewhere = [...machines.keys()].filter((m) => !procs.some(({ machine }) => machine === m));
  const inCalls = elsewhere.filter((m) => machines.get(m) === Doing.inCall).length;
  const waiting = Math.max(0, tasks.count - queued - running);
  return [
    `Gs ${grouped(queued)} queued, ${running} run, ${grouped(waiting)} wait, ${grouped(sums.ended)} done`,
    `steals ${grouped(sums.steals)}`,
    `Ms ${machines.size}, ${parked} parked${inCalls > 0 ? `, ${inCalls} in calls` : ''}`,
    `misses ${grouped(sums.misses)}`,
    `${grouped(sums.stolen)} Gs stolen`,
  ];
}

const KEYS: readonly (readonly [string, string])[] = [
  ['space', 'play'],
  ['←→', 'step'],
  ['n p', 'steal'],
  ['+ -', 'speed'],
  ['/', 'filter'],
  ['g', 'go to'],
  ['?', 'help'],
  ['q', 'quit'],
];

/** The last row: the keys, or what is being typed. */
export function drawFooter(grid: Grid, { view, layout, glyphs }: Stage): void {
  const { footer, columns } = layout;
  if (view.line !== undefined) {
    grid.put(footer, 1, plain(view.line, glyphs), BOLD);
    return;
  }
  let at = 1;
  for (const [key, does] of KEYS) {
    const shown = glyphs.isAscii ? key.replace('←→', ', .') : key;
    if (at + shown.length + does.length + 2 > columns) break;
    at = grid.put(footer, at, shown, BOLD);
    at =
      grid.put(footer, at + 1, does === 'play' && view.isPlaying ? 'pause' : does, Color.grey) + 3;
  }
}

const HELP = (thief: string, task: string, next: string): readonly string[] => [
  'space  play, pause            ?  close this',
  '← →    one event back, forwards (also , and .)',
  'n p    next, previous steal   N P  by ten',
  '+ -    faster, slower',
  'g      go to a time: 1.5ms    0 $  start, end',
  '/      filter: P2 G17 steal   esc  none',
  '↑ ↓    scroll the Ps          l  to the present, if live',
  'q      quit',
  '',
  `${task} a task that waits, the oldest left   ${next} next`,
  `${thief} a thief on its way     ? searches  j joins`,
  's in a call  z parked  l loads  e event loop',
  'top line: steals over the whole run',
];

/** The help, over the middle of the screen. */
export function drawHelp(grid: Grid, { layout, glyphs }: Stage): void {
  const lines = HELP(glyphs.thief, glyphs.task, glyphs.next).map((line) =>
    glyphs.isAscii ? plain(line.replace('← →  ', ', .  ').replace('↑ ↓', 'u d'), glyphs) : line,
  );
  const width = 2 + Math.max(...lines.map((line) => line.length));
  const left = Math.max(0, Math.floor((layout.columns - width - 2) / 2));
  const top = Math.max(0, Math.floor((layout.rows - lines.length - 2) / 2));
  ['', ...lines, ''].forEach((line, i) => {
    grid.put(top + i, left, ` ${line.padEnd(width)} `, INVERSE);
  });
}
