/** All contests of one thread, in the order of the report. */

import type { Contest } from '../../interleave.js';
import { queueContests } from './global-queue.js';
import { inboxAndCellContests } from './inbox-and-cell.js';
import { dequeContests } from './owner-and-thief.js';

/** Makes them anew, each with structures of its own. */
export function allContests(): Contest[] {
  return [...dequeContests(), ...queueContests(), ...inboxAndCellContests()];
}
