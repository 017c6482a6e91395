/** Which rule made each P do what it does at a moment, and why. */

import type { PolicyConstants } from '@pilfer/scheduler/policy';
import { Kind, NONE, ProcState, type Trace } from '@pilfer/scheduler/trace';
import { formatTime } from '../../scenario/time.js';
import type { FollowedProc } from '../follower.js';
import { History, type Step } from './history.js';
import { sinceWhen, visitsOf, whyRunning, type Reason } from './reasons.js';
import { sourceOf } from './rules.js';

/** Whose rules they are. */
export interface Rulebook {
  readonly constants: PolicyConstants;
  /** This library's, not Go's. */
  readonly isPilfer: boolean;
}

/** One P at the moment. */
export interface Explanation {
  readonly proc: number;
  /** `runs G17 parse, for 83 µs`. */
  readonly what: string;
  readonly why: string;
  /** Where the rule is written. */
  readonly rule: string;
}

/** Explains all Ps at a time, or one of them. */
export function explain(
  trace: Trace,
  time: number,
  { constants, isPilfer }: Rulebook,
  only?: number,
): Explanation[] {
  const history = new History(trace, time);
  return history.now.procs.flatMap((proc, id) => {
    if (!proc.exists || (only !== undefined && only !== id)) return [];
    const steps = history.steps.get(id) ?? [];
    const { what, reason } = explainOne({ proc, steps, history, time, constants });
    return [{ proc: id, what, why: reason.text, rule: sourceOf(reason.rule, isPilfer) }];
  });
}

interface Case {
  readonly proc: FollowedProc;
  readonly steps: readonly Step[];
  readonly history: History;
  readonly time: number;
  readonly constants: PolicyConstants;
}

function explainOne(one: Case): { readonly what: string; readonly reason: Reason } {
  const { proc, steps, history, time, constants } = one;
  const since = sinceWhen(proc.since, time);
  const task = history.nameOf(proc.task);
  switch (proc.state) {
    case ProcState.running:
      return { what: `runs ${task}, ${since}`, reason: whyRunning(steps, history, constants) };
    case ProcState.searching:
      return { what: `searches, ${since}`, reason: whySearching(one) };
    case ProcState.joining:
      return {
        what: `waits in a join of ${task}, ${since}`,
        reason: {
          text: 'the fork runs elsewhere, and there is nothing to help with',
          rule: 'help',
        },
      };
    case ProcState.syscall:
      return { what: `is in a call of ${task}, ${since}`, reason: whyInCall(constants) };
    case ProcState.loading:
      return {
        what: `loads a module, ${since}`,
        reason: { text: 'a task needs it', rule: 'load' },
      };
    case ProcState.turning:
      return {
        what: `turns its event loop, ${since}`,
        reason: { text: 'tasks that await get their turn', rule: 'turn' },
      };
    case ProcState.scheduling:
      return { what: `is between two tasks, ${since}`, reason: whyScheduling(one) };
    default:
      return {
        what: `${proc.state === ProcState.parked ? 'is parked' : 'is idle'}, ${since}`,
        reason: whyIdle(one),
      };
  }
}

function whySearching({ proc, steps, history, constants }: Case): Reason {
  const { procs, searching } = history.now;
  const busy = procs.filter(({ exists, state }) => exists && state !== ProcState.idle).length;
  const limit =
    constants.searchFactor > 0
      ? `; ${searching} of ${busy} busy Ps search, and fewer than half may begin to`
      : '';
  const visits = visitsOf(steps);
  const seen = visits === '' ? 'it has met nobody yet' : `it has visited ${visits}`;
  return {
    text: `M${proc.machine} found its own queue and the global one empty; ${seen}${limit}`,
    rule: 'search',
  };
}

function whyInCall({ retakesSyscalls, sysmonMinNs, syscallRetakeNs }: PolicyConstants): Reason {
  const text = retakesSyscalls
    ? `its P waits with it; the monitor takes the P away at its next round, ${formatTime(sysmonMinNs)} or more later, if tasks wait in its queue, and after ${formatTime(syscallRetakeNs)} in any case`
    : 'the call blocks the thread, and a thread here does not lend its P';
  return { text, rule: 'call' };
}

function whyScheduling({ steps, history }: Case): Reason {
  const [first] = steps;
  const text = first === undefined ? 'it has just begun' : leaving(first, history);
  return {
    text: `${text}; now it looks at its own queue, the global one, and other Ps, in this order`,
    rule: first?.event.kind === Kind.preempt ? 'slice' : 'find',
  };
}

function leaving({ event }: Step, history: History): string {
  const task = history.nameOf(event.task);
  switch (event.kind) {
    case Kind.end:
      return `${task} has ended`;
    case Kind.block:
      return `${task} waits`;
    case Kind.yield:
      return `${task} has let others go first`;
    case Kind.preempt:
      return `the slice of ${task} was over`;
    case Kind.asyncPending:
      return `${task} awaits a promise`;
    case Kind.unpark:
      return `M${event.machine} has been woken`;
    default:
      return `M${event.machine} has just got it`;
  }
}

function whyIdle({ proc, steps, history }: Case): Reason {
  const { now, woken } = history;
  const waiting = now.globalQueue + now.procs.reduce((sum, { queued }) => sum + queued, 0);
  const how = howIdle(proc, steps);
  if (waiting === 0) return { text: `${how}; no task waits anywhere`, rule: 'park' };
  const tasks = waiting === 1 ? '1 task waits' : `${waiting} tasks wait`;
  const [next] = woken;
  if (next !== undefined) {
    return { text: `${how}; ${tasks}: M${next} has been woken and is on its way`, rule: 'wake' };
  }
  if (now.searching > 0) {
    const text = `${how}; ${tasks}, but new work wakes nobody while an M searches, and ${now.searching} do`;
    return { text, rule: 'wake' };
  }
  return { text: `${how}; ${tasks}, and nobody has been woken for it`, rule: 'wake' };
}

function howIdle({ machine }: FollowedProc, steps: readonly Step[]): string {
  const last = steps.at(-1)?.event;
  if (last === undefined) return 'no M has ever held it';
  if (last.kind === Kind.retake) return `it was taken from M${last.a}, whose task is in a call`;
  if (last.kind === Kind.machineLost) return `its M${last.machine} was lost`;
  const visits = visitsOf(steps);
  const search = steps.some(({ event }) => event.kind === Kind.searchBegin);
  const found =
    visits === '' ? (search ? 'searched in vain' : 'found nothing') : `visited ${visits}`;
  const what = machine === NONE ? 'gave it up' : 'went to sleep with it';
  return `M${last.machine} found no task, ${found}, and ${what}`;
}
