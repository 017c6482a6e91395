/** The table of events: only the rows in view exist, however many events there are. */

import { describeAt, NONE } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { byId, make } from './dom.js';

const ROW = 24;
/** Browsers limit the height of an element: from here on, a step of scrolling is more than a row. */
const MOST_HEIGHT = 8_000_000;

/** Shows some events of a trace; tells which one is chosen. */
export class EventTable {
  readonly #box = byId('table');
  readonly #rows = make('div', { class: 'rows', role: 'rowgroup' });
  readonly #space = make('div');
  readonly #chosen: (event: number) => void;
  #trace: Trace;
  #events: Int32Array = new Int32Array(0);
  #current = -1;
  #frame = 0;

  constructor(trace: Trace, chosen: (event: number) => void) {
    this.#trace = trace;
    this.#chosen = chosen;
    const head = make('div', { class: 'row head', role: 'row' });
    for (const name of ['#', 'time', 'P', 'M', 'what']) {
      head.append(make('span', { role: 'columnheader' }, name));
    }
    this.#box.replaceChildren(head, this.#rows, this.#space);
    this.#box.addEventListener('scroll', () => this.#soon());
    this.#box.addEventListener('keydown', (event) => this.#key(event));
    this.#rows.addEventListener('click', ({ target }) => {
      const row = target instanceof Element ? target.closest<HTMLElement>('.row') : null;
      if (row !== null) this.#choose(Number(row.dataset['place']));
    });
    new ResizeObserver(() => this.#soon()).observe(this.#box);
  }

  /** Shows these events of a trace. */
  show(trace: Trace, events: Int32Array): void {
    this.#trace = trace;
    this.#events = events;
    this.#current = -1;
    this.#box.setAttribute('aria-rowcount', String(events.length + 1));
    this.#space.style.height = `${Math.min(events.length * ROW, MOST_HEIGHT)}px`;
    this.#box.scrollTop = 0;
    this.#soon();
  }

  /** Number of rows. */
  get length(): number {
    return this.#events.length;
  }

  /** Place of the chosen row; −1: none. */
  get current(): number {
    return this.#current;
  }

  /** Chooses the next row, or the one before; goes round at the ends. */
  move(by: number): void {
    const count = this.#events.length;
    if (count > 0) this.#choose((this.#current + by + count) % count);
  }

  #choose(place: number): void {
    this.#current = place;
    this.#reveal(place);
    this.#paint();
    this.#chosen(this.#events[place] as number);
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, this.#visible() - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -this.#events.length,
      End: this.#events.length,
    };
    const by = steps[event.key];
    if (by === undefined || this.#events.length === 0) return;
    event.preventDefault();
    const last = this.#events.length - 1;
    this.#choose(Math.min(last, Math.max(0, this.#current + by)));
  }

  #visible(): number {
    return Math.max(1, Math.floor((this.#box.clientHeight - ROW) / ROW));
  }

  /** The row at the top: the share of the scroll, as a share of the rows. */
  #first(): number {
    const most = this.#box.scrollHeight - this.#box.clientHeight;
    const hidden = Math.max(0, this.#events.length - this.#visible());
    return most <= 0 ? 0 : Math.round((this.#box.scrollTop / most) * hidden);
  }

  #reveal(place: number): void {
    const first = this.#first();
    const visible = this.#visible();
    if (place >= first && place < first + visible) return;
    const hidden = Math.max(1, this.#events.length - visible);
    const top = Math.min(hidden, Math.max(0, place - Math.floor(visible / 2)));
    this.#box.scrollTop = (top / hidden) * (this.#box.scrollHeight - this.#box.clientHeight);
  }

  #soon(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    if (this.#events.length === 0) {
      this.#rows.replaceChildren(make('p', { class: 'empty' }, 'No event fits.'));
      return;
    }
    const first = this.#first();
    const last = Math.min(this.#events.length, first + this.#visible() + 1);
    const rows: HTMLElement[] = [];
    for (let place = first; place < last; place++) rows.push(this.#row(place));
    this.#rows.replaceChildren(...rows);
  }

  #row(place: number): HTMLElement {
    const event = this.#events[place] as number;
    const trace = this.#trace;
    const [time = '', , ...what] = describeAt(trace, event).split('  ');
    const name = (letter: string, id: number): string => (id === NONE ? '' : `${letter}${id}`);
    const cells = [
      String(event + 1),
      time,
      name('P', trace.proc(event)),
      name('M', trace.machine(event)),
      what.join('  '),
    ];
    const row = make('div', {
      class: 'row',
      role: 'row',
      'data-place': String(place),
      'aria-rowindex': String(place + 2),
      'aria-selected': String(place === this.#current),
    });
    row.append(...cells.map((cell) => make('span', { role: 'cell', title: cell }, cell)));
    return row;
  }
}
