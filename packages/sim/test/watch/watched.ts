import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { Emulator } from './emulator.js';

export const root: string = fileURLToPath(new URL('../../', import.meta.url));
export const bin: string = join(root, 'dist/cli/main.js');
const fakeTty = join(root, 'test/watch/fake-tty.mjs');

/** A `pilfer` that believes it has a terminal. */
export class Watched {
  out = '';
  err = '';
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, ['--import', fakeTty, bin, ...args], {
      env: { ...process.env, NODE_OPTIONS: '', LANG: 'C.UTF-8', LC_ALL: '', TERM: 'xterm', ...env },
    });
    const { stdout, stderr } = this.child;
    this.child.setMaxListeners(0);
    stdout.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    stderr.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.child.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve) =>
      this.child.on('close', (code, signal) => resolve({ code, signal })),
    );
  }

  /** Resolves when it has written this. */
  shows(text: string): Promise<void> {
    return this.#until(() => this.out.includes(text));
  }

  /** Resolves when its screen is such. */
  async untilScreen(isThere: (lines: readonly string[]) => boolean): Promise<void> {
    const emulator = new Emulator(80, 24);
    let written = 0;
    await this.#until(async () => {
      const news = this.out.slice(written);
      written += news.length;
      await emulator.write(news);
      return isThere(emulator.lines());
    });
  }

  async #until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (;;) {
      const seen = this.out.length;
      if (await isSo()) return;
      if (this.out.length > seen) continue;
      await new Promise((resolve, reject) => {
        this.child.stdout.once('data', resolve);
        this.child.once('close', () =>
          reject(new Error(`it ended before: ${this.out}${this.err}`)),
        );
      });
    }
  }
}

/** Where the terminal is left: its first screen, with cursor and line wrap, and not raw. */
export async function expectRestored({ out }: Watched): Promise<void> {
  const emulator = new Emulator(80, 24);
  await emulator.write(out);
  expect([emulator.isAlternate, emulator.isWrapping]).toEqual([false, true]);
  expect(out.lastIndexOf('\u001b[?25h')).toBeGreaterThan(out.lastIndexOf('\u001b[?25l'));
  expect(out.lastIndexOf('<raw false>')).toBeGreaterThan(out.lastIndexOf('<raw true>'));
}
