/**
 * The terminal of this process, for pictures that move. Whatever ends the process, the terminal is put
 * back into the state in which it was: by `close`, on a signal, on an uncaught error, on exit.
 */

import { ENTER, LEAVE } from '../watch/screen/screen.js';
import type { Depth } from '../watch/screen/style.js';
import { wantsColor } from './io.js';
import type { Surroundings } from './io.js';
import type { Terminal, TerminalEvents } from './terminal.js';

/** Signals that end the process. */
const ENDINGS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/** Returns the terminal of this process, if it has one for input and output. */
export function terminalOf(process: NodeJS.Process): Terminal | undefined {
  return process.stdin.isTTY && process.stdout.isTTY ? new ProcessTerminal(process) : undefined;
}

/** How many colours are wanted there. */
export function depthOf(surroundings: Surroundings, bits: number): Depth {
  if (!wantsColor(surroundings)) return 0;
  return bits >= 8 ? 256 : 16;
}

/** True if a terminal surely shows more than ASCII: unless the environment says that it does not. */
export function showsUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env['TERM'] === 'linux' || env['TERM'] === 'dumb') return false;
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((one) => (one ?? '') !== '');
  return locale === undefined || /utf-?8/i.test(locale);
}

class ProcessTerminal implements Terminal {
  readonly depth: Depth;
  readonly isUnicode: boolean;
  readonly #process: NodeJS.Process;
  #events: TerminalEvents | undefined;

  constructor(process: NodeJS.Process) {
    this.#process = process;
    const { env, stdout } = process;
    this.depth = depthOf({ isTerminal: true, env }, stdout.getColorDepth(env));
    this.isUnicode = showsUnicode(env);
  }

  get columns(): number {
    return this.#process.stdout.columns || 80;
  }

  get rows(): number {
    return this.#process.stdout.rows || 24;
  }

  get isBusy(): boolean {
    return this.#process.stdout.writableNeedDrain;
  }

  open(events: TerminalEvents): void {
    const { stdin, stdout } = this.#process;
    this.#events = events;
    this.#process.on('exit', this.#leave);
    for (const signal of ENDINGS) this.#process.on(signal, this.#die);
    this.#process.on('SIGCONT', this.#enter);
    stdout.on('resize', this.#redraw);
    stdin.setEncoding('utf8');
    stdin.on('data', this.#input);
    stdin.on('end', this.#end);
    stdin.on('error', this.#end);
    this.#enter();
    stdin.ref();
    stdin.resume();
  }

  write(text: string): void {
    this.#process.stdout.write(text);
  }

  suspend(): void {
    this.#leave();
    this.#process.kill(this.#process.pid, 'SIGTSTP');
  }

  close(): void {
    const { stdin, stdout } = this.#process;
    this.#leave();
    this.#events = undefined;
    this.#process.off('exit', this.#leave);
    for (const signal of ENDINGS) this.#process.off(signal, this.#die);
    this.#process.off('SIGCONT', this.#enter);
    stdout.off('resize', this.#redraw);
    stdin.off('data', this.#input);
    stdin.off('end', this.#end);
    stdin.off('error', this.#end);
    stdin.pause();
    stdin.unref();
  }

  readonly #enter = (): void => {
    this.#process.stdin.setRawMode(true);
    this.write(ENTER);
    this.#redraw();
  };

  readonly #leave = (): void => {
    try {
      this.write(LEAVE);
      this.#process.stdin.setRawMode(false);
    } catch {
      // The terminal is gone: there is nothing to restore.
    }
  };

  /** Restores the terminal, then dies of the signal as if nobody had caught it. */
  readonly #die = (signal: NodeJS.Signals): void => {
    this.close();
    this.#process.kill(this.#process.pid, signal);
  };

  readonly #input = (text: string): void => this.#events?.input(text);
  readonly #redraw = (): void => this.#events?.redraw();
  readonly #end = (): void => this.#events?.end();
}
