/** Everything that one picture is drawn from. */

import type { Moment } from '../model/moment.js';
import type { Replay } from '../model/replay.js';
import type { Glyphs } from '../screen/glyphs.js';
import type { Layout } from './layout.js';
import type { Flight, Walk } from './moves.js';
import type { View } from './view.js';

/** What there is, and how it is shown. */
export interface Stage {
  readonly replay: Replay;
  readonly moment: Moment;
  readonly view: View;
  readonly layout: Layout;
  readonly glyphs: Glyphs;
  /** By thief. */
  readonly flights: ReadonlyMap<number, Flight>;
  readonly walks: ReadonlyMap<number, Walk>;
}
