/** The signs of the pictures, for terminals with and without them. */

/** One set of signs. */
export interface Glyphs {
  readonly isAscii: boolean;
  readonly task: string;
  readonly next: string;
  readonly more: string;
  readonly thief: string;
  readonly miss: string;
  readonly running: string;
  readonly playing: string;
  readonly paused: string;
  readonly left: string;
  readonly right: string;
  readonly rule: string;
  readonly horizontal: string;
  readonly vertical: string;
  /** Corners by where their two ends are. */
  readonly leftDown: string;
  readonly leftUp: string;
  readonly rightDown: string;
  readonly rightUp: string;
  readonly now: string;
  readonly dot: string;
  /** From nothing to full. */
  readonly levels: string;
}

export const UNICODE: Glyphs = {
  isAscii: false,
  task: '●',
  next: '○',
  more: '…',
  thief: '@',
  miss: '×',
  running: '►',
  playing: '►',
  paused: '‖',
  left: '◄',
  right: '►',
  rule: '─',
  horizontal: '─',
  vertical: '│',
  leftDown: '╮',
  leftUp: '╯',
  rightDown: '╭',
  rightUp: '╰',
  now: '┃',
  dot: '·',
  levels: ' ▁▂▃▄▅▆▇█',
};

export const ASCII: Glyphs = {
  isAscii: true,
  task: 'o',
  next: 'n',
  more: '+',
  thief: '@',
  miss: 'x',
  running: '>',
  playing: '>',
  paused: '=',
  left: '<',
  right: '>',
  rule: '-',
  horizontal: '-',
  vertical: '|',
  leftDown: '.',
  leftUp: "'",
  rightDown: '.',
  rightUp: '`',
  now: '|',
  dot: '.',
  levels: ' _.-=+*%#',
};

/** Returns a text that a terminal with such glyphs can show. */
export function plain(text: string, { isAscii }: Glyphs): string {
  return isAscii ? text.replaceAll('µ', 'u').replace(/[^\x20-\x7e]/g, '?') : text;
}

/** Returns the sign of a share from 0 to 1; of more than 0, never that of nothing. */
export function level(share: number, { levels }: Glyphs): string {
  const last = levels.length - 1;
  const at = share <= 0 ? 0 : Math.max(1, Math.min(last, Math.round(share * last)));
  return levels[at] as string;
}
