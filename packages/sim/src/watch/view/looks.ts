/** How states and tasks look. */

import { ProcState } from '@pilfer/scheduler/trace';
import { BOLD, Color, DIM } from '../screen/style.js';
import type { Glyphs } from '../screen/glyphs.js';

/** A state: its sign, its words, its style. */
export interface Look {
  readonly sign: string;
  readonly words: string;
  readonly style: number;
}

const LOOKS: Readonly<Record<ProcState, Look>> = {
  [ProcState.idle]: { sign: ' ', words: 'idle', style: Color.grey | DIM },
  [ProcState.scheduling]: { sign: '.', words: 'between two', style: Color.grey },
  [ProcState.searching]: { sign: '?', words: 'searches', style: Color.orange },
  [ProcState.running]: { sign: '', words: 'runs', style: Color.green | BOLD },
  [ProcState.joining]: { sign: 'j', words: 'joins', style: Color.purple },
  [ProcState.syscall]: { sign: 's', words: 'in a call', style: Color.blue },
  [ProcState.parked]: { sign: 'z', words: 'parked', style: Color.grey | DIM },
  [ProcState.loading]: { sign: 'l', words: 'loads', style: Color.yellow },
  [ProcState.turning]: { sign: 'e', words: 'event loop', style: Color.sky },
};

/** The look of a state. */
export function lookOf(state: ProcState, glyphs: Glyphs): Look {
  const look = LOOKS[state];
  return state === ProcState.running ? { ...look, sign: glyphs.running } : look;
}

/** Colours of tasks; never the only difference. */
const TASK_COLORS = [Color.sky, Color.yellow, Color.green, Color.purple, Color.orange, Color.blue];

/** The colour of tasks of one name, by its number in the string table. */
export function taskColor(name: number): number {
  return name <= 0 ? Color.plain : (TASK_COLORS[name % TASK_COLORS.length] as number);
}
