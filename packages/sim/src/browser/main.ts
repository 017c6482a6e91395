/** The page of a report: puts its parts together, and lets them know of each other. */

import type { LaneKind } from '../report/lanes.js';
import { findEvents, KIND_GROUPS } from '../report/search.js';
import type { Subject } from '../report/subject.js';
import type { PageData } from '../report/page-data.js';
import { grouped, showArrows, showCharts, showColours, showLegend, showNumbers } from './cards.js';
import { showComparison } from './compare.js';
import { fileOf, pageData, subjectOf } from './data.js';
import { showDetails } from './details.js';
import { byId, dialogOf, fieldOf, make } from './dom.js';
import { listenToKeys, moveSteal } from './keys.js';
import { Minimap } from './minimap.js';
import { listenToPointer } from './pointer.js';
import { EventTable } from './table.js';
import { Theme } from './theme.js';
import type { Colors } from './theme.js';
import { Timeline } from './timeline.js';

/** The page, once its first trace is there. */
class Page {
  readonly #data: PageData;
  readonly #subjects: (Subject | undefined)[];
  readonly #theme: Theme;
  readonly #timeline: Timeline;
  readonly #minimap: Minimap;
  readonly #table: EventTable;
  #colors: Colors | undefined;
  #shown = 0;
  #kinds: ReadonlySet<number> | undefined;

  constructor(data: PageData, first: Subject) {
    this.#data = data;
    this.#subjects = data.traces.map((_, i) => (i === 0 ? first : undefined));
    this.#theme = new Theme(() => this.#recolor());
    this.#colors = this.#theme.colors();
    this.#timeline = new Timeline(first, this.#colors, {
      selected: (selection) => showDetails(this.#timeline, selection),
      moved: () => {
        this.#minimap.paint(this.#colors ?? this.#theme.colors());
        showArrows(this.#timeline.arrows);
      },
    });
    this.#minimap = new Minimap(this.#timeline);
    this.#table = new EventTable(first.trace, (event) => this.#timeline.selectEvent(event));
    listenToPointer(this.#timeline);
    this.#listen();
    this.#show();
    showDetails(this.#timeline, this.#timeline.selection);
    this.#timeline.paint();
  }

  /** Everything below the first screen. */
  showRest(): void {
    showNumbers(this.#subject);
    showCharts(this.#subject);
    showColours();
    this.#search();
    let width = window.innerWidth;
    window.addEventListener('resize', () => {
      if (window.innerWidth === width) return;
      width = window.innerWidth;
      this.#showCharts();
    });
  }

  /** Reads the other traces, one after the other, and compares. */
  async readOthers(): Promise<void> {
    for (let i = 1; i < this.#data.traces.length; i++) {
      this.#subjects[i] = await subjectOf(this.#data, i);
      await breath();
    }
    if (this.#subjects.length > 1) {
      byId('compare').hidden = false;
      this.#showCharts();
    }
  }

  get #subject(): Subject {
    return this.#timeline.subject;
  }

  #showCharts(): void {
    showCharts(this.#subject);
    const subjects = this.#subjects.filter((one) => one !== undefined);
    if (subjects.length < 2 || subjects.length < this.#subjects.length) return;
    showComparison(subjects, this.#theme.colors(), (i) => void this.#open(i));
  }

  #recolor(): void {
    if (this.#colors === undefined) return;
    this.#colors = this.#theme.colors();
    this.#timeline.setColors(this.#colors);
    this.#timeline.paint();
    this.#showCharts();
  }

  async #open(index: number): Promise<void> {
    const subject = (this.#subjects[index] ??= await subjectOf(this.#data, index));
    this.#shown = index;
    this.#timeline.use(subject);
    this.#show();
    showNumbers(subject);
    this.#showCharts();
    this.#search();
  }

  /** What comes first: the headings and the controls. */
  #show(): void {
    const { title, command, version } = this.#data;
    byId('title').textContent = title;
    byId('command').textContent = command;
    byId('version').textContent = version;
    byId('subtitle').textContent = this.#data.traces[this.#shown]?.about.join(' · ') ?? '';
    this.#showControls();
    this.#showTabs();
  }

  #showTabs(): void {
    const tabs = byId('tabs');
    tabs.hidden = this.#data.traces.length < 2;
    tabs.replaceChildren(
      ...this.#data.traces.map(({ label }, i) => {
        const isShown = String(i === this.#shown);
        const tab = make(
          'button',
          { type: 'button', role: 'tab', 'aria-selected': isShown },
          label,
        );
        tab.addEventListener('click', () => void this.#open(i));
        return tab;
      }),
    );
  }

  /** Brings the buttons and the legend in line with the timeline. */
  #showControls(): void {
    const { rowKind, showsSteals, showsPath } = this.#timeline;
    for (const button of document.querySelectorAll<HTMLElement>('[data-rows]')) {
      button.setAttribute('aria-checked', String(button.dataset['rows'] === rowKind));
    }
    byId('show-steals').setAttribute('aria-pressed', String(showsSteals));
    byId('show-path').setAttribute('aria-pressed', String(showsPath));
    showLegend(this.#subject, rowKind);
    showArrows(this.#timeline.arrows);
  }

  #setRows(kind: LaneKind): void {
    this.#timeline.setRows(kind);
    this.#showControls();
  }

  #toggle(what: 'showsSteals' | 'showsPath'): void {
    this.#timeline[what] = !this.#timeline[what];
    this.#timeline.refresh();
    this.#showControls();
  }

  #listen(): void {
    const timeline = this.#timeline;
    const toggleSteals = (): void => this.#toggle('showsSteals');
    const togglePath = (): void => this.#toggle('showsPath');
    const setRows = (kind: LaneKind): void => this.#setRows(kind);
    listenToKeys(timeline, {
      nextTheme: () => this.#theme.next(),
      setRows,
      toggleSteals,
      togglePath,
    });
    const clicks: Readonly<Record<string, () => void>> = {
      'zoom-in': () => timeline.zoom(1 / 1.5),
      'zoom-out': () => timeline.zoom(1.5),
      'zoom-all': () => timeline.show(this.#subject.bounds),
      'show-steals': toggleSteals,
      'show-path': togglePath,
      'steal-next': () => moveSteal(timeline, 1),
      'steal-before': () => moveSteal(timeline, -1),
      help: () => dialogOf('help-dialog').showModal(),
      save: () => void this.#save(),
    };
    for (const [id, action] of Object.entries(clicks)) byId(id).addEventListener('click', action);
    for (const button of document.querySelectorAll<HTMLElement>('[data-rows]')) {
      button.addEventListener('click', () => this.#setRows(button.dataset['rows'] as LaneKind));
    }
    byId('query').addEventListener('input', () => this.#search());
    byId('query').addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      this.#table.move(event.shiftKey ? -1 : 1);
      this.#showFound();
    });
    this.#listenToGroups();
  }

  #listenToGroups(): void {
    const groups: (readonly [string, ReadonlySet<number> | undefined])[] = [
      ['all', undefined],
      ...KIND_GROUPS,
    ];
    const buttons = groups.map(([name, kinds], i) => {
      const button = make('button', { type: 'button', 'aria-pressed': String(i === 0) }, name);
      button.addEventListener('click', () => {
        for (const one of buttons) one.setAttribute('aria-pressed', String(one === button));
        this.#kinds = kinds;
        this.#search();
      });
      return button;
    });
    byId('groups').replaceChildren(...buttons);
  }

  #search(): void {
    const { trace } = this.#subject;
    const query = fieldOf('query').value;
    const found = findEvents(trace, query, this.#kinds);
    const isAll = found.length === trace.length;
    this.#table.show(trace, found);
    this.#timeline.setFound(isAll ? new Int32Array(0) : found);
    byId('shown').textContent = isAll
      ? `${grouped(trace.length)} events`
      : `${grouped(found.length)} of ${grouped(trace.length)} events`;
    this.#showFound();
  }

  #showFound(): void {
    const { length, current } = this.#table;
    const isSearching = fieldOf('query').value.trim() !== '';
    const place = current < 0 ? '' : `${grouped(current + 1)} of `;
    byId('found').textContent = isSearching ? `${place}${grouped(length)} found` : '';
  }

  /** Gives the trace out as the file it was made of. */
  async #save(): Promise<void> {
    const blob = new Blob([await fileOf(this.#shown)], { type: 'application/octet-stream' });
    const url = URL.createObjectURL(blob);
    const name = `${this.#subject.label.replace(/[^\w.-]+/g, '-')}.pilfer`;
    make('a', { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}

/** Lets the browser paint what there is. */
function breath(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

async function start(): Promise<void> {
  const data = pageData();
  const page = new Page(data, await subjectOf(data, 0));
  performance.mark('pilfer-first-paint');
  await breath();
  page.showRest();
  await breath();
  await page.readOthers();
  performance.mark('pilfer-ready');
  document.documentElement.dataset['ready'] = 'yes';
}

start().catch((error: unknown) => {
  const words = error instanceof Error ? error.message : String(error);
  document.body.prepend(
    make('p', { class: 'failure', role: 'alert' }, `This report cannot be shown: ${words}`),
  );
  throw error;
});
