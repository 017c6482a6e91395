/** One P on a timeline: its slices, and where the arrows of its steals end (timeline.ts). */

import { NONE, ProcState } from '@pilfer/scheduler/trace';
import type { LaneId, TimelineSink } from './timeline-sink.js';

/** One end of an arrow, at the time of the steal. */
export interface ArrowEnd {
  readonly arrow: number;
  readonly isThief: boolean;
  readonly time: number;
  /** What its marker is called, if it needs one. */
  readonly name: string;
}

/** Tells a P's states. */
export class Lane {
  readonly id: LaneId;
  readonly #sink: TimelineSink;
  readonly #place: (end: ArrowEnd, time: number) => void;
  #state: ProcState = ProcState.idle;
  #name = '';
  #index: number = NONE;
  #since: number;
  /** Where the last slice of some length ended, if nothing but states of no length came after it. */
  #drawnUntil = NaN;
  /** Time of the last marker. */
  #markedAt = NaN;
  #ends: ArrowEnd[] = [];

  /** `place` is told where in a slice an end has its place. */
  constructor(
    proc: number,
    time: number,
    sink: TimelineSink,
    place: (end: ArrowEnd, time: number) => void,
  ) {
    this.id = { group: 'proc', id: proc };
    this.#since = time;
    this.#sink = sink;
    this.#place = place;
  }

  /** Event `index` puts the P into another state. */
  enter(state: ProcState, name: string, time: number, index: number): void {
    this.#close(time);
    this.#state = state;
    this.#name = name;
    this.#since = time;
    this.#index = index;
    if (state === ProcState.idle) this.#tellInstant();
  }

  /** The search that is going on has found something: it is called that. */
  renameSearch(name: string): void {
    if (this.#state === ProcState.searching) this.#name = name;
  }

  addEnd(end: ArrowEnd): void {
    this.#ends.push(end);
  }

  finish(time: number): void {
    this.#close(time);
    for (const end of this.#ends) this.#placeNowhere(end);
    this.#ends = [];
  }

  #close(time: number): void {
    const isDrawn = this.#state !== ProcState.idle;
    if (time > this.#since) {
      if (isDrawn) this.#tellSlice(time);
      if (this.#ends.length > 0) this.#placeEnds(time, isDrawn);
      this.#drawnUntil = isDrawn ? time : NaN;
    } else if (this.#state === ProcState.running) this.#tellSlice(time);
    else this.#tellInstant();
  }

  #tellSlice(to: number): void {
    this.#sink.slice({
      lane: this.id,
      from: this.#since,
      to,
      name: this.#name,
      state: this.#state,
      index: this.#index,
    });
    this.#index = NONE;
  }

  #tellInstant(): void {
    if (this.#index !== NONE) this.#sink.instant(this.id, this.#index);
    this.#index = NONE;
  }

  /** Places the ends that lie in the stretch of time that ends now. */
  #placeEnds(to: number, isDrawn: boolean): void {
    const later: ArrowEnd[] = [];
    for (const end of this.#ends) {
      if (end.time >= to) later.push(end);
      else if (isDrawn) this.#place(end, end.time);
      else this.#placeNowhere(end);
    }
    this.#ends = later;
  }

  /** Places an end at whose time nothing is drawn. */
  #placeNowhere(end: ArrowEnd): void {
    const { time, name } = end;
    if (!end.isThief && this.#drawnUntil === time) this.#place(end, time - 1);
    else {
      if (this.#markedAt !== time) this.#mark(time, name);
      this.#place(end, time);
    }
  }

  #mark(time: number, name: string): void {
    const marker = { lane: this.id, from: time, to: time + 1, name, index: NONE };
    this.#sink.slice({ ...marker, state: undefined });
    this.#markedAt = time;
  }
}
