// Lets scripts use the TypeScript of tests: types are erased here, and checked there.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import ts from 'typescript';

/**
 * Imports files of a folder of TypeScript, and returns all that they export.
 *
 * @param {URL} sources the folder.
 * @param {URL} compiled where the JavaScript lies meanwhile: as deep below the package's root as the
 *   sources are, which look for it there.
 * @param {readonly string[]} files to be imported, ending with `.js`.
 */
export async function importErased(sources, compiled, files) {
  await rm(compiled, { recursive: true, force: true });
  await mkdir(compiled, { recursive: true });
  for (const file of await readdir(sources)) {
    if (!file.endsWith('.ts')) continue;
    const text = await readFile(new URL(file, sources), 'utf8');
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2023,
        verbatimModuleSyntax: true,
      },
    });
    await writeFile(new URL(file.replace(/\.ts$/, '.js'), compiled), outputText);
  }
  const modules = await Promise.all(files.map((file) => import(new URL(file, compiled).href)));
  await rm(compiled, { recursive: true });
  return Object.assign({}, ...modules);
}
