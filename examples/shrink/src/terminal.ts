/** What the terminal shows: numbers for people, colours where they are wanted, one moving line. */

import { inspect } from 'node:util';

/** The colours in use. */
type Colour = 'bold' | 'dim' | 'green' | 'red' | 'yellow';

/** Colours a text, or leaves it alone. */
export type Paint = (colour: Colour, text: string) => string;

/** Whether a stream wants colours: a terminal does, unless the environment says otherwise. */
export function wantsColour(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Returns what colours texts. */
export function painter(colours: boolean): Paint {
  if (!colours) return (_, text) => text;
  return (colour, text) => {
    const [on, off] = inspect.colors[colour] ?? [0, 0];
    return `\u001B[${on}m${text}\u001B[${off}m`;
  };
}

/** `13,525` */
export function count(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 file`, `2 files` */
export function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** `150.1 MB` */
export function bytes(number: number): string {
  if (number < 1000) return `${number} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let scaled = number / 1000;
  let unit = 0;
  for (; scaled >= 999.95 && unit < units.length - 1; unit++) scaled /= 1000;
  return `${scaled.toFixed(1)} ${units[unit] ?? ''}`;
}

/** `18.2 s` */
export function seconds(number: number): string {
  return `${number.toFixed(number < 10 ? 2 : 1)} s`;
}

/** `98 %` */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A bar of `width` cells, filled to a share from 0 to 1. */
export function bar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
