// Bundles the libraries: `dist/bundle` of a package is what programs and machines load.
//
// A machine that loads a hundred small modules takes twice as long to start, and 3 MB more. And a name
// imported from another module is looked up at each use, where a `const` of the same file is a
// constant in the machine code. The rest of `dist` is `tsc -b`'s: the declarations, and the single
// files, which model tests put a memory of their own behind. Both come from the same sources by the
// same compiler.
//
// The entries of a package share their chunks: a task module that imports the package gets the very
// modules that its machine runs. Comments stay behind; source maps lead back to `src`.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import ts from 'typescript';

const PACKAGES = fileURLToPath(new URL('../packages/', import.meta.url));

/** By package: the entries, and the entry whose modules all lie in one file with it, the hot one. */
const LIBRARIES = [
  { name: 'deque', entries: { index: 'index.ts' } },
  {
    name: 'scheduler',
    entries: {
      index: 'index.ts',
      worker: 'worker.ts',
      policy: 'policy/index.ts',
      trace: 'trace/index.ts',
    },
    core: 'machine-thread.ts',
  },
];

const OPTIONS = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  useDefineForClassFields: false, // as in tsconfig.base.json
  verbatimModuleSyntax: true,
  removeComments: true,
  sourceMap: true,
  allowJs: true,
};

/** Bundles what has changed since the last time. */
export async function bundle() {
  const inputs = hashOf([
    ...LIBRARIES.map(({ name }) => join(PACKAGES, name, 'src')),
    import.meta.filename,
  ]);
  for (const library of LIBRARIES) {
    const dist = join(PACKAGES, library.name, 'dist');
    const stamp = join(dist, '.bundle-inputs');
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) continue;
    await bundleLibrary(library, join(dist, 'bundle'));
    writeFileSync(stamp, inputs);
  }
}

/**
 * Bundles the page of `pilfer report`: one script, and beside it its style sheet and its markup, which
 * the command puts into its file.
 */
export async function bundlePage() {
  const sim = join(PACKAGES, 'sim');
  const browser = join(sim, 'src/browser');
  const dist = join(sim, 'dist/page');
  const stamp = join(dist, '.bundle-inputs');
  const sources = ['sim/src', 'scheduler/src/trace'].map((path) => join(PACKAGES, path));
  const inputs = hashOf([...sources, import.meta.filename]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return;
  const made = await rollup({
    input: join(browser, 'main.ts'),
    plugins: [typescript('sim')],
    onwarn: (warning) => {
      throw new Error(`bundle of the page: ${warning.message}`);
    },
  });
  await made.write({ file: join(dist, 'script.js'), format: 'iife' });
  await made.close();
  for (const name of ['style.css', 'shell.html'])
    copyFileSync(join(browser, name), join(dist, name));
  writeFileSync(stamp, inputs);
}

async function bundleLibrary({ name, entries, core }, dir) {
  const src = join(PACKAGES, name, 'src');
  const input = Object.fromEntries(
    Object.entries(entries).map(([as, file]) => [as, join(src, file)]),
  );
  const made = await rollup({
    input,
    external: /^node:/,
    treeshake: false, // a probe of the stack has no effect but to throw
    plugins: [typescript(name)],
    onwarn: (warning) => {
      throw new Error(`bundle of ${name}: ${warning.message}`);
    },
  });
  const chunks = await made.generate({
    dir,
    format: 'es',
    generatedCode: 'es2015',
    sourcemap: true,
    sourcemapExcludeSources: true, // they are published
    chunkFileNames: '[name].js',
    hoistTransitiveImports: false,
    onlyExplicitManualChunks: true,
    ...(core && { manualChunks: coreOf(join(src, core)) }),
    banner: noticesOf,
  });
  await made.close();
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir);
  for (const { fileName, code, source } of chunks.output) {
    writeFileSync(join(dir, fileName), code ?? source);
  }
}

/** TypeScript's sources, this workspace's packages and their dependencies, as Rollup wants them. */
function typescript(name) {
  const { resolve } = createRequire(join(PACKAGES, name, 'package.json'));
  return {
    name: 'typescript',
    resolveId(to, from) {
      if (from === undefined || to.startsWith('node:')) return null;
      if (to.startsWith('.'))
        return from.endsWith('.ts') ? join(dirname(from), to.replace(/js$/, 'ts')) : null;
      const [, ours, part = '.'] = /^@pilfer\/([^/]+)(?:\/(.+))?$/.exec(to) ?? [];
      if (ours !== undefined) return join(PACKAGES, ours, 'src', part, 'index.ts');
      const manifest = resolve(`${to}/package.json`);
      return join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).module);
    },
    transform(text, fileName) {
      const made = ts.transpileModule(text, { fileName, compilerOptions: OPTIONS });
      const code = made.outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
      return {
        code: inAscii(code),
        map: { ...JSON.parse(made.sourceMapText), sources: [fileName] },
      };
    },
  };
}

/** V8 keeps a file with any other character in two bytes for each. Here they are all in strings. */
function inAscii(code) {
  const escape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return code.replace(/[\u0080-\uffff]/g, escape);
}

/** What the hot entry loads goes into one file, and another one for what pure entries share with it. */
function coreOf(entry) {
  return (id, { getModuleInfo }) => {
    if (!reach(entry, getModuleInfo).has(id)) return undefined;
    return /\/(?:policy|trace)\//.test(id) ? 'pure' : 'core';
  };
}

const reached = new Map();

function reach(entry, getModuleInfo) {
  const known = reached.get(entry);
  if (known !== undefined) return known;
  const found = new Set([entry]);
  for (const id of found) for (const next of getModuleInfo(id).importedIds) found.add(next);
  reached.set(entry, found);
  return found;
}

/** The licences of others whose code is in a chunk. */
function noticesOf({ moduleIds }) {
  const homes = moduleIds.flatMap(
    (id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? [],
  );
  const texts = [...new Set(homes)].map((home) => {
    const { name, version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    return `Contains ${name} ${version}:\n\n${readFileSync(join(home, 'LICENSE'), 'utf8').trim()}`;
  });
  return texts.length === 0 ? '' : `/*!\n${texts.join('\n\n')}\n*/`;
}

/** Changes with any of the files, or of those in the folders. */
function hashOf(paths) {
  const hash = createHash('sha256').update(ts.version);
  for (const path of paths) {
    const files = path.endsWith('.mjs') ? [path] : filesIn(path);
    for (const file of files) hash.update(relative(PACKAGES, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
