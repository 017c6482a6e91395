/** `pilfer demo`: a guided tour of half a minute. */

import { drawScene, Tour } from '../../watch/demo/tour.js';
import { tourScenes } from '../../watch/demo/scenes.js';
import type { Command } from '../command.js';
import { Exit } from '../errors.js';
import { glyphsFor } from '../glyphs.js';
import { runShow } from '../session.js';

const COLUMNS = 90;
const ROWS = 22;
/** How many times faster than usual. */
const FAST = 20;

export const demo: Command = {
  name: 'demo',
  about: 'a guided tour of half a minute: work stealing by an example',
  usage: '[flags]',
  flags: {
    fast: { about: `${FAST} times faster, and without waiting at the end` },
    ascii: { about: 'signs that every terminal has' },
  },
  examples: [
    ['pilfer demo', 'enter goes on, left goes back, q quits'],
    ['pilfer demo | less', 'as text: one picture of each scene'],
    ['pilfer demo --ascii', 'for terminals with ASCII only'],
  ],
  run(args, io) {
    const scenes = tourScenes();
    const glyphs = glyphsFor(args, io);
    if (io.terminal !== undefined) {
      return runShow(new Tour(scenes, glyphs, args.has('fast') ? FAST : 1), io.terminal);
    }
    scenes.forEach((scene, i) => {
      const { from, to } = scene;
      const progress = { number: i + 1, count: scenes.length, isPlaying: true };
      const grid = drawScene(scene, (from + to) / 2, COLUMNS, ROWS, glyphs, progress);
      const lines = grid.lines(io.color ? 256 : 0);
      io.out(`${lines.slice(0, -1).join('\n').trimEnd()}\n\n`);
    });
    return Exit.ok;
  },
};
