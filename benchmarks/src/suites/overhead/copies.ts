/**
 * Copies of the built library, whole and with parts taken out of its text. A part that is not found
 * exactly once is an error, so a copy can't silently be the whole.
 */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NAME = '@pilfer/scheduler';
const HOT_FILE = 'core.js';

/** What is replaced by what. */
const COPIES: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  whole: [],
  'no events': [[/get on\(\) \{\s+return [^;]+;/, 'get on() { return false;']],
  'no times': [
    [/began\(stamp\) \{/, 'began(stamp) { return;'],
    [/ended\(now\) \{/, 'ended(now) { return;'],
    [/tell\(now\) \{/, 'tell(now) { return;'],
  ],
};

/** Where the copies are. */
export interface Copies {
  /** The URL of a copy, and of the tasks that import it. */
  urlsOf(copy: string): { readonly library: string; readonly tasks: string };
  remove(): void;
}

/** Makes all copies, in a folder that is to be removed. */
export function makeCopies(): Copies {
  const root = mkdtempSync(join(tmpdir(), 'pilfer-overhead-'));
  const bundle = dirname(fileURLToPath(import.meta.resolve(NAME)));
  const tasks = fileURLToPath(new URL('./measured.tasks.js', import.meta.url));
  const folderOf = (copy: string): string => join(root, copy.replace(' ', '-'));
  for (const [copy, parts] of Object.entries(COPIES)) {
    const home = join(folderOf(copy), 'node_modules', NAME);
    mkdirSync(home, { recursive: true });
    cpSync(bundle, home, { recursive: true });
    const manifest = { name: NAME, type: 'module', exports: './index.js' };
    writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folderOf(copy), 'package.json'), '{ "type": "module" }');
    cpSync(tasks, join(folderOf(copy), 'measured.tasks.js'));
    const file = join(home, HOT_FILE);
    writeFileSync(file, parts.reduce(takeOut, readFileSync(file, 'utf8')));
  }
  return {
    urlsOf: (copy) => ({
      library: pathToFileURL(join(folderOf(copy), 'node_modules', NAME, 'index.js')).href,
      tasks: pathToFileURL(join(folderOf(copy), 'measured.tasks.js')).href,
    }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function takeOut(text: string, [find, replacement]: readonly [RegExp, string]): string {
  const { length } = [...text.matchAll(new RegExp(find, 'g'))];
  if (length !== 1)
    throw new Error(`copies: expected one match, found ${length}, of ${String(find)}`);
  return text.replace(find, () => replacement);
}
