/** The built program, in a process of its own. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Summary } from '../src/summary.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const IS_ROOT = process.getuid?.() === 0;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program; `onStderr` may act upon what it says. */
function shrink(
  args: readonly string[],
  onStderr: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...process.env, FORCE_COLOR: undefined },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onStderr(stderr, (signal) => child.kill(signal));
    });
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

let home: string;
let small: string;
let big: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'shrink-'));
  small = join(home, 'small');
  big = join(home, 'big');
  mkdirSync(join(small, 'lib'), { recursive: true });
  for (let i = 0; i < 20; i++) {
    writeFileSync(join(small, 'lib', `${i}.ts`), `export const n${i}: number = ${i}; // ${i}\n`);
  }
  writeFileSync(join(small, 'broken.js'), 'let a = ;');
  writeFileSync(join(small, 'latin.js'), Buffer.of(0x22, 0xe9, 0x22));
  writeFileSync(join(small, 'secret.js'), 'run();');
  chmodSync(join(small, 'secret.js'), 0);
  // Enough to be in the middle of it for seconds.
  mkdirSync(big);
  const compiler = createRequire(import.meta.url).resolve('typescript');
  const source = readFileSync(compiler);
  for (let i = 0; i < 6; i++) writeFileSync(join(big, `${i}.js`), source);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('a folder', () => {
  test('gets a summary', async () => {
    const { code, stdout, stderr } = await shrink([small, '--procs', '2']);
    expect(stderr).toBe('all cores: 23 files\none thread: 23 files\n');
    expect(stdout).toContain(`${small}  23 files\n`);
    expect(stdout).toContain('each with the same result in both');
    expect(stdout).toMatch(/speed-up +\d+\.\d\d ×/);
    expect(stdout).toMatch(/^ {2}P0 .*\n {2}P1 /m);
    expect(stdout).toContain(
      'not parsed, compressed as they are: 1 file\n    broken.js  Unexpected token (1:8)\n',
    );
    expect(stdout).toMatch(/no UTF-8 text .*: 1 file\n {4}latin\.js/);
    if (!IS_ROOT) expect(stdout).toContain('secret.js  EACCES: permission denied');
    expect(stdout + stderr).not.toContain('\u001B');
    expect(code).toBe(0);
  });

  test('gets a document', async () => {
    const { code, stdout } = await shrink([small, '--json', '--procs', '2']);
    const summary = JSON.parse(stdout) as Summary;
    expect(summary).toMatchObject({
      path: small,
      found: 23,
      files: 23,
      done: 23,
      sources: 23,
      interrupted: false,
      compared: 23,
      different: { count: 0, first: [] },
      problems: { unparsable: { count: 1 }, notUtf8: { count: 1 }, large: { count: 0 } },
    });
    if (!IS_ROOT) expect(summary.problems.unreadable.count).toBe(1);
    expect(summary.speedUp).toBeGreaterThan(0);
    expect(summary.allCores?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(summary.oneThread?.fingerprint).toBe(summary.allCores?.fingerprint);
    const processors = summary.allCores?.processors ?? [];
    expect(processors).toHaveLength(2);
    expect(processors.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(23);
    expect(code).toBe(0);
  });

  test('gives the same fingerprint on any number of processors', async () => {
    const runs = ['1', '3'].map(async (procs) => {
      const { stdout } = await shrink([small, '--json', '--no-check', '--procs', procs]);
      return JSON.parse(stdout) as Summary;
    });
    const [one, three] = await Promise.all(runs);
    expect(one?.oneThread).toBeNull();
    expect(one?.allCores?.fingerprint).toBe(three?.allCores?.fingerprint);
  });

  test('may be taken in part', async () => {
    const { stdout } = await shrink([small, '--json', '--no-check', '--limit', '5']);
    expect(JSON.parse(stdout)).toMatchObject({ found: 23, files: 5, done: 5 });
  });

  test('may be empty', async () => {
    const empty = join(home, 'empty');
    mkdirSync(empty);
    const { code, stdout } = await shrink([empty]);
    expect(stdout).toBe(`There are no files in ${empty}: nothing to do.\n`);
    expect(code).toBe(0);
  });
});

describe('the command line', () => {
  test('--help', async () => {
    const { code, stdout } = await shrink(['--help']);
    expect(stdout).toMatch(/^Usage: pnpm start /);
    expect(code).toBe(0);
  });

  test.each([
    [['--prcos', '2'], 'did you mean --procs?'],
    [['--procs', 'all'], 'expected a whole number from 1 to 120'],
    [['/no/such/folder'], '/no/such/folder: there is no such folder'],
    [[MAIN], 'expected a folder, this is a file'],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await shrink(args);
    expect(stderr).toMatch(/^shrink: /);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('Ctrl-C', () => {
  test('on all cores: a summary of what is done, and an end at once', async () => {
    let sent = 0;
    const { code, stdout } = await shrink([big, '--json', '--procs', '2'], (text, kill) => {
      if (text.startsWith('all cores') && sent === 0) {
        sent = performance.now();
        kill('SIGINT');
      }
    });
    expect(performance.now() - sent).toBeLessThan(10_000); // the files would take longer
    const summary = JSON.parse(stdout) as Summary;
    expect(summary).toMatchObject({ files: 6, interrupted: true, oneThread: null, speedUp: null });
    expect(summary.done).toBeLessThan(6);
    expect(code).toBe(130);
  });

  test('in one thread: the same', async () => {
    const args = [small, '--procs', '2'];
    let isSent = false; // a second one would end it as it ends any program
    const { code, stdout } = await shrink(args, (text, kill) => {
      if (!isSent && text.includes('one thread')) {
        isSent = true;
        kill('SIGINT');
      }
    });
    expect(stdout).toContain('Interrupted');
    expect(code).toBe(130);
  });
});

test('a reader that leaves early is no error', async () => {
  const stderr = await new Promise<string>((resolve) => {
    const child = spawn(process.execPath, [MAIN, small, '--no-check']);
    let text = '';
    child.stdout.destroy();
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    child.on('close', () => resolve(text));
  });
  expect(stderr).toBe('all cores: 23 files\n');
});
