/** What the checks of a trace have in common. */

import type { Cursor } from './cursor.js';

/**
 * The rules of a sound trace:
 *
 * - `record`: the kind exists, and every field is what the table says
 * - `clock`: time never goes back within one writer's events
 * - `order`: time never goes back from one event to the next
 * - `machine`: a machine does things between its start and its end, and not while it sleeps
 * - `proc`: a P has at most one M and an M at most one P, which it holds whenever it acts on it (I5)
 * - `task`: a task is created before it starts, runs on one M at a time, and ends once
 * - `nesting`: a machine runs one task; a second one only inside the first one's join
 * - `settled`: when a run is drained, every task has ended; no promise settles twice (I1)
 */
export type Rule =
  'record' | 'clock' | 'order' | 'machine' | 'proc' | 'task' | 'nesting' | 'settled';

/** Something in a trace that cannot be. */
export interface Violation {
  readonly rule: Rule;
  /** Index of the event at which it shows. */
  readonly index: number;
  /** What is wrong, with the event in words. */
  readonly message: string;
}

/** Where checks report to. */
export interface Report {
  add(rule: Rule, event: Cursor, fact: string): void;
}

/** A group of rules: sees each event once, in order. */
export interface Check {
  see(event: Cursor, report: Report): void;
}
