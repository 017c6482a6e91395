/** Why a P runs what it runs: the steps of its decision, in words. */

import type { PolicyConstants } from '@pilfer/scheduler/policy';
import { CODE_WORDS, Kind, Source, SyscallExit } from '@pilfer/scheduler/trace';
import { formatTime } from '../../scenario/time.js';
import type { History, Step } from './history.js';
import type { RuleName } from './rules.js';

/** A sentence, and the rule behind it. */
export interface Reason {
  readonly text: string;
  readonly rule: RuleName;
}

/** Returns why the P that took these steps runs a task. */
export function whyRunning(
  steps: readonly Step[],
  history: History,
  constants: PolicyConstants,
): Reason {
  const last = steps.findLast(({ event }) => RUNS.has(event.kind));
  if (last === undefined) return { text: 'what led to it is not in the trace', rule: 'find' };
  const task = history.nameOf(last.event.task);
  switch (last.event.kind) {
    case Kind.joinEnd:
      return { text: `${task} has its join behind it and goes on`, rule: 'join' };
    case Kind.asyncResume:
      return { text: `the promise that ${task} awaited has settled`, rule: 'poll' };
    case Kind.syscallExit:
      return {
        text: `${task} is back from its call and ${last.event.a === SyscallExit.kept ? 'still has its P' : 'found another P'}`,
        rule: 'call',
      };
    default:
      return whyStarted(task, last, steps, constants);
  }
}

/** Kinds after which a P runs a task. */
const RUNS: ReadonlySet<number> = new Set<number>([
  Kind.start,
  Kind.joinEnd,
  Kind.asyncResume,
  Kind.syscallExit,
]);

function whyStarted(
  task: string,
  start: Step,
  steps: readonly Step[],
  constants: PolicyConstants,
): Reason {
  const { event, tick } = start;
  const inherits = event.b === 1 ? ', in what is left of the slice before' : '';
  switch (event.a) {
    case Source.next:
      return {
        text: `${task} was in its next slot: what a P has readied last runs first${inherits}`,
        rule: 'next',
      };
    case Source.local: {
      const end = constants.ownerOrder === 'fifo' ? 'oldest' : 'newest';
      return {
        text: `${task} was the ${end} of the ${count(start.queued)} in its own queue${notTheTick(start, constants)}`,
        rule: 'local',
      };
    }
    case Source.tick:
      return {
        text: `${task} comes from the global queue, before its own queue of ${start.queued}: schedtick ${tick} is a multiple of ${constants.globalInterval}`,
        rule: 'tick',
      };
    case Source.global:
      return { text: whyGlobal(task, steps), rule: 'global' };
    case Source.stolen:
      return { text: whyStolen(task, steps), rule: 'steal' };
    case Source.join:
      return {
        text: `${task} is the fork that its joiner needs, and nobody has taken it`,
        rule: 'join',
      };
    case Source.help:
      return { text: `its joiner waits for another fork and runs ${task} meanwhile`, rule: 'help' };
    case Source.poll:
      return { text: `${task} was ready at the poller`, rule: 'poll' };
    default:
      return { text: `${task} was handed to it`, rule: 'direct' };
  }
}

function notTheTick({ tick, global }: Step, { globalInterval }: PolicyConstants): string {
  if (globalInterval === 0) return '';
  if (global === 0) return '; the global queue is empty';
  return tick % globalInterval === 0
    ? ''
    : `; schedtick ${tick} is no multiple of ${globalInterval}, so the global queue has to wait`;
}

function whyGlobal(task: string, steps: readonly Step[]): string {
  const take = steps.findLast(({ event }) => event.kind === Kind.globalTake);
  const own = 'its own queue was empty';
  if (take === undefined) return `${own}, and ${task} was in the global queue`;
  const { a: taken, b: left, c: isTick } = take.event;
  if (isTick === 1) return `the tick said so: ${task} was the oldest of ${taken + left}`;
  return `${own}; it took ${taken} of ${count(taken + left)} from the global queue, a share for each P, and runs ${task} first`;
}

function whyStolen(task: string, steps: readonly Step[]): string {
  const steal = steps.findLast(({ event }) => event.kind === Kind.steal);
  if (steal === undefined) return `${task} was stolen`;
  const { a: victim, b: taken, c: of } = steal.event;
  const search = steps.find(({ event }) => event.kind === Kind.searchBegin) ?? steal;
  const found = `its own queue was empty, and ${search.global === 0 ? 'the global queue too' : 'it looked elsewhere'}`;
  const amount =
    of === 0
      ? 'its next task, as only the last round may'
      : `${taken} of ${of}${of > 1 && taken === of - (of >> 1) ? ': half, rounded up' : ''}`;
  const visits = visitsOf(steps);
  const before = visits === '' ? '' : `after ${visits} `;
  return `${task} was stolen from P${victim}: ${found}; ${before}it took ${amount}`;
}

/** The visits that brought nothing: `P2 (empty), P3 (idle)`. */
export function visitsOf(steps: readonly Step[]): string {
  const visits = steps
    .filter(({ event }) => event.kind === Kind.miss)
    .map(({ event }) => `P${event.a} (${CODE_WORDS.miss[event.b] ?? event.b})`);
  const shown = visits.slice(0, SHOWN).join(', ');
  return visits.length > SHOWN ? `${shown} and ${visits.length - SHOWN} more` : shown;
}

/** Visits that are named. */
const SHOWN = 6;

/** Returns why a P has no task to run just now, in a state of searching, waiting or idling. */
export function sinceWhen(since: number, time: number): string {
  return time > since ? `for ${formatTime(time - since)}` : 'from now on';
}

function count(tasks: number): string {
  return tasks === 1 ? '1 task' : `${tasks} tasks`;
}
