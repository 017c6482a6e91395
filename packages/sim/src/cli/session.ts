/** Shows something on a terminal until it is over: thirty pictures a second, and only what changed. */

import { keysOf } from '../watch/keys.js';
import { Screen } from '../watch/screen/screen.js';
import type { Show } from '../watch/show.js';
import { Exit } from './errors.js';
import type { Terminal } from './terminal.js';

/** Milliseconds from picture to picture. */
const FRAME_MS = 1000 / 30;
/** A pause that was longer, as when the process was stopped, does not count as time that passed. */
const LONGEST_TICK_MS = 250;

/** Runs a show; returns the exit code. What it throws comes after the terminal is restored. */
export function runShow(show: Show, terminal: Terminal): Promise<number> {
  return new Promise((resolve, reject) => {
    new Session(show, terminal, resolve, reject).start();
  });
}

class Session {
  readonly #show: Show;
  readonly #terminal: Terminal;
  readonly #resolve: (code: number) => void;
  readonly #reject: (error: unknown) => void;
  readonly #screen: Screen;
  #timer: NodeJS.Timeout | undefined;
  #last = performance.now();
  #isDone = false;
  /** A picture was left out, since the terminal was busy. */
  #isStale = false;

  constructor(
    show: Show,
    terminal: Terminal,
    resolve: (code: number) => void,
    reject: (error: unknown) => void,
  ) {
    this.#show = show;
    this.#terminal = terminal;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#screen = new Screen(terminal.depth);
  }

  start(): void {
    this.#timer = setInterval(() => this.#guard(() => this.#frame()), FRAME_MS);
    this.#guard(() => {
      this.#terminal.open({
        input: (text) => this.#guard(() => this.#input(text)),
        redraw: () => this.#guard(() => this.#redraw()),
        end: () => this.#finish(Exit.ok),
      });
    });
  }

  #frame(): void {
    const now = performance.now();
    const wasMoving = this.#show.isMoving;
    this.#show.tick(Math.min(LONGEST_TICK_MS, now - this.#last));
    this.#last = now;
    if (wasMoving || this.#isStale) this.#paint();
  }

  #redraw(): void {
    this.#screen.forget();
    this.#paint();
  }

  #paint(): void {
    if (this.#show.isOver) {
      this.#finish(Exit.ok);
      return;
    }
    if (this.#isDone) return;
    this.#isStale = this.#terminal.isBusy;
    if (this.#isStale) return;
    const { columns, rows } = this.#terminal;
    const changes = this.#screen.paint(this.#show.picture(columns, rows));
    if (changes !== '') this.#terminal.write(changes);
  }

  #input(text: string): void {
    for (const key of keysOf(text)) {
      if (this.#isDone) return;
      if (key === 'interrupt') this.#finish(Exit.interrupted);
      else if (key === 'suspend') this.#terminal.suspend();
      else this.#show.key(key);
    }
    this.#paint();
  }

  /** An error ends the session like everything else: the terminal first. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#stop();
      this.#reject(error);
    }
  }

  #finish(code: number): void {
    if (this.#isDone) return;
    this.#stop();
    this.#resolve(code);
  }

  #stop(): void {
    this.#isDone = true;
    clearInterval(this.#timer);
    this.#terminal.close();
  }
}
