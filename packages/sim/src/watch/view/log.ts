/** The latest events in words, with their causes; the newest first. */

import { describe, Kind, kindInfo, NONE } from '@pilfer/scheduler/trace';
import type { TraceEvent } from '@pilfer/scheduler/trace';
import type { Replay } from '../model/replay.js';
import { plain } from '../screen/glyphs.js';
import type { Grid } from '../screen/grid.js';
import { BOLD, Color, DIM } from '../screen/style.js';
import { isEverything, isNotable, passes } from './filter.js';
import type { Stage } from './stage.js';
import type { View } from './view.js';

/** Events that are looked through for those to show. */
const BACK = 20_000;

/** Draws the log. */
export function drawLog(grid: Grid, stage: Stage): void {
  const { replay, view, layout, glyphs } = stage;
  const { logFirst, logRows, columns } = layout;
  latest(replay, view, logRows).forEach((event, i) => {
    const row = logFirst + i;
    const isNow = i === 0 && !view.isPlaying;
    const [time = '', place = '', ...rest] = describe(event, replay.trace.strings).split('  ');
    const style = isNow ? BOLD : 0;
    grid.put(row, 1, plain(time.padStart(14), glyphs), isNow ? BOLD : Color.grey);
    grid.put(row, 17, place, event.kind === Kind.steal ? Color.orange | style : style);
    const words = plain(`${rest.join('  ')}${nameOf(stage, event)}`, glyphs);
    const cause = plain(because(event), glyphs);
    const at = grid.put(row, 26, words, style, columns - 1);
    grid.put(row, at, cause, Color.grey | DIM, columns - 1);
    if (26 + words.length + cause.length > columns - 1)
      grid.put(row, columns - 2, glyphs.more, Color.grey);
  });
}

/** The heading of the log: which events it shows. */
export function logTitle({ filter, isPlaying }: View): string {
  if (!isEverything(filter)) return `events of ${filter.text}`;
  return isPlaying ? 'steals and the like' : 'every event';
}

function latest({ trace }: Replay, view: View, count: number): TraceEvent[] {
  const found: TraceEvent[] = [];
  const { filter } = view;
  const isBrief = view.isPlaying && isEverything(filter);
  const last = Math.max(0, view.index - BACK);
  for (let i = view.index - 1; i >= last && found.length < count; i--) {
    if (isBrief && !isNotable(trace.kind(i))) continue;
    const event = trace.event(i);
    if (isBrief || passes(event, filter)) found.push(event);
  }
  return found;
}

/** The name of a task that starts, while it is alive: its creation said it, perhaps long ago. */
function nameOf({ moment, replay }: Stage, event: TraceEvent): string {
  const name = event.kind === Kind.start ? moment.tasks.nameOf(event.task) : NONE;
  const text = name > 0 ? replay.trace.strings.get(name) : '';
  return text === '' ? '' : ` (${text})`;
}

/** The rule behind an event, where it is not plain. */
function because({ kind, a, b, c }: TraceEvent): string {
  switch (kind) {
    case Kind.steal:
      return c > 1 && b === Math.ceil(c / 2) ? ': half of the queue' : '';
    case Kind.globalTake:
      return c !== 0 ? ': every 61st look goes there first' : ': its own queue was empty';
    case Kind.overflow:
      return ': the queue was full, half of it goes';
    case Kind.searchBegin:
      return ': nothing in its own queue, nor in the global one';
    case Kind.park:
      return ': nothing was found anywhere';
    case Kind.preempt:
      return ': its time slice was over';
    case Kind.retake:
      return ': others can use the P meanwhile';
    case Kind.wake:
      return WAKES[b] ?? '';
    default:
      return kindInfo(kind) === undefined && a !== 0
        ? ': a kind that this version does not know'
        : '';
  }
}

/** By the numbers of `WakeCause`. */
const WAKES: readonly string[] = [
  '',
  '',
  ': who was the last to search found work, so another searches on',
];
