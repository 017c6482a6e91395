/** A program in a real pseudo-terminal, by Python's standard library; not every machine has one. */

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { Emulator } from './emulator.js';
import { bin, root } from './watched.js';

const host = join(root, 'test/watch/pty-host.py');

/** Why there are no pseudo-terminals here; undefined if there are. */
export function whyNoPty(): string | undefined {
  const { error, status, stderr } = spawnSync('python3', ['-c', 'import fcntl, termios'], {
    encoding: 'utf8',
  });
  if (error !== undefined) return `no python3: ${error.message}`;
  return status === 0 ? undefined : `python3 has no terminals: ${stderr.split('\n').at(-2) ?? ''}`;
}

/** How a program has ended, and left its terminal. */
export interface PtyEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** Whether the settings of the line are those of before. */
  readonly restored: boolean;
}

interface Order {
  readonly keys?: string;
  readonly size?: readonly [columns: number, rows: number];
  readonly signal?: number;
}

/** `pilfer` in a pseudo-terminal of 80 columns and 24 rows. */
export class PtyRun {
  readonly emulator: Emulator = new Emulator(80, 24);
  readonly ended: Promise<PtyEnd>;
  readonly #child: ChildProcessWithoutNullStreams;
  #out = '';
  #shown = 0;

  constructor(args: readonly string[], nodeFlags: readonly string[] = []) {
    const program = [process.execPath, ...nodeFlags, bin, ...args];
    this.#child = spawn('python3', [host, '80', '24', ...program], {
      env: { ...process.env, NODE_OPTIONS: '', LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' },
    });
    let err = '';
    this.#child.setMaxListeners(0);
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#out += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    this.#child.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve, reject) => {
      this.#child.on('close', () => {
        try {
          resolve(JSON.parse(err) as PtyEnd);
        } catch {
          reject(new Error(`the host of the terminal failed: ${err}`));
        }
      });
    });
  }

  /** Presses keys, changes the size of the terminal, sends a signal. */
  send(order: Order): void {
    if (order.size !== undefined) this.emulator.resize(...order.size);
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
  }

  /** Resolves when the screen is such. */
  async until(isThere: (lines: readonly string[]) => boolean): Promise<void> {
    for (;;) {
      await this.#show();
      if (isThere(this.emulator.lines())) return;
      if (this.#shown < this.#out.length) continue;
      await new Promise((resolve, reject) => {
        this.#child.stdout.once('data', resolve);
        this.#child.once('close', () => reject(new Error(`it ended before: ${this.#out}`)));
      });
    }
  }

  /** Waits for its end. */
  async end(): Promise<PtyEnd> {
    const end = await this.ended;
    await this.#show();
    return end;
  }

  async #show(): Promise<void> {
    const news = this.#out.slice(this.#shown);
    this.#shown += news.length;
    await this.emulator.write(news);
  }
}
