/** A recording of the job says what the job says of itself, and its simulation can be compared with it. */

import { expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Summary } from '../src/summary.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const PILFER = fileURLToPath(new URL('../../../packages/sim/dist/cli/main.js', import.meta.url));
const FILES = 120;
/** What a processor does that is not busy. */
const REST = /^(searching|parked|idle)/;

// The job itself, on a machine that may be busy.
jest.setTimeout(300_000);

/** Of `pilfer stats --json`. */
interface Stats {
  readonly source: string;
  readonly tasks: { readonly created: number; readonly started: number; readonly ended: number };
  readonly steals: { readonly steals: number; readonly matrix: readonly (readonly number[])[] };
  readonly whereTheTimeWent: { readonly byProc: readonly Readonly<Record<string, number>>[] };
}

function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0', ...env },
    encoding: 'utf8',
  });
  expect([status, file === PILFER ? stderr : '']).toEqual([0, '']);
  return stdout;
}

test('its tasks, steals and busy times are those of stats(), and diff compares its simulation', () => {
  const home = mkdtempSync(join(tmpdir(), 'shrink-recorded-'));
  try {
    const folder = join(home, 'files');
    mkdirSync(folder);
    const source = Array.from({ length: 400 }, (_, i) => `export const v${i}: number = ${i};`);
    for (let i = 0; i < FILES; i++) {
      // One in ten is large, so that there is something to steal.
      const text = source.slice(0, i % 10 === 0 ? 400 : 10).join('\n');
      writeFileSync(join(folder, `${i}.ts`), `${text}\nexport const n${i} = ${i};\n`);
    }
    const recording = join(home, 'job.pilfer');
    const out = run(MAIN, [folder, '--procs', '2', '--no-check', '--json'], {
      PILFER_RECORD: recording,
    });
    const processors = (JSON.parse(out) as Summary).allCores?.processors ?? [];
    const stats = JSON.parse(run(PILFER, ['stats', recording, '--json'])) as Stats;
    const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

    expect(stats.tasks).toMatchObject({ created: FILES, started: FILES, ended: FILES });
    expect(sum(processors.map(({ tasks }) => tasks))).toBe(FILES);
    expect(stats.steals.steals).toBe(sum(processors.map(({ stolen }) => stolen)));
    expect(stats.steals.matrix.map(sum)).toEqual(processors.map(({ stolen }) => stolen));
    stats.whereTheTimeWent.byProc.forEach((uses, p) => {
      const busy = sum(Object.entries(uses).map(([use, ns]) => (REST.test(use) ? 0 : ns)));
      const told = (processors[p]?.busySeconds ?? 0) * 1e9;
      // From the first work to the last: what is before and after is a look at the clock or two.
      expect(Math.abs(busy - told)).toBeLessThanOrEqual(0.03 * told + 20e6);
    });

    const diff = run(PILFER, ['diff', recording]);
    expect(diff).toMatch(/^one {4}shrink {2}recorded .*\nother {2}shrink {2}simulated\n/);
    expect(diff).toMatch(new RegExp(`^tasks ended +${FILES} +${FILES} +0\\.0 %$`, 'm'));
    expect(diff).toMatch(/^makespan .*%$/m);
    expect(diff.split('\n').filter((line) => line.length > 80)).toEqual([]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
