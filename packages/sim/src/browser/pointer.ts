/** What the pointer does to the timeline: drag to move, drag the scale to zoom, click, wheel. */

import { timeOf } from '../report/layout.js';
import { byId } from './dom.js';
import { GUTTER, NOTHING_SELECTED, RULER } from './scene.js';
import type { Timeline } from './timeline.js';

/** A press that moves no further is a click, CSS pixels. */
const CLICK = 4;

interface Press {
  readonly x: number;
  readonly y: number;
  /** In the scale of time. */
  readonly inRuler: boolean;
  last: number;
  isDrag: boolean;
}

/** Listens to the pointer. */
export function listenToPointer(timeline: Timeline): void {
  const { canvas } = timeline;
  let press: Press | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const { offsetX: x, offsetY: y } = event;
    press = { x, y, inRuler: y < RULER, last: x, isDrag: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    const x = Math.min(Math.max(event.offsetX - GUTTER, 0), timeline.plotWidth);
    timeline.pointer = event.offsetX < GUTTER && press === undefined ? undefined : x;
    if (press !== undefined) drag(timeline, press, event.offsetX, event.offsetY);
    timeline.refresh();
  });
  canvas.addEventListener('pointerup', (event) => {
    if (press !== undefined) release(timeline, press, event.offsetX, event.offsetY);
    press = undefined;
    timeline.range = undefined;
    canvas.classList.remove('dragging');
    timeline.refresh();
  });
  canvas.addEventListener('pointercancel', () => {
    press = undefined;
    timeline.range = undefined;
    timeline.refresh();
  });
  canvas.addEventListener('pointerleave', () => {
    timeline.pointer = undefined;
    timeline.refresh();
  });
  canvas.addEventListener('dblclick', () => timeline.reveal(true));
  canvas.addEventListener('wheel', (event) => wheel(timeline, event), { passive: false });
}

function drag(timeline: Timeline, press: Press, x: number, y: number): void {
  press.isDrag ||= Math.hypot(x - press.x, y - press.y) > CLICK;
  if (!press.isDrag) return;
  if (press.inRuler) {
    const inside = (at: number): number => Math.min(Math.max(at - GUTTER, 0), timeline.plotWidth);
    timeline.range = [inside(press.x), inside(x)];
    return;
  }
  timeline.canvas.classList.add('dragging');
  timeline.pan((press.last - x) / timeline.plotWidth);
  press.last = x;
}

function release(timeline: Timeline, press: Press, x: number, y: number): void {
  if (!press.isDrag) {
    if (!press.inRuler) timeline.select(timeline.at(x, y));
    else timeline.select(NOTHING_SELECTED);
    return;
  }
  if (timeline.range === undefined) return;
  const width = timeline.plotWidth;
  const [one, other] = timeline.range.map((at) => timeOf(timeline.view, width, at)) as [
    number,
    number,
  ];
  timeline.show({ from: Math.min(one, other), to: Math.max(one, other) });
}

let hideHint = 0;

/** With Ctrl it zooms, sideways it moves; else rows scroll, and where there are no more, the page. */
function wheel(timeline: Timeline, event: WheelEvent): void {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const factor = Math.exp(Math.min(Math.max(dy, -120), 120) / 300);
    timeline.zoom(factor, Math.max(0, event.offsetX - GUTTER));
    return;
  }
  const sideways = event.shiftKey && dx === 0 ? dy : dx;
  if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : dy)) {
    event.preventDefault();
    timeline.pan(sideways / timeline.plotWidth);
    return;
  }
  if (timeline.scrollRows(dy)) event.preventDefault();
  else hint();
}

/** Says how to zoom to whoever turns the wheel over the timeline. */
function hint(): void {
  const element = byId('hint');
  element.textContent = 'Ctrl + wheel zooms, Shift + wheel moves';
  element.hidden = false;
  window.clearTimeout(hideHint);
  hideHint = window.setTimeout(() => (element.hidden = true), 1200);
}
