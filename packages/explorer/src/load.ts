/**
 * Puts the explorer's memory behind a package's door.
 *
 * The compiled `dist` of each package is copied into a temporary `node_modules`, so that the copies
 * find each other by name; `atomics.js` becomes a re-export of `memory.ts`; other dependencies are
 * linked to. What runs is the shipped code, character by character, except for mutations: textual
 * replacements that plant a bug. A mutation that does not match exactly once is an error, so
 * mutants can't rot.
 */

import {
  access,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A planted bug: `find` occurs once in the compiled file and is replaced. */
export interface Mutation {
  /** Path in the package's `dist`, such as `chase-lev.js`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** What to do with the packages on the way in. */
export interface LoadOptions {
  readonly mutations?: readonly Mutation[];
  /** Further files of the packages' `dist` to return, such as `idle.js`, each under its own name. */
  readonly files?: readonly string[];
}

const DOOR = 'atomics.js';

/**
 * Loads packages with the explorer's memory behind their doors: each a directory with a
 * `package.json` and a compiled `dist`. Returns their modules, `dist/index.js` of each, by package
 * name.
 *
 * @throws Error if a mutation does not match exactly once.
 */
export async function loadBehindDoor(
  directories: readonly (string | URL)[],
  { mutations = [], files = [] }: LoadOptions = {},
): Promise<ReadonlyMap<string, unknown>> {
  const root = await mkdtemp(join(tmpdir(), 'behind-door-'));
  try {
    const packages = await Promise.all(directories.map(readPackage));
    const own = new Set(packages.map(({ name }) => name));
    for (const each of packages) await copyPackage(each, root, own);
    const copies = packages.map(({ name }) => join(root, 'node_modules', name, 'dist'));
    for (const mutation of mutations) await mutate(copies, mutation);

    const modules = new Map<string, unknown>();
    for (const { name } of packages) {
      const entry = join(root, 'node_modules', name, 'dist', 'index.js');
      modules.set(name, await import(pathToFileURL(entry).href));
    }
    for (const file of files) modules.set(file, await importFrom(copies, file));
    return modules;
  } finally {
    await rm(root, { recursive: true });
  }
}

async function importFrom(copies: readonly string[], file: string): Promise<unknown> {
  for (const copy of copies) {
    const path = join(copy, file);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return import(pathToFileURL(path).href);
  }
  throw new Error(`loadBehindDoor: no package has a compiled ${file}`);
}

interface Package {
  readonly name: string;
  readonly directory: string;
  /** What can be imported → the compiled file behind it, never a bundle. */
  readonly exports: Readonly<Record<string, string>>;
}

type Exports = Readonly<Record<string, string | { readonly types?: string }>>;

async function readPackage(directory: string | URL): Promise<Package> {
  const path = typeof directory === 'string' ? directory : fileURLToPath(directory);
  const manifest: unknown = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
  const { name, exports = {} } = manifest as { name: string; exports?: Exports };
  // A bundle has no types of its own: they are those of the files it was made from.
  const compiled = Object.entries(exports).flatMap(([subpath, target]): [string, string][] => {
    const types = typeof target === 'string' ? undefined : target.types;
    return types === undefined ? [] : [[subpath, types.replace(/\.d\.ts$/, '.js')]];
  });
  const index = ['.', './dist/index.js'] as const;
  return { name, directory: path, exports: Object.fromEntries([index, ...compiled]) };
}

async function copyPackage(
  { name, directory, exports }: Package,
  root: string,
  own: ReadonlySet<string>,
): Promise<void> {
  const target = join(root, 'node_modules', name);
  await mkdir(target, { recursive: true });
  const manifest = { name, type: 'module', exports };
  await writeFile(join(target, 'package.json'), JSON.stringify(manifest));
  await cp(join(directory, 'dist'), join(target, 'dist'), {
    recursive: true,
    filter: (path) => !/\.(?:map|d\.ts|tsbuildinfo)$|[\\/]bundle$/.test(path),
  });
  const memory = new URL('memory.js', import.meta.url).href;
  await writeFile(join(target, 'dist', DOOR), `export * from ${JSON.stringify(memory)};\n`);
  for (const dependency of await dependenciesOf(directory)) {
    if (own.has(dependency)) continue;
    const link = join(target, 'node_modules', dependency);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(directory, 'node_modules', dependency), link);
  }
}

/** Names of what is installed for a package, with their scopes. */
async function dependenciesOf(directory: string): Promise<string[]> {
  const path = join(directory, 'node_modules');
  const entries = await readdir(path).catch(() => []);
  const names = entries.filter((entry) => !entry.startsWith('.'));
  const scoped = names.map(async (name) =>
    name.startsWith('@') ? (await readdir(join(path, name))).map((n) => `${name}/${n}`) : [name],
  );
  return (await Promise.all(scoped)).flat();
}

async function mutate(copies: readonly string[], { file, find, replace }: Mutation): Promise<void> {
  const texts = new Map<string, string>();
  for (const copy of copies) {
    const path = join(copy, file);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) texts.set(path, text);
  }
  const matches = [...texts].reduce((n, [, text]) => n + text.split(find).length - 1, 0);
  if (matches !== 1) {
    throw new Error(`mutation: expected one match in ${file}, found ${matches}, of:\n${find}`);
  }
  for (const [path, text] of texts)
    await writeFile(
      path,
      text.replace(find, () => replace),
    );
}
