/** R39: what an installation brings along. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const manifest = (path: string): Manifest => JSON.parse(read(path)) as Manifest;

test('one foreign package, of one exact version, whose content the lockfile names', () => {
  const { dependencies = {} } = manifest('../package.json');
  expect(Object.keys(dependencies).sort()).toEqual(['@msgpack/msgpack', '@pilfer/deque']);
  const version = dependencies['@msgpack/msgpack'] as string;
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(read('../../../pnpm-lock.yaml')).toMatch(
    new RegExp(`'@msgpack/msgpack@${version}':\\s+resolution: \\{integrity: sha512-`),
  );
  expect(manifest('../../deque/package.json').dependencies).toBeUndefined();
});

test('nothing runs at installation', () => {
  for (const path of ['../package.json', '../../deque/package.json']) {
    const names = Object.keys(manifest(path).scripts ?? {});
    expect(names.filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  }
  expect(read('../../../pnpm-workspace.yaml')).toContain('onlyBuiltDependencies: []');
});
