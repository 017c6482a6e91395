/** What a timeline shows at one moment. */

import type { PathPiece } from '../report/path.js';
import type { Rows } from '../report/layout.js';
import type { LaneKind } from '../report/lanes.js';
import type { Arrows, StealList } from '../report/steals.js';
import type { Chart } from '../report/subject.js';
import type { View } from '../report/view.js';

/** What is selected. */
export type Selection =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'stretch'; readonly lane: number; readonly stretch: number }
  | { readonly kind: 'steal'; readonly steal: number }
  | { readonly kind: 'event'; readonly event: number; readonly time: number };

/** Nothing is selected. */
export const NOTHING_SELECTED: Selection = { kind: 'nothing' };

/** All that painting needs. */
export interface Scene {
  readonly rowKind: LaneKind;
  readonly chart: Chart;
  readonly view: View;
  readonly rows: Rows;
  /** Row → lane. */
  readonly shown: Int32Array;
  readonly steals: StealList;
  /** Empty if they are not to be shown. */
  readonly arrows: Arrows;
  readonly path: readonly PathPiece[] | undefined;
  readonly selection: Selection;
  /** Times of events that a search has found, in view. */
  readonly marks: readonly number[];
  /** Column of the pointer; undefined: it is elsewhere. */
  readonly pointer: number | undefined;
  /** A stretch of columns that is being chosen. */
  readonly range: readonly [from: number, to: number] | undefined;
}

/** Space on the left for the names of rows, and above for the scale of time, pixels. */
export const GUTTER = 56;
export const RULER = 26;
