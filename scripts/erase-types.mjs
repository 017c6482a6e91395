// Lets scripts use the TypeScript of tests: types are erased here, and checked there.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

/** What a module imports by a relative path, after its types are gone. */
const IMPORTS = /(?:from|import\() ?'(\.[^']+\.js)'/g;

/**
 * Imports files of a folder of TypeScript, with all that they import from it; returns what they export.
 *
 * Their JavaScript lies beside that folder meanwhile, since they look for the package's root above it:
 * under a name of its own, so that scripts can do this at the same time.
 *
 * @param {URL} sources the folder.
 * @param {readonly string[]} files to be imported: paths in it, ending with `.js`.
 */
export async function importErased(sources, files) {
  const compiled = pathToFileURL(
    (await mkdtemp(fileURLToPath(new URL('../.erased-', sources)))) + '/',
  );
  try {
    const written = new Set();
    for (const file of files) await erase(file, sources, compiled, written);
    const modules = await Promise.all(files.map((file) => import(new URL(file, compiled).href)));
    return Object.assign({}, ...modules);
  } finally {
    await rm(compiled, { recursive: true });
  }
}

/** @param {string} file @param {URL} sources @param {URL} compiled @param {Set<string>} written */
async function erase(file, sources, compiled, written) {
  if (written.has(file)) return;
  written.add(file);
  const source = new URL(file, sources);
  const text = await readFile(new URL(source.href.replace(/\.js$/, '.ts')), 'utf8');
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      verbatimModuleSyntax: true,
    },
  });
  const target = new URL(file, compiled);
  await mkdir(new URL('.', target), { recursive: true });
  await writeFile(target, outputText);
  for (const [, path = ''] of outputText.matchAll(IMPORTS)) {
    const { href } = new URL(path, source);
    await erase(href.slice(sources.href.length), sources, compiled, written);
  }
}
