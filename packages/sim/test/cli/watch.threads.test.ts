import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { bin, expectRestored, root, Watched } from '../watch/watched.js';

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

test('demo: a tour through six scenes, on a terminal and as text', async () => {
  const tour = new Watched(['demo']);
  let scene = 0;
  const isLater = (lines: readonly string[]): boolean => {
    const [, number = '0'] = /^ (\d)\/6 {2}/m.exec(lines.join('\n')) ?? [];
    if (Number(number) <= scene) return false;
    scene = Number(number);
    return true;
  };
  await tour.untilScreen(isLater);
  // It may also go on by itself.
  while (scene < 6) {
    tour.child.stdin.write('n');
    await tour.untilScreen(isLater);
  }
  tour.child.stdin.write('\r');
  expect(await tour.ended).toEqual({ code: 0, signal: null });
  await expectRestored(tour);
  const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0' };
  const { status, stdout } = spawnSync(process.execPath, [bin, 'demo'], { env, encoding: 'utf8' });
  expect([status, stdout.match(/^ \d\/6 {2}/gm)?.length]).toEqual([0, 6]);
  expect(stdout).not.toContain('\u001b');
});

test("the README's picture is what its command prints", () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, line = '', picture] =
    /^[^\n]*`pilfer (watch [^`]*--at [^`]*)`:\n\n```text\n(.*?)^```$/ms.exec(readme) ?? [];
  const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0' };
  const { stdout } = spawnSync(process.execPath, [bin, ...line.split(' ')], {
    env,
    encoding: 'utf8',
  });
  expect(stdout).toBe(picture);
});
