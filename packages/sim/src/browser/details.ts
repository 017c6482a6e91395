/** The panel that tells about what is selected. */

import { describeAt } from '@pilfer/scheduler/trace';
import { stealFacts, stretchFacts } from '../report/facts.js';
import type { Fact, Facts } from '../report/facts.js';
import { byId, make } from './dom.js';
import type { Selection } from './scene.js';
import type { Timeline } from './timeline.js';

/** Shows what is selected; its causes lead to where they happened. */
export function showDetails(timeline: Timeline, selection: Selection): void {
  const panel = byId('details');
  const facts = factsOf(timeline, selection);
  if (facts === undefined) {
    panel.replaceChildren(
      make('h3', {}, 'Nothing selected'),
      make(
        'p',
        { class: 'quiet' },
        'Click a bar or an arrow to see why it is there, and where its other end is. Keys: n goes to the next steal, ? tells the others.',
      ),
    );
    return;
  }
  const rows = facts.facts.flatMap((fact) => [
    make('dt', {}, fact.name),
    make('dd', {}, valueOf(timeline, fact)),
  ]);
  panel.replaceChildren(make('h3', {}, facts.title), make('dl', {}, ...rows));
  byId('said').textContent = facts.title;
}

function factsOf(timeline: Timeline, selection: Selection): Facts | undefined {
  const { trace, steals } = timeline.subject;
  switch (selection.kind) {
    case 'stretch':
      return stretchFacts(trace, timeline.chart.lanes, selection.lane, selection.stretch);
    case 'steal':
      return stealFacts(trace, steals, selection.steal);
    case 'event':
      return {
        title: `Event ${selection.event + 1}`,
        facts: [{ name: 'says', value: describeAt(trace, selection.event) }],
      };
    case 'nothing':
      return undefined;
  }
}

function valueOf(timeline: Timeline, { value, event }: Fact): Node | string {
  if (event === undefined) return value;
  const link = make('button', { type: 'button', class: 'link' }, value);
  link.addEventListener('click', () => {
    timeline.selectEvent(event);
    byId('details').focus({ preventScroll: true });
  });
  return link;
}
