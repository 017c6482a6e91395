/** The guided tour: scenes of small runs, with captions. A scene plays a part of a run, slowed down. */

import type { Replay } from '../model/replay.js';
import type { Glyphs } from '../screen/glyphs.js';
import { plain } from '../screen/glyphs.js';
import { Grid } from '../screen/grid.js';
import { BOLD, Color } from '../screen/style.js';
import type { Show } from '../show.js';
import { draw } from '../view/draw.js';
import { EVERYTHING } from '../view/filter.js';
import type { View } from '../view/view.js';

/** One scene. */
export interface Scene {
  readonly title: string;
  readonly caption: readonly string[];
  readonly replay: Replay;
  /** What part of the run it plays, ns, and in how many seconds. */
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}

/** Rows of the caption: a rule, a title, the text, the keys. */
const CAPTION_ROWS = 7;

/** Plays one scene after the other. */
export class Tour implements Show {
  isOver = false;
  readonly #scenes: readonly Scene[];
  readonly #glyphs: Glyphs;
  /** How many times faster than it is meant. */
  readonly #haste: number;
  #at = 0;
  /** Milliseconds of the scene that are over. */
  #elapsed = 0;
  #isPlaying = true;

  constructor(scenes: readonly Scene[], glyphs: Glyphs, haste = 1) {
    this.#scenes = scenes;
    this.#glyphs = glyphs;
    this.#haste = haste;
  }

  get isMoving(): boolean {
    return this.#isPlaying;
  }

  tick(ms: number): void {
    if (!this.#isPlaying) return;
    this.#elapsed += ms * this.#haste;
    if (this.#elapsed < 1000 * this.#scene.seconds) return;
    if (this.#at + 1 < this.#scenes.length) this.#go(1);
    else if (this.#haste > 1) this.isOver = true;
    else this.#isPlaying = false;
  }

  key(key: string): void {
    if (key === 'q') this.isOver = true;
    else if (key === ' ') this.#isPlaying = !this.#isPlaying;
    else if (key === 'left' || key === 'p' || key === 'backspace') this.#go(-1);
    else if (key === 'right' || key === 'n' || key === 'enter') {
      if (this.#at + 1 === this.#scenes.length) this.isOver = true;
      else this.#go(1);
    }
  }

  picture(columns: number, rows: number): Grid {
    const { replay, from, to, seconds } = this.#scene;
    const played = Math.min(1, this.#elapsed / (1000 * seconds));
    return drawScene(this.#scene, from + (to - from) * played, columns, rows, this.#glyphs, {
      number: this.#at + 1,
      count: this.#scenes.length,
      isPlaying: this.#isPlaying && replay.trace.length > 0,
    });
  }

  get #scene(): Scene {
    return this.#scenes[this.#at] as Scene;
  }

  #go(scenes: number): void {
    this.#at = Math.max(0, Math.min(this.#scenes.length - 1, this.#at + scenes));
    this.#elapsed = 0;
    this.#isPlaying = true;
  }
}

/** Where a scene stands in the tour. */
interface Progress {
  readonly number: number;
  readonly count: number;
  readonly isPlaying: boolean;
}

/** Draws a moment of a scene: the picture that `pilfer watch` shows, with a caption instead of the log. */
export function drawScene(
  scene: Scene,
  time: number,
  columns: number,
  rows: number,
  glyphs: Glyphs,
  progress: Progress,
): Grid {
  const { replay, from, to, seconds } = scene;
  const view: View = {
    title: replay.trace.info.title,
    index: replay.indexAfter(time),
    time,
    pace: (to - from) / seconds,
    isPlaying: progress.isPlaying,
    isLive: false,
    isFollowing: false,
    filter: EVERYTHING,
    top: 0,
    line: undefined,
    isHelpShown: false,
  };
  const above = Math.max(1, rows - CAPTION_ROWS);
  const picture = draw(replay, view, columns, above + 1, glyphs);
  const grid = new Grid(columns, rows);
  grid.glyphs.set(picture.glyphs.subarray(0, Math.min(above, rows) * columns));
  grid.styles.set(picture.styles.subarray(0, Math.min(above, rows) * columns));
  drawCaption(grid, above, scene, progress, glyphs);
  return grid;
}

function drawCaption(
  grid: Grid,
  row: number,
  { title, caption }: Scene,
  { number, count }: Progress,
  glyphs: Glyphs,
): void {
  for (let column = 0; column < grid.columns; column++) {
    grid.put(row, column, glyphs.rule, Color.sky);
  }
  const at = grid.put(row + 1, 1, `${number}/${count}  `, Color.grey);
  grid.put(row + 1, at, plain(title, glyphs), BOLD | Color.sky);
  caption.forEach((line, i) => grid.put(row + 2 + i, 6, plain(line, glyphs)));
  const keys = 'enter goes on   left goes back   space pauses   q quits';
  grid.put(grid.rows - 1, 6, keys, Color.grey);
}
