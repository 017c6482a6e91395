/** Something that is shown on a terminal, and answers keys. */

import type { Grid } from './screen/grid.js';

/** What a session shows. */
export interface Show {
  /** The present picture. */
  picture(columns: number, rows: number): Grid;
  /** So many milliseconds have passed. */
  tick(ms: number): void;
  /** A key was pressed. */
  key(key: string): void;
  /** The picture changes by itself. */
  readonly isMoving: boolean;
  /** It is over. */
  readonly isOver: boolean;
}
