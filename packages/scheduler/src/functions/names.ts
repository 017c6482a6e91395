/**
 * The names that are let in: a module is a file, and a function is not something that every object
 * has. A URL may come from data (a queue, a request), and `data:` and `http:` URLs are code.
 */

import { fileURLToPath } from 'node:url';
import { describe } from './kind.js';

/**
 * Every object has these, or is asked for them by the language (`await` asks for `then`,
 * `JSON.stringify` for `toJSON`), so none of them can mean a task.
 */
const reserved: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'then',
  'toJSON',
]);

/** A name that no task function can have. */
export function isReserved(name: string): boolean {
  return reserved.has(name);
}

/**
 * Checks the URL of a task module; returns it in normal form.
 *
 * @throws TypeError if it is not the URL of a file.
 */
export function checkModuleUrl(url: unknown): string {
  const text = typeof url === 'object' && url !== null && 'href' in url ? url.href : url;
  if (typeof text !== 'string' || !URL.canParse(text)) throw notAFile(describe(text));
  const parsed = new URL(text);
  if (parsed.protocol !== 'file:') throw notAFile(`a ${parsed.protocol} URL, ${describe(text)}`);
  try {
    fileURLToPath(parsed);
  } catch (cause) {
    throw notAFile(describe(text), cause);
  }
  return parsed.href;
}

function notAFile(received: string, cause?: unknown): TypeError {
  return new TypeError(
    'url: expected the file: URL of a module (import.meta.url, or ' +
      "new URL('./module.js', import.meta.url); in CommonJS pathToFileURL(__filename)), " +
      `received ${received}`,
    { cause },
  );
}

/**
 * Checks the name of a task function.
 *
 * @throws TypeError if a function can't be found by it.
 */
export function checkName(name: unknown): string {
  if (typeof name !== 'string' || name === '' || !name.isWellFormed()) {
    throw new TypeError(`name: expected the name of an export, received ${describe(name)}`);
  }
  if (isReserved(name)) {
    throw new TypeError(`name: ${describe(name)} can't be a task, because any object may have it`);
  }
  return name;
}
