/** A picture of a moment: a pure function of trace, view and size. */

import type { Replay } from '../model/replay.js';
import { Grid } from '../screen/grid.js';
import type { Glyphs } from '../screen/glyphs.js';
import { drawFooter, drawHeading, drawHelp, drawTimeLine, drawTotals } from './frame.js';
import { layOut } from './layout.js';
import { drawLog } from './log.js';
import { movesAt } from './moves.js';
import { drawGlobal, drawProcs } from './procs.js';
import { drawMoves } from './road.js';
import type { Stage } from './stage.js';
import type { View } from './view.js';

/** Draws a moment of a replay. */
export function draw(
  replay: Replay,
  view: View,
  columns: number,
  rows: number,
  glyphs: Glyphs,
): Grid {
  const grid = new Grid(columns, rows);
  const layout = layOut(columns, rows, replay.procs);
  const moment = replay.at(view.index);
  const moves = movesAt(replay, moment, view);
  const stage: Stage = {
    replay,
    moment,
    view,
    layout,
    glyphs,
    flights: new Map(moves.flights.map((flight) => [flight.thief, flight])),
    walks: new Map(moves.walks.map((walk) => [walk.thief, walk])),
  };
  drawHeading(grid, stage);
  drawTimeLine(grid, stage);
  drawGlobal(grid, stage);
  drawProcs(grid, stage);
  drawMoves(grid, layout, view, moves, glyphs);
  drawTotals(grid, stage);
  drawLog(grid, stage);
  drawFooter(grid, stage);
  if (view.isHelpShown) drawHelp(grid, stage);
  return grid;
}
