/** What went wrong, told from what Node threw, and said to whoever has to repair it. */

import { nearestNames } from './exports.js';
import { describe } from './kind.js';
import { LoadError, type LoadSubject } from './load-error.js';

/** What Node throws if a module can only be had by waiting for it. */
const asyncOnly: ReadonlySet<unknown> = new Set([
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_REQUIRE_CYCLE_MODULE',
  'ERR_REQUIRE_ESM_RACE_CONDITION',
]);

const AHEAD = 'load it ahead with await runtime.load(url)';

/** True if the module might be had by `import`. */
export function isAsyncOnly(cause: unknown): boolean {
  return asyncOnly.has(fieldOf(cause, 'code'));
}

/** The module can't be required, and nobody has imported it. */
export function needsLoad(subject: LoadSubject, cause?: unknown): LoadError {
  const why =
    cause === undefined
      ? `its URL has a query or a fragment: ${AHEAD}`
      : `the module can't be loaded synchronously, it has top-level await: ${AHEAD}`;
  return new LoadError(subject, 'needs-load', why, cause);
}

/** There is no such module. */
export function notFound(subject: LoadSubject, cause: unknown): LoadError {
  return new LoadError(subject, 'not-found', 'there is no such file', cause);
}

/** The module can't be parsed, lacks a dependency, or threw. */
export function failed(subject: LoadSubject, url: string, cause: unknown): LoadError {
  const name = fieldOf(cause, 'name');
  const message = fieldOf(cause, 'message');
  const isError = typeof name === 'string' && typeof message === 'string';
  const firstLine = isError ? `${name}: ${message.split('\n', 1)[0] ?? ''}` : describe(cause);
  const mayBeTypes = name === 'SyntaxError' || fieldOf(cause, 'code') === UNKNOWN_EXTENSION;
  const hint = mayBeTypes && /\.[cm]?ts$/.test(url) ? typesHint() : '';
  return new LoadError(subject, 'failed', `the module failed: ${firstLine}${hint}`, cause);
}

/** Node tells itself which types it can't erase. */
function typesHint(): string {
  if ((process.features as { typescript?: unknown }).typescript) return '';
  return (
    ` (Node ${process.versions.node} can't run TypeScript files here:` +
    ' build it to JavaScript, or use Node 22.18 or later)'
  );
}

const UNKNOWN_EXTENSION = 'ERR_UNKNOWN_FILE_EXTENSION';

/** The module has not finished loading in time, and its thread was ended. */
export function tooLong(subject: LoadSubject, ms: number): LoadError {
  const why = `the module had not finished loading after ${ms} ms (option loadTimeout)`;
  return new LoadError(subject, 'timeout', why);
}

/** The module has no such function, but the ones that are named. */
export function noExport(subject: LoadSubject, name: string, names: readonly string[]): LoadError {
  const near = nearestNames(name, [...new Set(names)]).map((candidate) => `'${candidate}'`);
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  const what = names.length === 0 ? 'no functions' : 'no such function';
  return new LoadError(subject, 'no-export', `the module exports ${what}${hint}`);
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[field]
    : undefined;
}
