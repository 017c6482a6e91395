import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call, explore, loadBehindDoor, type Cells, type Scenario } from '@pilfer/explorer';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cells, verdict } from './cells.js';

interface Ground {
  bump(cells: Cells): number;
}

interface Upper {
  bumpTwice(cells: Cells): number;
  readonly ground: Ground;
  readonly version: string;
}

let root = '';

async function makePackage(name: string, files: Record<string, string>): Promise<string> {
  const directory = join(root, name.replace('/', '-'));
  await mkdir(join(directory, 'dist'), { recursive: true });
  const manifest = { name, type: 'module', exports: { '.': './dist/index.js' } };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  for (const [file, text] of Object.entries(files)) {
    await writeFile(join(directory, 'dist', file), text);
  }
  return directory;
}

let ground = '';
let upper = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'explorer-test-'));
  const atomics = 'export const { load, add } = Atomics;';
  ground = await makePackage('@toy/ground', {
    'atomics.js': atomics,
    'index.js': `import { add } from './atomics.js';
      export function bump(cells) { return add(cells, 0, 1); }`,
  });
  upper = await makePackage('@toy/upper', {
    'atomics.js': atomics,
    'index.js': `import * as ground from '@toy/ground';
      import { load } from './atomics.js';
      import { version } from 'outside';
      export { ground, version };
      export function bumpTwice(cells) {
        const before = load(cells, 0);
        ground.bump(cells);
        ground.bump(cells);
        return load(cells, 0) - before;
      }`,
  });
  const outside = join(upper, 'node_modules', 'outside');
  await mkdir(outside, { recursive: true });
  await writeFile(
    join(outside, 'package.json'),
    '{"name":"outside","type":"module","exports":"./i.js"}',
  );
  await writeFile(join(outside, 'i.js'), `export const version = '1';`);
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

function bumps({ bump }: Ground): () => Scenario {
  return () => {
    const shared = cells(1);
    const one = { calls: [call('bump', [], () => bump(shared))] };
    return {
      threads: { a: one, b: one },
      check: () => (shared[0] === 2 ? undefined : 'lost'),
    };
  };
}

describe('a package behind the door', () => {
  test('runs on the memory of the explorer', async () => {
    const loaded = (await loadBehindDoor([ground])).get('@toy/ground') as Ground;
    expect(explore('bumps', bumps(loaded))).toMatchObject({ verdict: 'ok', interleavings: 2n });
  });

  test('works directly outside explorations', async () => {
    const loaded = (await loadBehindDoor([ground])).get('@toy/ground') as Ground;
    const shared = cells(1);
    expect([loaded.bump(shared), loaded.bump(shared), shared[0]]).toEqual([0, 1, 2]);
  });

  test('brings others along, by name, and its dependencies', async () => {
    const modules = await loadBehindDoor([ground, upper]);
    const { bumpTwice, ground: inner, version } = modules.get('@toy/upper') as Upper;
    expect(inner).toBe(modules.get('@toy/ground'));
    expect(version).toBe('1');
    const build = (): Scenario => {
      const shared = cells(1);
      const twice = { calls: [call('bumpTwice', [], () => bumpTwice(shared))] };
      return {
        threads: { a: twice, b: twice },
        check: ({ results }) =>
          Object.values(results).flat().includes(3) ? 'saw another' : undefined,
      };
    };
    expect(verdict(explore('two packages', build))).toBe('check');
  });
});

describe('mutations', () => {
  const planted = { file: 'index.js', find: 'add(cells, 0, 1)', replace: 'add(cells, 0, 0)' };

  test('plant a bug in the copy, not in the package', async () => {
    const mutant = await loadBehindDoor([ground], { mutations: [planted] });
    expect(verdict(explore('mutant', bumps(mutant.get('@toy/ground') as Ground)))).toBe('check');
    const right = await loadBehindDoor([ground]);
    expect(verdict(explore('right', bumps(right.get('@toy/ground') as Ground)))).toBe('ok');
  });

  test.each([
    ['text that is not there', { ...planted, find: 'sub(' }, 'found 0'],
    ['text that is there twice', { ...planted, find: 'cells' }, 'found 2'],
    ['a file that is not there', { ...planted, file: 'other.js' }, 'found 0'],
  ])('refuse %s', async (_, mutation, message) => {
    await expect(loadBehindDoor([ground], { mutations: [mutation] })).rejects.toThrow(message);
  });
});
