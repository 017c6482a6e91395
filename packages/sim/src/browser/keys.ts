/** What keys do. They work wherever the focus is, except in a field for text. */

import { rowOf } from '../report/layout.js';
import { stealAt } from '../report/steals.js';
import { stretchDuring } from '../report/lanes.js';
import { byId, dialogOf, fieldOf } from './dom.js';
import { NOTHING_SELECTED } from './scene.js';
import type { Timeline } from './timeline.js';

/** What keys do beyond the timeline. */
export interface Actions {
  readonly nextTheme: () => void;
  readonly setRows: (kind: 'P' | 'M' | 'G') => void;
  readonly toggleSteals: () => void;
  readonly togglePath: () => void;
}

/** Zoom of a key press. */
const STEP = 1.5;

/** Listens to keys. */
export function listenToKeys(timeline: Timeline, actions: Actions): void {
  const bindings = bindingsOf(timeline, actions);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (dialogOf('help-dialog').open) return;
    if (target instanceof HTMLInputElement) {
      if (event.key === 'Escape') timeline.canvas.focus();
      return;
    }
    const inTable = target instanceof Element && target.closest('.table') !== null;
    if (inTable && /^(Arrow|Page|Home|End|Enter)/.test(event.key)) return;
    const isArrow = event.key.startsWith('Arrow');
    if (isArrow && target !== timeline.canvas) return;
    const binding = bindings[event.key];
    if (binding === undefined) return;
    event.preventDefault();
    binding();
  });
}

function bindingsOf(timeline: Timeline, actions: Actions): Readonly<Record<string, () => void>> {
  const closer = (): void => timeline.zoom(1 / STEP);
  const further = (): void => timeline.zoom(STEP);
  const left = (): void => timeline.pan(-0.15);
  const right = (): void => timeline.pan(0.15);
  return {
    w: closer,
    '+': closer,
    '=': closer,
    s: further,
    '-': further,
    a: left,
    ArrowLeft: left,
    d: right,
    ArrowRight: right,
    ArrowUp: () => moveRow(timeline, -1),
    ArrowDown: () => moveRow(timeline, 1),
    '[': () => moveStretch(timeline, -1),
    ']': () => moveStretch(timeline, 1),
    n: () => moveSteal(timeline, 1),
    p: () => moveSteal(timeline, -1),
    f: () => timeline.reveal(true),
    '0': () => timeline.show(timeline.subject.bounds),
    '1': () => actions.setRows('P'),
    '2': () => actions.setRows('M'),
    '3': () => actions.setRows('G'),
    x: actions.toggleSteals,
    c: actions.togglePath,
    t: actions.nextTheme,
    '/': () => {
      byId('query').focus();
      fieldOf('query').select();
    },
    '?': () => dialogOf('help-dialog').showModal(),
    Escape: () => timeline.select(NOTHING_SELECTED),
  };
}

/** The time that keys go on from. */
function timeNow(timeline: Timeline): number {
  const { selection, subject, chart, view } = timeline;
  if (selection.kind === 'steal') return subject.steals.time[selection.steal] as number;
  if (selection.kind === 'event') return selection.time;
  if (selection.kind === 'stretch') {
    const from = chart.lanes.from[selection.stretch] as number;
    const to = chart.lanes.to[selection.stretch] as number;
    return (Math.max(from, view.from) + Math.min(to, view.to)) / 2;
  }
  return (view.from + view.to) / 2;
}

/** Goes to the next steal, or the one before; without a selection, to the first in view. */
export function moveSteal(timeline: Timeline, by: number): void {
  const { steals } = timeline.subject;
  const { selection, view } = timeline;
  if (steals.length === 0) return;
  let next: number;
  if (selection.kind === 'steal') next = selection.steal + by;
  else if (selection.kind === 'nothing') next = stealAt(steals, view.from);
  else next = stealAt(steals, timeNow(timeline)) - (by < 0 ? 1 : 0);
  timeline.select({ kind: 'steal', steal: Math.min(Math.max(next, 0), steals.length - 1) });
  timeline.reveal();
}

function moveRow(timeline: Timeline, by: number): void {
  const { shown, selection } = timeline;
  const count = shown.length;
  if (count === 0) return;
  const row =
    selection.kind === 'stretch' ? rowOf(shown, selection.lane) + by : by > 0 ? 0 : count - 1;
  const lane = shown[Math.min(Math.max(row, 0), count - 1)] as number;
  selectIn(timeline, lane, timeNow(timeline));
}

/** Selects the stretch of a row at a time, or the nearest one before it. */
function selectIn(timeline: Timeline, lane: number, time: number): void {
  const { lanes } = timeline.chart;
  const [first, last] = [lanes.first[lane] as number, lanes.first[lane + 1] as number];
  if (first === last) return;
  let stretch = stretchDuring(lanes, lane, time);
  for (let i = first; stretch < 0; i++) {
    if (i + 1 === last || (lanes.from[i + 1] as number) > time) stretch = i;
  }
  timeline.select({ kind: 'stretch', lane, stretch });
  timeline.reveal();
}

function moveStretch(timeline: Timeline, by: number): void {
  const { selection, chart } = timeline;
  if (selection.kind !== 'stretch') {
    moveRow(timeline, 1);
    return;
  }
  const { lane } = selection;
  const first = chart.lanes.first[lane] as number;
  const last = (chart.lanes.first[lane + 1] as number) - 1;
  const stretch = Math.min(Math.max(selection.stretch + by, first), last);
  timeline.select({ kind: 'stretch', lane, stretch });
  timeline.reveal();
}
