/** The command in a real pseudo-terminal: line settings, signals and sizes are the kernel's. */

import { constants } from 'node:os';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { PtyRun, whyNoPty, type PtyEnd } from '../watch/pty.js';
import { root } from '../watch/watched.js';

// Each test starts processes, on a machine that may be busy.
jest.setTimeout(120_000);

const reason = whyNoPty();
const suite =
  reason === undefined ? describe : (_: string, body: () => void) => describe.skip(reason, body);

const LINE = ['watch', 'fan-out-skew', '-p', '2'];
const crash = join(root, 'test/watch/crash-on-key.mjs');

const isThere = (lines: readonly string[]): boolean =>
  lines.some((line) => line.includes('global queue'));

async function started(nodeFlags: readonly string[] = []): Promise<PtyRun> {
  const run = new PtyRun(LINE, nodeFlags);
  await run.until(isThere);
  expect(run.emulator.isAlternate).toBe(true);
  return run;
}

async function expectRestored(run: PtyRun): Promise<PtyEnd> {
  const end = await run.end();
  expect(end.restored).toBe(true);
  expect([run.emulator.isAlternate, run.emulator.isWrapping]).toEqual([false, true]);
  return end;
}

suite('in a pseudo-terminal', () => {
  test.each([
    ['q', 'q', 0],
    ['Ctrl-C', '\u0003', 130],
  ])('%s ends watch, and the terminal is as before', async (_, keys, code) => {
    const run = await started();
    run.send({ keys });
    expect(await expectRestored(run)).toMatchObject({ code, signal: null });
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    '%s ends watch, and the terminal is as before',
    async (signal) => {
      const run = await started();
      run.send({ signal: constants.signals[signal] });
      expect(await expectRestored(run)).toMatchObject({ code: null, signal });
    },
  );

  test('a crash of watch is told on the terminal as it was before', async () => {
    const run = await started(['--import', crash]);
    run.send({ keys: '!' });
    expect((await expectRestored(run)).code).toBe(1);
    expect(run.emulator.lines().join('\n')).toContain('planted');
  });

  test('watch lays its picture out anew for every size, and never beyond it', async () => {
    const run = await started();
    const sizes = [
      [120, 40],
      [50, 12],
      [80, 24],
    ] as const;
    for (const [columns, rows] of sizes) {
      run.send({ size: [columns, rows] });
      // The status line spans the terminal, and the keys are in the last row.
      await run.until((lines) => {
        const rule = lines.find((line) => line.startsWith('──')) ?? '';
        return rule.length === columns && (lines[rows - 1] ?? '').includes('space');
      });
    }
    run.send({ keys: 'q' });
    expect((await expectRestored(run)).code).toBe(0);
  });

  test.each([
    ['run', 'fork-join', '--reps', '100000'],
    ['compare', 'fork-join', '--reps', '100000'],
    ['sweep', 'fork-join', '--over', 'procs=1..64', '--reps', '10000'],
    ['verify'],
    ['watch', 'fan-out-skew'],
    ['demo'],
    ['calibrate'],
    ['record', '-o', '/dev/null', '--', process.execPath, '-e', 'setInterval(() => {}, 1e5)'],
  ])('Ctrl-C ends %s: interrupted, 130', async (...args) => {
    const run = new PtyRun(args);
    run.send({ keys: '\u0003' });
    const { code, signal } = await expectRestored(run);
    // What a shell makes of it.
    expect(signal === 'SIGINT' ? 130 : code).toBe(130);
  });
});
