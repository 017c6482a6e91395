/**
 * Reads Chrome JSON. What we exported comes back event by event. In a file of others each thread with
 * slices is shown as a P, and its outermost slices as tasks; slices named `G17 …` on any thread are
 * the same task, as in what Go's viewer writes.
 */

import type { TraceFile } from '@pilfer/scheduler/trace';
import { nsOf, TITLE_EVENT } from '../chrome.js';
import { eventOf } from '../fields.js';
import { Elements, eventsAt } from './elements.js';
import { infoOf, isRecord } from './json.js';
import { NumberedEvents } from './numbered.js';
import { ForeignSlices } from './foreign.js';

/** Reads a trace; undefined if the bytes are no Chrome JSON. */
export function readChrome(bytes: Uint8Array, title: string): TraceFile | undefined {
  const at = eventsAt(bytes);
  if (at === undefined) return undefined;
  const elements = new Elements(bytes, at);
  const foreign = new ForeignSlices(title);
  let ours: NumberedEvents | undefined;
  let expected = 0;
  let bad: string | undefined;
  for (const event of elements) {
    if (!isRecord(event)) continue;
    const { name, ph, args } = event;
    if (name === TITLE_EVENT && ph === 'M' && isRecord(args)) {
      ours = new NumberedEvents(infoOf(args, title));
      expected = Number(args['events']) || 0;
    } else if (ours === undefined) foreign.add(event);
    else if (isRecord(args) && typeof args['i'] === 'number') {
      const time = typeof args['time'] === 'number' ? args['time'] : nsOf(Number(event['ts']));
      const read = eventOf(time, args, ours.writer.strings);
      if ('problem' in read) bad ??= `cannot be read at event ${args['i']}: ${read.problem}`;
      else ours.add(args['i'], read);
    }
  }
  const { trace, problem } = ours?.finish(expected) ?? foreign.finish();
  return { trace, meta: { imported: 'chrome' }, problem: bad ?? elements.problem ?? problem };
}
