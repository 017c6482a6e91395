/**
 * How a cell looks: a colour of the palette and attributes, in one number.
 *
 * The palette is that of Okabe and Ito ("Color Universal Design", 2008), whose colours people with any
 * kind of colour vision tell apart; and nothing is told by colour alone.
 */

/** Colours; 0 is the terminal's own. */
export const Color = {
  plain: 0,
  orange: 1,
  sky: 2,
  green: 3,
  yellow: 4,
  blue: 5,
  red: 6,
  purple: 7,
  grey: 8,
} as const;

/** Each colour as one of 256, and as one of 16. */
const CODES: readonly (readonly [number, number])[] = [
  [0, 39],
  [214, 33],
  [117, 36],
  [36, 32],
  [227, 93],
  [32, 34],
  [202, 31],
  [175, 35],
  [245, 90],
];

/** Attributes, to be added to a colour. */
export const BOLD = 16;
export const DIM = 32;
export const INVERSE = 64;

/** How many colours a terminal has. */
export type Depth = 0 | 16 | 256;

/** Returns the sequence that sets a style, whatever was set before. Without colours, attributes stay. */
export function sgr(style: number, depth: Depth): string {
  const [many, few] = CODES[style & 15] as readonly [number, number];
  const color =
    depth === 0 || (style & 15) === 0 ? '' : depth === 256 ? `;38;5;${many}` : `;${few}`;
  const bold = (style & BOLD) === 0 ? '' : ';1';
  const dim = (style & DIM) === 0 ? '' : ';2';
  const inverse = (style & INVERSE) === 0 ? '' : ';7';
  return `\u001b[0${bold}${dim}${inverse}${color}m`;
}
