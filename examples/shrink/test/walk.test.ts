import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { sample, walk } from '../src/walk.js';

const NEVER = new AbortController().signal;

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'walk-')));
});
afterEach(() => rmSync(home, { recursive: true }));

function put(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), '');
  }
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  symlinkSync(target, join(home, path));
}

async function found(folder: string): Promise<readonly string[]> {
  return (await walk(join(home, folder), NEVER)).paths.map((path) => relative(home, path));
}

test('all files, in the same order each time', async () => {
  put('b/z.js', 'b/a.js', 'B/x.js', 'a.js', '.hidden', 'b/deep/er/file');
  expect(await found('.')).toEqual([
    '.hidden',
    'a.js',
    'B/x.js',
    'b/a.js',
    'b/z.js',
    'b/deep/er/file',
  ]);
});

test('a store of pnpm: each file once, by its real path', async () => {
  const store = 'node_modules/.pnpm';
  put(`${store}/a@1/node_modules/a/index.js`, `${store}/b@2/node_modules/b/index.js`);
  link('node_modules/a', '.pnpm/a@1/node_modules/a');
  link(`${store}/a@1/node_modules/b`, '../../b@2/node_modules/b');
  link(`${store}/b@2/node_modules/a`, '../../a@1/node_modules/a'); // a circle
  expect(await found('node_modules')).toEqual([
    `${store}/a@1/node_modules/a/index.js`,
    `${store}/b@2/node_modules/b/index.js`,
  ]);
});

test('a link out of the folder is followed into a store, and nowhere else', async () => {
  put('node_modules/.pnpm/a@1/node_modules/a/index.js', 'packages/own/src.js', 'secret');
  link('apps/web/node_modules/a', '../../../node_modules/.pnpm/a@1/node_modules/a');
  link('apps/web/node_modules/own', '../../../packages/own');
  link('apps/web/node_modules/secret', '../../../secret');
  expect(await found('apps/web/node_modules')).toEqual([
    'node_modules/.pnpm/a@1/node_modules/a/index.js',
  ]);
});

test('a link to a file counts as the file', async () => {
  put('dir/file.js');
  link('alias.js', 'dir/file.js');
  link('loop', '.');
  expect(await found('.')).toEqual(['dir/file.js']);
});

test('links that lead nowhere are reported', async () => {
  put('a.js');
  link('gone', 'nowhere');
  link('circle', 'circle');
  const { paths, problems } = await walk(home, NEVER);
  expect(paths).toHaveLength(1);
  expect(problems).toEqual([
    { path: join(home, 'circle'), kind: 'unreadable', message: expect.stringMatching(/^ELOOP: /) },
    {
      path: join(home, 'gone'),
      kind: 'unreadable',
      message: 'ENOENT: no such file or directory',
    },
  ]);
});

test('the inside of .git, pipes and sockets are left out', async () => {
  put('.git/objects/00/00', 'a.js');
  execFileSync('mkfifo', [join(home, 'pipe')]);
  expect(await found('.')).toEqual(['a.js']);
});

test('interrupted, it returns what it has', async () => {
  put('a.js');
  expect((await walk(home, AbortSignal.abort())).paths).toEqual([]);
});

test('a sample is spread evenly, and the same each time', () => {
  const paths = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(sample(paths, 3)).toEqual(['a', 'c', 'e']);
  expect(sample(paths, 4)).toEqual(['a', 'b', 'd', 'e']);
  expect(sample(paths, 1)).toEqual(['a']);
  expect(sample(paths, 6)).toEqual(paths);
  expect(sample(paths, 99)).toEqual(paths);
  expect(sample(paths, undefined)).toEqual(paths);
});
