/** What exports have in common: the words for states, and the size of the pieces they are written in. */

import { ProcState } from '@pilfer/scheduler/trace';

/** More Ps than this are those of a damaged trace. */
export const MAX_PROCS = 4096;

/** A piece of this size, in bytes or characters, is written at once. */
export const PIECE = 65_536;

/** One word for each state of a P: categories of slices, names of frames. */
export const STATE_WORDS: Readonly<Record<ProcState, string>> = {
  [ProcState.idle]: 'idle',
  [ProcState.scheduling]: 'schedule',
  [ProcState.searching]: 'search',
  [ProcState.running]: 'run',
  [ProcState.joining]: 'join',
  [ProcState.syscall]: 'call',
  [ProcState.parked]: 'parked',
  [ProcState.loading]: 'load',
  [ProcState.turning]: 'turn',
};
