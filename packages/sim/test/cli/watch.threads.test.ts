import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { Emulator } from '../watch/emulator.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = join(root, 'dist/cli/main.js');
const fakeTty = join(root, 'test/watch/fake-tty.mjs');

/** A `pilfer` that believes it has a terminal. */
class Watched {
  out = '';
  err = '';
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, ['--import', fakeTty, bin, ...args], {
      env: { ...process.env, NODE_OPTIONS: '', LANG: 'C.UTF-8', LC_ALL: '', TERM: 'xterm', ...env },
    });
    const { stdout, stderr } = this.child;
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
async function expectRestored({ out }: Watched): Promise<void> {
  const emulator = new Emulator(80, 24);
  await emulator.write(out);
  expect([emulator.isAlternate, emulator.isWrapping]).toEqual([false, true]);
  expect(out.lastIndexOf('\u001b[?25h')).toBeGreaterThan(out.lastIndexOf('\u001b[?25l'));
  expect(out.lastIndexOf('<raw false>')).toBeGreaterThan(out.lastIndexOf('<raw true>'));
}

const LINE = ['watch', 'fan-out-skew', '-p', '2'];

test.each([
  ['q', 'q', 0],
  ['Ctrl-C', '\u0003', 130],
])('%s ends it, and the terminal is as before', async (_, key, code) => {
  const watched = new Watched(LINE);
  await watched.shows('global queue');
  watched.child.stdin.write(key);
  expect(await watched.ended).toEqual({ code, signal: null });
  await expectRestored(watched);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends it, and the terminal is as before',
  async (signal) => {
    const watched = new Watched(LINE);
    await watched.shows('global queue');
    watched.child.kill(signal);
    expect(await watched.ended).toEqual({ code: null, signal });
    await expectRestored(watched);
  },
);

test('the end of input ends it', async () => {
  const watched = new Watched(LINE);
  await watched.shows('global queue');
  watched.child.stdin.end();
  expect(await watched.ended).toEqual({ code: 0, signal: null });
  await expectRestored(watched);
});

test('an uncaught error is told on the restored terminal', async () => {
  const watched = new Watched(LINE, { PLANTED: 'exception' });
  await watched.shows('global queue');
  watched.child.stdin.write('!');
  expect((await watched.ended).code).not.toBe(0);
  expect(watched.err).toContain('planted');
  await expectRestored(watched);
});

test('when its terminal goes away, it ends without a word', async () => {
  const watched = new Watched(LINE);
  await watched.shows('global queue');
  watched.child.stdout.destroy();
  expect((await watched.ended).code).toBe(0);
  expect(watched.err).toBe('');
});

test('keys step through the run, forwards and back', async () => {
  const watched = new Watched(LINE);
  const press = async (
    key: string,
    isThere: (lines: readonly string[]) => boolean,
  ): Promise<void> => {
    watched.child.stdin.write(key);
    await watched.untilScreen(isThere);
  };
  await watched.shows('global queue');
  await press('0', ([heading = '']) => heading.includes('‖') && heading.includes('   0.000 ms of'));
  await press('n', (lines) => lines.some((line) => line.includes('steals 1')));
  await press('n', (lines) => lines.some((line) => line.includes('steals 2')));
  await press('p', (lines) => lines.some((line) => line.includes('steals 1')));
  await press('?', (lines) => lines.some((line) => line.includes('previous steal')));
  watched.child.stdin.write('xq');
  expect((await watched.ended).code).toBe(0);
});

test('without a terminal: pictures as text, or an error that says so', () => {
  const run = (...args: string[]): { code: number | null; out: string; err: string } => {
    const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...LINE, ...args], {
      env,
      encoding: 'utf8',
    });
    return { code: status, out: stdout, err: stderr };
  };
  const none = run();
  expect([none.code, none.out]).toEqual([2, '']);
  expect(none.err).toContain('--frames N');
  const frames = run('--frames', '3', '--columns', '100');
  expect([frames.code, frames.err]).toEqual([0, '']);
  expect(frames.out.match(/^ global queue/gm)).toHaveLength(3);
  expect(frames.out).not.toContain('\u001b');
});
