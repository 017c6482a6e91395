/** Texts that every checkout has: what the libraries of these benchmarks come with. */

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The folders of the libraries whose files are used. Their versions are pinned, so the texts are. */
const LIBRARIES = ['marked', 'papaparse', 'fflate', 'workerpool', 'comlink', 'tinypool', 'terser'];

/** The folder of an installed library. */
function folderOf(library: string): string {
  for (let folder = dirname(require.resolve(library)); ; folder = dirname(folder)) {
    if (readdirSync(folder).includes('package.json') && folder.endsWith(library)) return folder;
    if (folder === dirname(folder)) throw new Error(`${library}: its folder was not found`);
  }
}

/** The JavaScript files of the libraries between two sizes in bytes, sorted by name. */
export function scripts(least: number, most: number): string[] {
  return LIBRARIES.flatMap((library) => files(folderOf(library), /\.m?js$/))
    .map((file) => readFileSync(file, 'utf8'))
    .filter(({ length }) => length >= least && length <= most);
}

/** The README files of the libraries. */
export function readmes(): string[] {
  return LIBRARIES.flatMap((library) => files(folderOf(library), /^readme\.md$/i)).map((file) =>
    readFileSync(file, 'utf8'),
  );
}

function files(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : files(path, pattern);
      return pattern.test(entry.name) ? [path] : [];
    });
}
