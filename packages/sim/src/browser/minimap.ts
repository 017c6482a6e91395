/** The whole run in small, with the part that the timeline shows. */

import { LOOKS, Look } from '../report/looks.js';
import { addShares } from '../report/shares.js';
import type { Subject } from '../report/subject.js';
import { canvasOf, sharpen } from './dom.js';
import { GUTTER } from './scene.js';
import type { Colors } from './theme.js';
import type { Timeline } from './timeline.js';

const HEIGHT = 46;
/** Work lowest, then what is no work but no rest either. */
const STACK: readonly number[] = [
  Look.running,
  Look.syscall,
  Look.joining,
  Look.loading,
  Look.turning,
  Look.searching,
  Look.scheduling,
];

/** The minimap of a timeline. */
export class Minimap {
  readonly #canvas = canvasOf('minimap');
  readonly #timeline: Timeline;
  readonly #ground = document.createElement('canvas');
  #of: readonly [Subject, Colors, number] | undefined;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.#canvas.addEventListener('pointerdown', (event) => {
      this.#canvas.setPointerCapture(event.pointerId);
      this.#center(event.offsetX);
    });
    this.#canvas.addEventListener('pointermove', (event) => {
      if (event.buttons === 1) this.#center(event.offsetX);
    });
  }

  paint(colors: Colors): void {
    const { subject, plotWidth: width, view } = this.#timeline;
    const [was, then, wide] = this.#of ?? [];
    if (was !== subject || then !== colors || wide !== width) {
      this.#of = [subject, colors, width];
      this.#paintGround(subject, colors, width);
    }
    const context = sharpen(this.#canvas, GUTTER + width, HEIGHT);
    context.fillStyle = colors.card;
    context.fillRect(0, 0, GUTTER + width, HEIGHT);
    context.drawImage(this.#ground, GUTTER, 0, width, HEIGHT);
    const { from, to } = subject.bounds;
    const xOf = (time: number): number => ((time - from) / (to - from)) * width;
    const [begin, end] = [xOf(view.from), Math.max(xOf(view.to), xOf(view.from) + 2)];
    context.globalAlpha = 0.72;
    context.fillRect(GUTTER, 0, begin, HEIGHT);
    context.fillRect(GUTTER + end, 0, width - end, HEIGHT);
    context.globalAlpha = 1;
    context.strokeStyle = colors.ink2;
    context.lineWidth = 1;
    context.strokeRect(GUTTER + begin + 0.5, 0.5, Math.max(1, end - begin - 1), HEIGHT - 1);
  }

  #paintGround(subject: Subject, colors: Colors, width: number): void {
    const { lanes, sums } = subject.chart('P');
    const columns = Math.max(1, Math.floor(width));
    const shares = new Float64Array(columns * LOOKS);
    for (let lane = 0; lane < lanes.ids.length; lane++) {
      addShares(lanes, sums, lane, subject.bounds, columns, shares);
    }
    const context = sharpen(this.#ground, width, HEIGHT);
    context.fillStyle = colors.looks[Look.idle] as string;
    context.fillRect(0, 0, width, HEIGHT);
    const { from, to } = subject.bounds;
    const all = ((to - from) / columns) * lanes.ids.length;
    for (let x = 0; x < columns; x++) {
      let bottom = HEIGHT;
      for (const look of STACK) {
        const tall = ((shares[x * LOOKS + look] as number) / all) * HEIGHT;
        if (tall === 0) continue;
        context.fillStyle = colors.looks[look] as string;
        context.fillRect(x, bottom - tall, 1, tall);
        bottom -= tall;
      }
    }
  }

  #center(x: number): void {
    const { subject, view, plotWidth } = this.#timeline;
    const { from, to } = subject.bounds;
    const middle = from + ((x - GUTTER) / plotWidth) * (to - from);
    const half = (view.to - view.from) / 2;
    this.#timeline.show({ from: middle - half, to: middle + half });
  }
}
