/** Finding a function in what a loaded module exports. */

import { isFunction } from './kind.js';

/**
 * Returns an export of a module by its name: only what the module itself exports, never what its
 * object inherits. `default` of a CommonJS module is `module.exports`, as for `import`.
 */
export function exportOf(module: unknown, name: string): unknown {
  if (!isObject(module)) return undefined;
  const isDefault = name === 'default' && isFunction(module); // so it is no namespace
  return isDefault ? module : own(module, name);
}

/** The names of the functions that a module exports. */
export function functionNames(module: unknown): readonly string[] {
  return isObject(module) ? Object.keys(module).filter((key) => isFunction(own(module, key))) : [];
}

/** The names that somebody may have meant: up to three, the nearest first. */
export function nearestNames(name: string, candidates: readonly string[]): readonly string[] {
  const limit = Math.max(1, Math.floor(name.length / 3));
  return candidates
    .map((candidate) => ({
      candidate,
      distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Levenshtein's: insertions, deletions and replacements from one text to the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}

function own(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name)
    ? (object as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || isFunction(value);
}
