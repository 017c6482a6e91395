/** What a command that moves needs of a terminal, as a value: tests give it their own. */

import type { Depth } from '../watch/screen/style.js';

/** Who is told what happens. */
export interface TerminalEvents {
  /** Something was typed. */
  input(text: string): void;
  /** It has another size, or shows something else: all has to be drawn again. */
  redraw(): void;
  /** Nothing more can be typed. */
  end(): void;
}

/** A terminal. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly depth: Depth;
  readonly isUnicode: boolean;
  /** Takes the whole screen, and every key. */
  open(events: TerminalEvents): void;
  write(text: string): void;
  /** Whether what was written before is still on its way: another picture would only queue up. */
  readonly isBusy: boolean;
  /** Stops the process, as Ctrl-Z does, with the screen as it was; until it is continued. */
  suspend(): void;
  /** Gives everything back. */
  close(): void;
}
