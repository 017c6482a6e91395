import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { bin, expectRestored, root, Watched } from '../watch/watched.js';

// Short: the path of a socket may have a hundred characters or so.
const folder = mkdtempSync(join(tmpdir(), 'pw-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// Many processes, each of which starts threads.
jest.setTimeout(300_000);

const env = { XDG_RUNTIME_DIR: folder };

/** A program whose runtime can be watched. */
class App {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | null>;
  #out = '';
  #err = '';

  constructor(more: NodeJS.ProcessEnv = { PILFER_WATCH: '1' }) {
    this.child = spawn(process.execPath, [join(root, 'test/watch/live-app.mjs')], {
      env: { ...process.env, NODE_OPTIONS: '', PILFER_WATCH: '', ...env, ...more },
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#out += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#err += text));
    this.#ended = new Promise((resolve) => this.child.on('close', resolve));
  }

  get socket(): string {
    return join(folder, `pilfer/${this.child.pid}.sock`);
  }

  /** Its process id, when it can be watched. */
  async ready(): Promise<string> {
    while (!this.#out.includes('\n') || !existsSync(this.socket)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return String(this.child.pid);
  }

  /** Lets it end; returns what it says of itself. */
  async end(): Promise<{ tasks: number; isRecorded: boolean }> {
    this.child.stdin.end();
    expect([await this.#ended, this.#err]).toEqual([0, '']);
    return JSON.parse(this.#out.split('\n')[1] ?? '') as { tasks: number; isRecorded: boolean };
  }
}

test('a runtime is watched, looked back upon while it goes on, and outlived', async () => {
  const app = new App();
  const watched = new Watched(['watch', await app.ready()], env);
  await watched.untilScreen(([heading = '']) => heading.includes('live app  live  2 Ps'));
  await watched.untilScreen((lines) => lines.some((line) => /[1-9]\d* done/.test(line)));
  watched.child.stdin.write('0');
  await watched.untilScreen(
    ([heading = '']) => heading.includes('‖') && / 0\.000 m?s of/.test(heading),
  );
  watched.child.stdin.write('l');
  await watched.untilScreen(([heading = '']) => heading.includes('►     live'));
  const { tasks, isRecorded } = await app.end();
  expect(tasks).toBeGreaterThan(0);
  // The program's own recording does not mind a watcher.
  expect(isRecorded).toBe(true);
  await watched.untilScreen((lines) =>
    lines.some((line) => line.includes('the runtime has ended')),
  );
  watched.child.stdin.write('q');
  expect(await watched.ended).toEqual({ code: 0, signal: null });
  await expectRestored(watched);
  expect(existsSync(app.socket)).toBe(false);
});

test('a watcher that does not read holds nobody up', async () => {
  const app = new App();
  await app.ready();
  const socket = connect(app.socket);
  await new Promise((resolve) => socket.once('connect', resolve));
  expect((await app.end()).tasks).toBeGreaterThan(0);
  socket.destroy();
});

test('the folder of the sockets is the user only', async () => {
  const app = new App();
  await app.ready();
  expect(statSync(join(folder, 'pilfer')).mode & 0o077).toBe(0);
  await app.end();
});

test('as text, without a terminal; and what cannot be watched', async () => {
  const app = new App();
  const pid = await app.ready();
  const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [bin, 'watch', ...args], {
      env: { ...process.env, ...env, NODE_OPTIONS: '', FORCE_COLOR: '0' },
      encoding: 'utf8',
    });
  const { status, stdout } = run(pid, '--frames', '1');
  expect([status, stdout.includes('live app  live  2 Ps')]).toEqual([0, true]);
  const none = run('1', '--frames', '1');
  expect(none.status).toBe(3);
  expect(none.stderr).toContain(
    `start it with PILFER_WATCH=1, or its Runtime with watch: true; those that can be: ${pid}`,
  );
  await app.end();
});

test('the option of the runtime counts more than the environment', async () => {
  const app = new App({ PILFER_WATCH: '', WATCH_OPTION: 'true' });
  await app.ready();
  expect(existsSync(app.socket)).toBe(true);
  await app.end();
  const other = new App({ PILFER_WATCH: '1', WATCH_OPTION: 'false' });
  const { pid } = other.child;
  expect((await other.end()).tasks).toBeGreaterThanOrEqual(0);
  expect(readdirSync(join(folder, 'pilfer'))).not.toContain(`${pid}.sock`);
});
