/** The speed-up that the program allows on any number of Ps (Cilkview's picture), and what this run got. */

import { speedupBand } from '../../metrics/work-span.js';
import type { WorkSpan } from '../../metrics/work-span.js';
import { element, line, picture, text, through } from './svg.js';

const [LEFT, RIGHT, TOP, BOTTOM] = [40, 14, 10, 34];

/** Draws the band between burdened and ideal speed-up, and the run as a dot. */
export function speedupChart(
  { work, span, burdenedSpan, parallelism }: WorkSpan,
  procs: number,
  reached: number,
  width: number,
  height: number,
): string {
  const most = Math.max(4, 2 * procs);
  const counts = Array.from({ length: 65 }, (_, i) => 1 + ((most - 1) * i) / 64);
  const bands = counts.map((p) => speedupBand(work, span, burdenedSpan, p));
  const top = Math.max(reached, ...bands.map(({ high }) => high)) * 1.08;
  const xOf = (p: number): number => LEFT + ((p - 1) / (most - 1)) * (width - LEFT - RIGHT);
  const yOf = (speedup: number): number =>
    height - BOTTOM - (speedup / top) * (height - TOP - BOTTOM);
  const along = (of: 'low' | 'high'): (readonly [number, number])[] =>
    bands.map((band, i) => [xOf(counts[i] as number), yOf(band[of])]);
  const area = [...along('high'), ...along('low').reverse()];
  const linear = Math.min(most, top);
  return picture(
    width,
    height,
    `Speed-up by number of Ps; parallelism ${parallelism.toPrecision(3)}; this run: ${reached.toPrecision(3)} on ${procs} Ps`,
    ...grid(top, most, xOf, yOf, width, height),
    line(xOf(1), yOf(1), xOf(linear), yOf(linear), { class: 'ideal' }),
    element('path', { d: `${through(area)}Z`, class: 'band' }),
    element('path', { d: through(along('high')), class: 'band-edge' }),
    element('path', { d: through(along('low')), class: 'band-edge' }),
    element(
      'circle',
      { cx: xOf(procs), cy: yOf(reached), r: 5, class: 'dot' },
      element('title', {}, `this run: ${reached.toPrecision(3)} on ${procs} Ps`),
    ),
  );
}

function grid(
  top: number,
  most: number,
  xOf: (p: number) => number,
  yOf: (speedup: number) => number,
  width: number,
  height: number,
): string[] {
  const parts: string[] = [];
  const step = niceStep(top / 6);
  for (let speedup = 0; speedup <= top; speedup += step) {
    const y = yOf(speedup);
    parts.push(
      line(LEFT, y, width - RIGHT, y, { class: 'grid' }),
      text(LEFT - 8, y + 4, String(Number(speedup.toPrecision(3))), {
        class: 'label',
        'text-anchor': 'end',
      }),
    );
  }
  const every = Math.max(1, niceStep(most / Math.max(2, Math.floor((width - LEFT) / 44))));
  for (let p = every; p <= most; p += every) {
    parts.push(
      text(xOf(p), height - BOTTOM + 16, String(p), { class: 'label', 'text-anchor': 'middle' }),
    );
  }
  const middle = (LEFT + width - RIGHT) / 2;
  parts.push(text(middle, height - 3, 'number of Ps', { class: 'label', 'text-anchor': 'middle' }));
  return parts;
}

/** 1, 2 or 5 times a power of ten, at least a value. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((n) => n * power).find((one) => one >= least * (1 - 1e-12)) ?? least;
}
