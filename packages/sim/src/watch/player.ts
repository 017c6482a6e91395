/** Plays a replay: the present moment, and what the keys do to it. */

import { parseTime } from '../scenario/time.js';
import type { Replay } from './model/replay.js';
import type { Glyphs } from './screen/glyphs.js';
import type { Grid } from './screen/grid.js';
import type { Show } from './show.js';
import { roundUp } from './view/clock.js';
import { draw } from './view/draw.js';
import { EVERYTHING, isEverything, parseFilter, passes } from './view/filter.js';
import type { Filter } from './view/filter.js';
import { lastTop, layOut } from './view/layout.js';
import type { View } from './view/view.js';

/** How a player begins. */
export interface PlayerOptions {
  readonly title: string;
  readonly glyphs: Glyphs;
  readonly filter?: Filter;
  /** Nanoseconds of the run in a second; if not given, so that the whole takes half a minute. */
  readonly pace?: number;
  /** The run goes on, in real time. */
  readonly isLive?: boolean;
}

const SECONDS_OF_WHOLE = 30;
const SLOWEST = 1;
const FASTEST = 1e13;
/** A live view that is farther behind than this jumps, ns. */
const FARTHEST_BEHIND = 1e9;
const SECOND = 1e9;

/** The pace at which a trace takes half a minute. */
export function defaultPace({ trace }: Replay): number {
  return roundUp(Math.max(SLOWEST, (trace.endTime - trace.startTime) / SECONDS_OF_WHOLE));
}

/** What is typed, and what for. */
interface Prompt {
  readonly question: string;
  text: string;
  readonly answer: (text: string) => void;
}

/** One view of a replay. */
export class Player implements Show {
  isOver = false;
  isPlaying = true;
  readonly #replay: Replay;
  readonly #options: PlayerOptions;
  #index = 0;
  #time: number;
  #pace: number;
  #filter: Filter;
  #top = 0;
  #rows = 1;
  #prompt: Prompt | undefined;
  #message: string | undefined;
  #isHelpShown = false;
  /** Something was said that no picture has shown yet. */
  #hasNews = false;
  /** The run goes on. */
  #isLive: boolean;
  /** It shows the present of a run that goes on. */
  #isFollowing: boolean;
  /** The latest time of which a live run has told all. */
  #edge = 0;

  constructor(replay: Replay, options: PlayerOptions) {
    this.#replay = replay;
    this.#options = options;
    this.#isLive = options.isLive === true;
    this.#isFollowing = this.#isLive;
    this.#pace = options.pace ?? (this.#isFollowing ? SECOND : defaultPace(replay));
    this.#filter = options.filter ?? EVERYTHING;
    this.#time = replay.trace.startTime;
  }

  get isMoving(): boolean {
    return this.isPlaying || this.#isLive || this.#hasNews;
  }

  get view(): View {
    const prompt = this.#prompt;
    return {
      title: this.#options.title,
      index: this.#index,
      time: this.#time,
      pace: this.#pace,
      isPlaying: this.isPlaying,
      isLive: this.#isLive,
      isFollowing: this.#isFollowing,
      filter: this.#filter,
      top: this.#top,
      line: prompt === undefined ? this.#message : `${prompt.question} ${prompt.text}_`,
      isHelpShown: this.#isHelpShown,
    };
  }

  picture(columns: number, rows: number): Grid {
    const layout = layOut(columns, rows, this.#replay.procs);
    this.#hasNews = false;
    this.#rows = layout.height;
    this.#top = Math.min(this.#top, lastTop(layout));
    return draw(this.#replay, this.view, columns, rows, this.#options.glyphs);
  }

  tick(ms: number): void {
    if (!this.isPlaying) return;
    if (this.#isFollowing) {
      const time = this.#time + ms * 1e6;
      const isBehind = this.#edge - time > FARTHEST_BEHIND;
      this.seek(isBehind ? this.#edge : Math.min(this.#edge, time));
      return;
    }
    const end = this.#isLive ? this.#edge : this.#replay.trace.endTime;
    this.seek(Math.min(end, this.#time + (ms / 1000) * this.#pace));
    if (this.#time >= end && !this.#isLive) this.isPlaying = false;
  }

  /** The replay has grown: everything up to this time is in it. */
  grow(edge: number): void {
    this.#edge = Math.max(this.#edge, edge);
  }

  /** The run has ended: what follows is a recording like any other. */
  end(message: string): void {
    this.#isLive = false;
    this.#isFollowing = false;
    this.isPlaying = false;
    this.#message = message;
    this.#hasNews = true;
  }

  /** Goes to a time. */
  seek(time: number): void {
    const { startTime, endTime } = this.#replay.trace;
    this.#time = Math.max(startTime, Math.min(time, Math.max(endTime, this.#edge)));
    this.#index = this.#replay.indexAfter(this.#time);
  }

  key(key: string): void {
    this.#message = undefined;
    if (this.#prompt !== undefined) this.#type(this.#prompt, key);
    else if (this.#isHelpShown) this.#isHelpShown = false;
    else ACTIONS[key]?.(this);
  }

  /** Goes so many events on or, if negative, back: only to those that pass the filter. */
  step(events: number): void {
    this.#pause();
    for (let i = 0; i < Math.abs(events); i++) {
      const found = events > 0 ? this.#next() : this.#previous();
      if (found === undefined) {
        if (events < 0) this.#goTo(0);
        else this.#message = 'no such event after this';
        return;
      }
      this.#goTo(found + 1);
    }
  }

  /** Goes so many steals on or, if negative, back. */
  stepSteals(steals: number): void {
    this.#pause();
    const all = this.#replay.steals;
    const done = lowerBound(all, this.#index);
    const isOnOne = done > 0 && all[done - 1] === this.#index - 1;
    const wanted = steals > 0 ? done + steals - 1 : done + steals - (isOnOne ? 1 : 0);
    const found = all[Math.max(0, wanted)];
    if (all.length === 0 || found === undefined) this.#message = 'no steal after this';
    else if (wanted < 0 && steals < 0 && (all[0] as number) >= this.#index) {
      this.#message = 'no steal before this';
    } else this.#goTo(found + 1);
  }

  playOrPause(): void {
    const { startTime, endTime } = this.#replay.trace;
    const isAtEnd = this.#time >= endTime && !this.#isLive;
    if (!this.isPlaying && isAtEnd) this.seek(startTime);
    this.isPlaying = !this.isPlaying;
    if (!this.isPlaying) this.#isFollowing = false;
  }

  changePace(isFaster: boolean): void {
    if (this.#isFollowing) return;
    const pace = roundUp(isFaster ? this.#pace * 1.5 : this.#pace / 3);
    this.#pace = Math.max(SLOWEST, Math.min(FASTEST, pace));
  }

  scroll(pages: number, rows: number): void {
    this.#top = Math.max(0, this.#top + pages * this.#rows + rows);
  }

  goToStart(): void {
    this.#pause();
    this.#goTo(0);
  }

  goToEnd(): void {
    this.#pause();
    this.#goTo(this.#replay.trace.length);
  }

  /** To the present of a live run. */
  follow(): void {
    if (!this.#isLive) return;
    this.#isFollowing = true;
    this.isPlaying = true;
    this.#pace = SECOND;
    this.seek(this.#edge);
  }

  showHelp(): void {
    this.#isHelpShown = true;
  }

  clearFilter(): void {
    this.#filter = EVERYTHING;
  }

  askFilter(): void {
    this.#ask('filter (P2 G17 M3 steal …):', (text) => {
      const filter = parseFilter(text);
      if ('problem' in filter) this.#message = filter.problem;
      else this.#filter = filter;
    });
  }

  askTime(): void {
    this.#ask('go to (like 1.5ms):', (text) => {
      const time = parseTime(text);
      if (typeof time !== 'number') this.#message = `'${text}': ${time.problem}`;
      else {
        this.#pause();
        this.seek(this.#replay.trace.startTime + time);
      }
    });
  }

  #ask(question: string, answer: (text: string) => void): void {
    this.#prompt = { question, text: '', answer };
  }

  #type(prompt: Prompt, key: string): void {
    if (key === 'escape' || key === 'enter') {
      this.#prompt = undefined;
      if (key === 'enter') prompt.answer(prompt.text);
    } else if (key === 'backspace') prompt.text = prompt.text.slice(0, -1);
    else if (key.length === 1 && prompt.text.length < 60) prompt.text += key;
  }

  #pause(): void {
    this.isPlaying = false;
    this.#isFollowing = false;
  }

  /** To just after so many events. */
  #goTo(index: number): void {
    const { trace } = this.#replay;
    this.#index = index;
    this.#time = index === 0 ? trace.startTime : trace.time(index - 1);
  }

  #next(): number | undefined {
    const event = this.#replay.trace.cursor(this.#index);
    while (event.next()) if (passes(event, this.#filter)) return event.index;
    return undefined;
  }

  #previous(): number | undefined {
    const { trace } = this.#replay;
    for (let i = this.#index - 2; i >= 0; i--) {
      if (isEverything(this.#filter) || passes(trace.event(i), this.#filter)) return i;
    }
    return undefined;
  }
}

const ACTIONS: Readonly<Record<string, (player: Player) => void>> = {
  ' ': (player) => player.playOrPause(),
  right: (player) => player.step(1),
  '.': (player) => player.step(1),
  left: (player) => player.step(-1),
  ',': (player) => player.step(-1),
  n: (player) => player.stepSteals(1),
  p: (player) => player.stepSteals(-1),
  N: (player) => player.stepSteals(10),
  P: (player) => player.stepSteals(-10),
  '+': (player) => player.changePace(true),
  '=': (player) => player.changePace(true),
  ']': (player) => player.changePace(true),
  '-': (player) => player.changePace(false),
  '[': (player) => player.changePace(false),
  '/': (player) => player.askFilter(),
  g: (player) => player.askTime(),
  escape: (player) => player.clearFilter(),
  '?': (player) => player.showHelp(),
  h: (player) => player.showHelp(),
  '0': (player) => player.goToStart(),
  home: (player) => player.goToStart(),
  $: (player) => player.goToEnd(),
  end: (player) => player.goToEnd(),
  l: (player) => player.follow(),
  up: (player) => player.scroll(0, -1),
  down: (player) => player.scroll(0, 1),
  u: (player) => player.scroll(0, -1),
  d: (player) => player.scroll(0, 1),
  'page up': (player) => player.scroll(-1, 0),
  'page down': (player) => player.scroll(1, 0),
  q: (player) => (player.isOver = true),
};

/** How many of the ascending numbers are less than a limit. */
function lowerBound(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
