/** Where the critical path ran: its parts, laid on the lanes of a chart. */

import type { PathPart } from '../metrics/work-span.js';
import type { Lanes } from './lanes.js';
import { Look } from './looks.js';

/** A piece of the path on one lane. */
export interface PathPiece {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Finds the pieces of a path on lanes, in the order of time. A part says when the path left its task
 * and how long it had been in it: so it lies in the last stretches before, that long together. What no
 * lane shows, a sleep or a call without its P, has no piece.
 */
export function pathOn(lanes: Lanes, path: readonly PathPart[]): PathPiece[] {
  const stretches = stretchesOf(lanes, new Set(path.map(({ task }) => task)));
  const pieces: PathPiece[] = [];
  let since = -Infinity;
  for (const { task, at, time } of path) {
    const back: PathPiece[] = [];
    const own = stretches.get(task) ?? [];
    let left = time;
    for (let i = lastBefore(own, at); i >= 0 && left > 0; i--) {
      const { lane, from, to } = own[i] as PathPiece;
      const end = Math.min(to, at);
      const begin = Math.max(from, end - left, since);
      if (end <= begin) break;
      back.push({ lane, from: begin, to: end });
      left -= end - begin;
    }
    pieces.push(...back.reverse());
    since = at;
  }
  return pieces;
}

/** The stretches in which some tasks run or are in a call, by task, in the order of time. */
function stretchesOf(lanes: Lanes, tasks: ReadonlySet<number>): Map<number, PathPiece[]> {
  const found = new Map<number, PathPiece[]>();
  for (let lane = 0; lane + 1 < lanes.first.length; lane++) {
    for (let i = lanes.first[lane] as number; i < (lanes.first[lane + 1] as number); i++) {
      const task = lanes.task[i] as number;
      const look = lanes.look[i];
      if (!tasks.has(task) || (look !== Look.running && look !== Look.syscall)) continue;
      const piece = { lane, from: lanes.from[i] as number, to: lanes.to[i] as number };
      const known = found.get(task);
      if (known === undefined) found.set(task, [piece]);
      else known.push(piece);
    }
  }
  for (const pieces of found.values()) pieces.sort((one, other) => one.from - other.from);
  return found;
}

/** The last stretch that begins before a time; −1 if none does. */
function lastBefore(stretches: readonly PathPiece[], time: number): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stretches[middle] as PathPiece).from < time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
