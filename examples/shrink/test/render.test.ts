import { expect, test } from '@jest/globals';
import { render } from '../src/render.js';
import { summarise, type Outcome } from '../src/summarise.js';
import { painter } from '../src/terminal.js';
import { outcome, pass, report, sharedPass } from './outcomes.js';

function text(more: Partial<Outcome> = {}): string {
  return render(summarise(outcome(more)), painter(false));
}

test('the whole summary', () => {
  const shown = text().replace(/[0-9a-f]{64}/, '<fingerprint>');
  expect(shown).toBe(`/job  4 files

  read               4.0 kB           3 sources, 1 others
  minified           3.4 kB   −15 %   sources only, by Babel and Sucrase
  compressed          800 B   −80 %   Brotli, quality 7

  all cores          1.00 s           2 processors, 1.00 cores busy
  one thread         2.00 s           a plain loop, 1.00 cores busy
  speed-up           2.00 ×
  compared          4 files           each with the same result in both
  fingerprint   <fingerprint>

  processor  busy                                      tasks   stolen
  P0         ██████████████████████████████  100 %         3        0
  P1         ███████████████░░░░░░░░░░░░░░░   50 %         1        1

  slowest files (1 of 4 took 25 % of the time)
     0.01 s     1.0 kB  a.js
     0.01 s     1.0 kB  b.js
     0.01 s     1.0 kB  c/d.ts
     0.01 s     1.0 kB  e.md
`);
});

test('a thread that keeps more than one core busy is explained', () => {
  const { oneThread } = outcome();
  if (oneThread === undefined) throw new Error('no pass');
  expect(text({ oneThread: { ...oneThread, coresBusy: 1.3 } })).toContain(
    "speed-up           2.00 ×           V8's compiler and garbage collector help the one thread, too\n",
  );
});

test('different results are named', () => {
  const oneThread = pass([report(0, { size: 1 }), report(1), report(2), report(3)], 2000);
  const allCores = sharedPass([report(0), report(1), report(2), report(3)], 1000);
  expect(text({ allCores, oneThread })).toContain(
    'compared          4 files           1 of them with DIFFERENT results\n    a.js\n',
  );
});

test('a sample is called one', () => {
  const { paths } = outcome();
  expect(text({ paths: paths.slice(0, 2) })).toMatch(/^\/job {2}2 of 4 files\n/);
});

test('interrupted on all cores', () => {
  const allCores = sharedPass([report(0), undefined, undefined, undefined], 1000);
  const shown = text({ allCores, oneThread: undefined, interrupted: true });
  expect(shown).toContain('Interrupted after 1 of 4 files: this is what came out so far.');
  expect(shown).not.toMatch(/speed-up|one thread|compared|fingerprint/);
});

test('interrupted in one thread', () => {
  const oneThread = pass([report(0), undefined, undefined, undefined], 1000);
  const shown = text({ oneThread, interrupted: true });
  expect(shown).toContain('Interrupted in one thread: this is what came out so far.');
  expect(shown).toContain('compared           1 file ');
  expect(shown).not.toContain('speed-up');
});

test('interrupted before anything', () => {
  const found = { root: '/job', paths: [], problems: [] };
  const none = { found, paths: [], allCores: undefined, oneThread: undefined };
  expect(text({ ...none, interrupted: true })).toContain('Interrupted');
});

test('problems are counted, and the first ones shown with their reason', () => {
  const problem = { kind: 'unparsable', message: 'Unexpected token (1:8)' } as const;
  const reports = [0, 1, 2, 3].map((index) => report(index, { problem }));
  expect(text({ allCores: sharedPass(reports, 1) })).toContain(
    `  not parsed, compressed as they are: 4 files
    a.js  Unexpected token (1:8)
    b.js  Unexpected token (1:8)
    c/d.ts  Unexpected token (1:8)
    and 1 more
`,
  );
});

test('an empty folder', () => {
  const none = { paths: [], allCores: undefined, oneThread: undefined };
  const found = { root: '/job', paths: [] };
  expect(text({ ...none, found: { ...found, problems: [] } })).toBe(
    'There are no files in /job: nothing to do.\n',
  );
  const message = 'EACCES: permission denied';
  const problems = [{ path: '/job', kind: 'unreadable', message } as const];
  expect(text({ ...none, found: { ...found, problems } })).toBe(
    'There are no files in /job (.: EACCES: permission denied): nothing to do.\n',
  );
});

test('colours are in the text only where they are wanted', () => {
  const summary = summarise(outcome());
  expect(render(summary, painter(true))).toContain('\u001B[1m/job\u001B[22m');
  expect(render(summary, painter(false))).not.toContain('\u001B');
});
