/** Why a machine can't call a function that it knows the name of. */

import { TaskError } from '../errors.js';
import type { FunctionRef } from './ref.js';

/**
 * - `not-found`: there is no such file;
 * - `failed`: the module can't be parsed, lacks a dependency, or threw while it was evaluated;
 * - `needs-load`: it can't be loaded synchronously (top-level await, or a query in its URL) and has
 *   not been loaded ahead;
 * - `no-export`, `not-a-function`: the module is there, the function isn't;
 * - `timeout`: the module did not finish loading within the option `loadTimeout`;
 * - `inline`: an inline function can't be compiled, or must not be.
 */
export type LoadFailure =
  'not-found' | 'failed' | 'needs-load' | 'no-export' | 'not-a-function' | 'timeout' | 'inline';

/** What a {@link LoadError} is about: a function, or a whole module. */
export type LoadSubject = FunctionRef | { readonly url: string };

/**
 * A task's function can't be had; the message names module and export, `cause` is what Node said.
 * It crosses threads as a `TaskError` with these fields.
 */
export class LoadError extends TaskError {
  readonly reason: LoadFailure;
  /** URL of the module; undefined for an inline function. */
  readonly module: string | undefined;
  /** Name of the export; undefined if the whole module is meant. */
  readonly export: string | undefined;

  constructor(subject: LoadSubject, reason: LoadFailure, why: string, cause?: unknown) {
    super(`${nameOfSubject(subject)}: ${why}`, cause === undefined ? {} : { cause });
    this.reason = reason;
    this.module = 'url' in subject ? subject.url : undefined;
    this.export = 'name' in subject ? subject.name : undefined;
  }
}

function nameOfSubject(subject: LoadSubject): string {
  if ('source' in subject) return `inline function ${firstLine(subject.source)}`;
  return 'name' in subject ? `'${subject.name}' of ${subject.url}` : subject.url;
}

function firstLine(source: string): string {
  const line = source.split('\n', 1)[0] as string;
  return line.length < source.length || line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
