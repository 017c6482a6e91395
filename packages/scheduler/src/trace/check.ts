/**
 * Does a trace make sense? One pass looks for records that mean nothing, clocks that go backwards,
 * Ps with two machines, tasks that run twice or never existed: whatever a scheduler, a simulator or
 * a recorder has got wrong shows here first.
 *
 * If events were lost (a ring was overwritten), what came before is unknown: then only the rules
 * `record`, `clock` and `order` are checked, which need no history.
 */

import { ProcCheck } from './check-procs.js';
import { RecordCheck } from './check-records.js';
import type { Check, Report, Violation } from './check-rules.js';
import { TaskCheck } from './check-tasks.js';
import { describe } from './describe.js';
import { Kind } from './kinds.js';
import type { Trace } from './trace.js';

/** Returns what is wrong with a trace, in order, up to `limit` entries; nothing if it is sound. */
export function checkTrace(trace: Trace, limit = 100): Violation[] {
  const violations: Violation[] = [];
  const report: Report = {
    add(rule, event, fact) {
      if (violations.length === limit) return;
      const message = `${fact}: ${describe(event, trace.strings)}`;
      violations.push({ rule, index: event.index, message });
    },
  };
  const checks: Check[] = [new RecordCheck(trace.strings)];
  if (isComplete(trace)) checks.push(new ProcCheck(), new TaskCheck());
  const event = trace.cursor();
  while (event.next() && violations.length < limit) {
    for (const check of checks) check.see(event, report);
  }
  return violations;
}

/** True if no event says that others were lost. */
export function isComplete(trace: Trace): boolean {
  const event = trace.cursor();
  while (event.next()) if (event.kind === Kind.lost) return false;
  return true;
}
