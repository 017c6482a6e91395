/** The structures, their programs, and the bugs that are planted in them. */

import { explore, type Report } from '@pilfer/explorer';
import { dequePrograms } from './deque.js';
import { globalQueuePrograms } from './global-queue.js';
import { inboxPrograms } from './inbox.js';
import { loadStructures, type ModelProgram, type Structures } from './load.js';
import { CELL, DEQUE, INBOX, QUEUE, type Mutant } from './mutants.js';
import { parkingCellPrograms } from './parking-cell.js';

/** A structure with its programs, and with bugs planted in it. */
export interface Suspect {
  readonly structure: string;
  readonly programs: (structures: Structures) => ModelProgram[];
  readonly mutants: readonly Mutant[];
}

/** All structures. */
export const SUSPECTS: readonly Suspect[] = [
  { structure: 'Deque', programs: dequePrograms, mutants: DEQUE },
  { structure: 'GlobalQueue', programs: globalQueuePrograms, mutants: QUEUE },
  { structure: 'Inbox', programs: inboxPrograms, mutants: INBOX },
  { structure: 'ParkingCell', programs: parkingCellPrograms, mutants: CELL },
];

/** Explores the program that is to find a planted bug. */
export async function explorePlanted(
  { programs }: Suspect,
  { name, foundBy, mutations }: Mutant,
): Promise<Report> {
  const program = programs(await loadStructures(mutations)).find((each) => each.name === foundBy);
  if (program === undefined) throw new Error(`no program is called '${foundBy}'`);
  return explore(name, program.build, program.options);
}
