/** Where a command reads and writes, as values: tests give it their own. */

import type { Terminal } from './terminal.js';

/** What a command has of the outside. */
export interface Io {
  /** Writes a result; bytes only where a command was asked for a format of bytes. */
  out(text: string | Uint8Array): void;
  /** Writes what is not the result: progress and complaints. */
  err(text: string): void;
  /** The result may be coloured. */
  readonly color: boolean;
  /** What moving pictures are shown on: there if input and output are a terminal. */
  readonly terminal?: Terminal | undefined;
}

/** What {@link wantsColor} looks at. */
export interface Surroundings {
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * True if colours are welcome: FORCE_COLOR says yes or no; else NO_COLOR (not empty) says no; else a
 * terminal says yes, unless it is dumb.
 */
export function wantsColor({ isTerminal, env }: Surroundings): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Words in colour, or as they are. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  red(text: string): string;
}

/** Returns the paint of an output. */
export function paintOf({ color }: Pick<Io, 'color'>): Paint {
  const code = (on: number, off: number) => (text: string) =>
    color ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return { bold: code(1, 22), dim: code(2, 22), green: code(32, 39), red: code(31, 39) };
}
