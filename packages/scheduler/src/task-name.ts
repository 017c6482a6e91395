/**
 * The name that a submitter has given to one task. It travels as one more argument, behind the
 * task's own: names are rare, and may be many, so they have no place in the slot or in the table of
 * functions.
 */

import { FLAG_ISOLATED, FLAG_NAMED, FLAG_TIMED } from './layout.js';
import type { TaskOptions } from './options.js';

/** What the machine must know of a task's options. */
export function flagsOf({ timeout, name, isolate }: TaskOptions): number {
  return (
    (timeout === undefined ? 0 : FLAG_TIMED) |
    (name === undefined ? 0 : FLAG_NAMED) |
    (isolate === true ? FLAG_ISOLATED : 0)
  );
}

/** What crosses of a task: its arguments, and its name if it has one. */
export function withName(args: readonly unknown[], { name }: TaskOptions): readonly unknown[] {
  return name === undefined ? args : [...args, name];
}

/** Takes the name out of a task's arguments again. */
export function takeName(args: unknown[], flags: number): string | undefined {
  return (flags & FLAG_NAMED) === 0 ? undefined : String(args.pop());
}
