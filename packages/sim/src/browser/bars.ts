/** Paints the bars of a timeline: pixels first, then the texts that fit into them. */

import { taskOf } from '../report/facts.js';
import { rowsShown, topOf, xOf } from '../report/layout.js';
import { stretchAt } from '../report/lanes.js';
import { Look, LOOKS } from '../report/looks.js';
import { EDGE, Raster } from '../report/raster.js';
import type { Chart } from '../report/subject.js';
import type { Trace } from '@pilfer/scheduler/trace';
import { GUTTER, RULER } from './scene.js';
import type { Scene } from './scene.js';
import type { Colors } from './theme.js';

/** Bars narrower than this have no text, CSS pixels. */
const TEXT_WIDTH = 34;

/** Paints bars. Keeps its buffers from frame to frame. */
export class Bars {
  #chart: Chart | undefined;
  #raster: Raster | undefined;
  #looks = new Uint8Array(0);
  #image: ImageData | undefined;
  #colors: Colors | undefined;
  readonly #table = new Uint32Array(2 * EDGE);
  #inks: readonly string[] = [];

  /** Paints the rows in view into a canvas `width` × `height` CSS pixels wide, its plot `plotWidth`. */
  paint(
    context: CanvasRenderingContext2D,
    { chart, view, rows, shown }: Scene,
    colors: Colors,
    plotWidth: number,
    plotHeight: number,
  ): void {
    this.#use(chart, colors);
    const ratio = window.devicePixelRatio;
    const width = Math.max(1, Math.round(plotWidth * ratio));
    const height = Math.max(1, Math.round(plotHeight * ratio));
    const image = this.#imageOf(context, width, height);
    this.#looks.fill(0);
    const bar = Math.max(1, Math.round(rows.bar * ratio));
    const [first, last] = rowsShown(rows, plotHeight);
    for (let row = first; row < last; row++) {
      const top = Math.min(Math.round(topOf(rows, row) * ratio), height - bar);
      this.#raster?.draw(shown[row] as number, view, { data: this.#looks, width }, top, bar);
    }
    const pixels = new Uint32Array(image.data.buffer);
    const [looks, table] = [this.#looks, this.#table];
    for (let i = 0; i < looks.length; i++) pixels[i] = table[looks[i] as number] as number;
    context.putImageData(image, Math.round(GUTTER * ratio), Math.round(RULER * ratio));
  }

  /** Writes the tasks into bars that are wide enough. */
  write(
    context: CanvasRenderingContext2D,
    trace: Trace,
    { chart, view, rows, shown, rowKind }: Scene,
    plotWidth: number,
    plotHeight: number,
  ): void {
    if (rows.bar < 11) return;
    const { lanes } = chart;
    const step = (view.to - view.from) / plotWidth;
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    const [from, until] = rowsShown(rows, plotHeight);
    for (let row = from; row < until; row++) {
      const top = topOf(rows, row);
      const lane = shown[row] as number;
      const last = lanes.first[lane + 1] as number;
      for (let x = 0; x < plotWidth;) {
        const i = stretchAt(lanes, lane, view.from + x * step);
        if (i >= last || (lanes.from[i] as number) >= view.to) break;
        const begin = Math.max(0, xOf(view, plotWidth, lanes.from[i] as number));
        const end = Math.min(plotWidth, xOf(view, plotWidth, lanes.to[i] as number));
        if (end - begin >= TEXT_WIDTH) {
          const words =
            rowKind === 'G' ? lookName(lanes.look[i] as number) : taskOf(trace, lanes, i);
          context.fillStyle = this.#inks[lanes.look[i] as number] ?? '';
          writeInside(
            context,
            words,
            GUTTER + begin + 5,
            RULER + top + rows.bar / 2 + 0.5,
            end - begin - 9,
          );
        }
        // Half a pixel on, so that rounding does not find the same stretch again.
        x = Math.max(end + 0.5, x + 6);
      }
    }
  }

  #use(chart: Chart, colors: Colors): void {
    if (chart !== this.#chart) {
      this.#chart = chart;
      this.#raster = new Raster(chart.lanes, chart.sums);
    }
    if (colors === this.#colors) return;
    this.#colors = colors;
    const ground = rgbOf(colors.card);
    this.#table.fill(pixelOf(ground));
    for (let look = 0; look < LOOKS; look++) {
      const rgb = rgbOf(colors.looks[look] as string);
      this.#table[look + 1] = pixelOf(rgb);
      this.#table[look + 1 + EDGE] = pixelOf(mix(rgb, ground, 0.45));
    }
    this.#inks = colors.looks.map((one) => (brightness(rgbOf(one)) > 0.5 ? '#16191d' : '#ffffff'));
  }

  #imageOf(context: CanvasRenderingContext2D, width: number, height: number): ImageData {
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = context.createImageData(width, height);
      this.#looks = new Uint8Array(width * height);
    }
    return this.#image;
  }
}

/** On the rows of tasks the name would be the same all along. */
function lookName(look: number): string {
  return look === Look.runnable ? 'runnable' : look === Look.waiting ? 'waiting' : '';
}

/** Writes as much of a text as fits; nothing if only its beginning would. */
function writeInside(
  context: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  room: number,
): void {
  if (words === '') return;
  // A letter is about 6 pixels wide; measuring each text would cost more than painting it.
  const fits = Math.floor(room / 6);
  if (words.length <= fits) context.fillText(words, x, y);
  else {
    const [first = ''] = words.split(' ');
    if (fits > first.length + 3) context.fillText(`${words.slice(0, fits - 1)}…`, x, y);
    else if (first.length <= fits) context.fillText(first, x, y);
  }
}

type Rgb = readonly [number, number, number];

function rgbOf(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  const at = (i: 0 | 1 | 2): number => Math.round(one[i] * (1 - share) + other[i] * share);
  return [at(0), at(1), at(2)];
}

/** As canvases store it: red is the lowest byte. */
function pixelOf([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

function brightness([red, green, blue]: Rgb): number {
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}
