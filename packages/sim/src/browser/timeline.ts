/** The timeline: its state, and how it is painted. What the user does to it is in `pointer.ts` and `keys.ts`. */

import {
  hitArrow,
  hitStretch,
  lanesIn,
  rowAt,
  rowOf,
  rowsFor,
  shownHeight,
  timeOf,
} from '../report/layout.js';
import type { Rows } from '../report/layout.js';
import type { LaneKind } from '../report/lanes.js';
import { stretchDuring } from '../report/lanes.js';
import { arrowsOf, stealAt } from '../report/steals.js';
import type { Arrows } from '../report/steals.js';
import type { Chart, Subject } from '../report/subject.js';
import { around, fit, pan, zoom } from '../report/view.js';
import type { View } from '../report/view.js';
import { Bars } from './bars.js';
import { canvasOf, sharpen } from './dom.js';
import {
  paintArrows,
  paintNames,
  paintPath,
  paintRuler,
  paintSelection,
  paintStolen,
} from './overlays.js';
import { GUTTER, NOTHING_SELECTED, RULER } from './scene.js';
import type { Scene, Selection } from './scene.js';
import type { Colors } from './theme.js';

const NO_ARROWS: Arrows = { arrows: [], steals: 0, hidden: 0 };
/** Most events found by a search that are marked. */
const MOST_MARKS = 2_000;

/** What others want to know. */
export interface Listener {
  /** Something else is selected. */
  selected(selection: Selection): void;
  /** Another part of the time is shown, or it is shown otherwise. */
  moved(): void;
}

/** The timeline of one subject at a time. */
export class Timeline {
  readonly canvas: HTMLCanvasElement = canvasOf('timeline');
  readonly #bars = new Bars();
  readonly #listener: Listener;
  #subject: Subject;
  #colors: Colors;
  #rowKind: LaneKind = 'P';
  #view: View;
  #rows: Rows = rowsFor(0);
  /** Row → lane. */
  #shown: Int32Array = new Int32Array(0);
  #arrows: Arrows = NO_ARROWS;
  #selection: Selection = NOTHING_SELECTED;
  #found: Int32Array = new Int32Array(0);
  #frame = 0;
  showsSteals = true;
  showsPath = false;
  pointer: number | undefined;
  range: readonly [number, number] | undefined;

  constructor(subject: Subject, colors: Colors, listener: Listener) {
    this.#subject = subject;
    this.#colors = colors;
    this.#listener = listener;
    this.#view = subject.bounds;
    new ResizeObserver(() => this.refresh()).observe(this.canvas);
  }

  get subject(): Subject {
    return this.#subject;
  }

  get view(): View {
    return this.#view;
  }

  get rowKind(): LaneKind {
    return this.#rowKind;
  }

  get rows(): Rows {
    return this.#rows;
  }

  /** Row → lane. */
  get shown(): Int32Array {
    return this.#shown;
  }

  get selection(): Selection {
    return this.#selection;
  }

  get arrows(): Arrows {
    return this.#arrows;
  }

  get chart(): Chart {
    return this.#subject.chart(this.#rowKind);
  }

  /** Width of the part that shows time, CSS pixels. */
  get plotWidth(): number {
    return Math.max(50, this.canvas.clientWidth - GUTTER);
  }

  /** Shows another subject, the whole of it. */
  use(subject: Subject): void {
    this.#subject = subject;
    this.#view = subject.bounds;
    this.#found = new Int32Array(0);
    this.select(NOTHING_SELECTED);
  }

  setColors(colors: Colors): void {
    this.#colors = colors;
    this.refresh();
  }

  setRows(kind: LaneKind): void {
    if (kind === this.#rowKind) return;
    this.#rowKind = kind;
    this.#rows = rowsFor(0);
    this.select(this.#selection.kind === 'stretch' ? NOTHING_SELECTED : this.#selection);
  }

  /** Marks the events of a search. */
  setFound(found: Int32Array): void {
    this.#found = found.length > MOST_MARKS ? new Int32Array(0) : found;
    this.refresh();
  }

  show(view: View): void {
    this.#view = fit(view, this.#subject.bounds);
    this.refresh();
  }

  /** Makes the view `factor` times as long; a column keeps its time, the middle if none is given. */
  zoom(factor: number, x: number = this.plotWidth / 2): void {
    const about = timeOf(this.#view, this.plotWidth, x);
    this.show(zoom(this.#view, this.#subject.bounds, factor, about));
  }

  pan(share: number): void {
    this.show(pan(this.#view, this.#subject.bounds, share));
  }

  scrollRows(by: number): boolean {
    const rows = clamped({ ...this.#rows, scroll: this.#rows.scroll + by });
    if (rows.scroll === this.#rows.scroll) return false;
    this.#rows = rows;
    this.refresh();
    return true;
  }

  select(selection: Selection): void {
    this.#selection = selection;
    this.#listener.selected(selection);
    this.refresh();
  }

  /** Brings what is selected into view, if it is not; `closer` zooms to it. */
  reveal(closer = false): void {
    const { from, to } = this.#extent();
    const isInView = from >= this.#view.from && to <= this.#view.to;
    if (closer) this.show(around(from, to, this.#subject.bounds));
    else if (!isInView) {
      const span = Math.max(this.#view.to - this.#view.from, to - from);
      const middle = (from + to) / 2;
      this.show({ from: middle - span / 2, to: middle + span / 2 });
    }
    if (this.#selection.kind !== 'stretch') return;
    this.#shown = lanesIn(this.chart.lanes, this.#view);
    this.#rows = rowsFor(this.#shown.length, this.#rows.scroll);
    this.#revealRow(rowOf(this.#shown, this.#selection.lane));
  }

  /** Selects an event: its steal, the stretch it begins, or where it lies in. */
  selectEvent(event: number): void {
    const { trace, steals } = this.#subject;
    const time = trace.time(event);
    for (let i = stealAt(steals, time); i < steals.length && steals.time[i] === time; i++) {
      if (steals.event[i] !== event) continue;
      this.#selectAndReveal({ kind: 'steal', steal: i });
      return;
    }
    const lane = this.#laneOf(event);
    const stretch = lane < 0 ? -1 : stretchDuring(this.chart.lanes, lane, time);
    if (stretch >= 0) this.#selectAndReveal({ kind: 'stretch', lane, stretch });
    else this.#selectAndReveal({ kind: 'event', event, time });
  }

  #selectAndReveal(selection: Selection): void {
    this.select(selection);
    this.reveal();
  }

  /** Returns what lies at a point of the canvas. */
  at(x: number, y: number): Selection {
    const arrow = hitArrow(this.#arrows.arrows, this.#rows, x - GUTTER, y - RULER, 4);
    if (arrow >= 0) return { kind: 'steal', steal: arrow };
    const lane = this.#shown[rowAt(this.#rows, y - RULER)];
    if (lane === undefined || x < GUTTER) return NOTHING_SELECTED;
    const width = this.plotWidth;
    const within = (2 * (this.#view.to - this.#view.from)) / width;
    const time = timeOf(this.#view, width, x - GUTTER);
    const stretch = hitStretch(this.chart.lanes, lane, time, within);
    return stretch < 0 ? NOTHING_SELECTED : { kind: 'stretch', lane, stretch };
  }

  /** Paints again before the next frame. */
  refresh(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.paint();
    });
  }

  /** Paints now. */
  paint(): void {
    const { lanes } = this.chart;
    this.#shown = lanesIn(lanes, this.#view);
    this.#rows = clamped(rowsFor(this.#shown.length, this.#rows.scroll));
    // Zooming changes how many tasks there are, but not how tall the chart is.
    const all = rowsFor(lanes.ids.length);
    const plotHeight = Math.max(shownHeight(all), all.pitch);
    const [width, height] = [this.plotWidth, RULER + plotHeight];
    this.canvas.style.height = `${height}px`;
    const context = sharpen(this.canvas, GUTTER + width, height);
    const scene = this.#scene(width);
    paintRuler(context, scene, this.#colors, width, height);
    this.#bars.paint(context, scene, this.#colors, width, plotHeight);
    this.#bars.write(context, this.#subject.trace, scene, width, plotHeight);
    context.save();
    context.beginPath();
    context.rect(GUTTER - 8, RULER - 8, width + 8, plotHeight + 8);
    context.clip();
    paintPath(context, scene, this.#colors, width);
    paintArrows(context, scene, this.#colors);
    paintStolen(context, this.#subject.trace, scene, this.#colors, width, plotHeight);
    context.restore();
    paintSelection(context, scene, this.#colors, width, plotHeight);
    paintNames(context, scene, this.#colors, plotHeight);
    this.#tell();
    this.#listener.moved();
  }

  #scene(width: number): Scene {
    const { steals } = this.#subject;
    this.#arrows =
      this.showsSteals && this.#rowKind !== 'G'
        ? arrowsOf(steals, this.#rowKind, this.#view, width, (id) => this.#laneWithId(id))
        : NO_ARROWS;
    return {
      rowKind: this.#rowKind,
      chart: this.chart,
      view: this.#view,
      rows: this.#rows,
      shown: this.#shown,
      steals,
      arrows: this.#arrows,
      path: this.showsPath ? this.#subject.pathOn(this.#rowKind) : undefined,
      selection: this.#selection,
      marks: Array.from(this.#found, (event) => this.#subject.trace.time(event)).filter(
        (time) => time >= this.#view.from && time <= this.#view.to,
      ),
      pointer: this.pointer,
      range: this.range,
    };
  }

  /** Ps and Ms are numbered without gaps, so a row is nearly always at its number. */
  #laneWithId(id: number): number {
    const { ids } = this.chart.lanes;
    return ids[id] === id ? id : ids.indexOf(id);
  }

  #laneOf(event: number): number {
    const { trace } = this.#subject;
    if (this.#rowKind === 'P') return this.#laneWithId(trace.proc(event));
    if (this.#rowKind === 'M') return this.#laneWithId(trace.machine(event));
    const { lanes } = this.chart;
    const task = trace.task(event);
    const time = trace.time(event);
    for (let lane = 0; lane < lanes.ids.length; lane++) {
      if (lanes.ids[lane] === task && stretchDuring(lanes, lane, time) >= 0) return lane;
    }
    return -1;
  }

  #extent(): View {
    const selection = this.#selection;
    const { lanes } = this.chart;
    const { steals } = this.#subject;
    switch (selection.kind) {
      case 'stretch':
        return {
          from: lanes.from[selection.stretch] as number,
          to: lanes.to[selection.stretch] as number,
        };
      case 'steal': {
        const time = steals.time[selection.steal] as number;
        return { from: time, to: time };
      }
      case 'event':
        return { from: selection.time, to: selection.time };
      case 'nothing':
        return this.#view;
    }
  }

  #revealRow(row: number): void {
    const { pitch, scroll } = this.#rows;
    const height = shownHeight(this.#rows);
    if (row * pitch < scroll) this.scrollRows(row * pitch - scroll);
    else if ((row + 1) * pitch > scroll + height)
      this.scrollRows((row + 1) * pitch - scroll - height);
  }

  /** What it shows, for those who do not see it. */
  #tell(): void {
    const { from, to } = this.#view;
    const words = `Timeline of ${this.#rows.count} rows, from ${Math.round(from)} to ${Math.round(to)} nanoseconds, ${this.#arrows.steals} steals`;
    this.canvas.setAttribute('aria-label', words);
  }
}

/** Rows that are not scrolled beyond their end. */
function clamped(rows: Rows): Rows {
  const most = Math.max(0, rows.count * rows.pitch - shownHeight(rows));
  return { ...rows, scroll: Math.min(most, Math.max(0, rows.scroll)) };
}
