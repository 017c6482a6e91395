/** Which events somebody wants to see: `P2 steal park`, `G17`. */

import { kindInfo, Kind, kindName, KINDS, NONE } from '@pilfer/scheduler/trace';
import type { TraceEvent } from '@pilfer/scheduler/trace';

/** A filter; in each list that is not empty, one has to fit. */
export interface Filter {
  readonly text: string;
  readonly procs: readonly number[];
  readonly machines: readonly number[];
  readonly tasks: readonly number[];
  readonly kinds: readonly number[];
}

/** Lets everything pass. */
export const EVERYTHING: Filter = { text: '', procs: [], machines: [], tasks: [], kinds: [] };

/** Kinds that are worth reading while they fly by. */
const NOTABLE: ReadonlySet<number> = new Set<number>([
  Kind.runStart,
  Kind.runStop,
  Kind.procsChange,
  Kind.machineLost,
  Kind.steal,
  Kind.overflow,
  Kind.globalTake,
  Kind.preempt,
  Kind.retake,
  Kind.handOff,
  Kind.park,
  Kind.refuse,
  Kind.error,
  Kind.label,
  Kind.lost,
]);

/** Returns the filter that a text stands for, or what is wrong with it. */
export function parseFilter(text: string): Filter | { readonly problem: string } {
  const found = { procs: [], machines: [], tasks: [], kinds: [] } as Record<
    'procs' | 'machines' | 'tasks' | 'kinds',
    number[]
  >;
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  for (const word of words) {
    const [, letter, digits] = /^([pmg])(\d{1,9})$/i.exec(word) ?? [];
    if (letter !== undefined) {
      const list = { p: found.procs, m: found.machines, g: found.tasks }[letter.toLowerCase()];
      list?.push(Number(digits));
      continue;
    }
    const kinds = kindsNamed(word);
    if (kinds.length === 0) return { problem: `'${word}' is no P2, G17, M3 or kind like 'steal'` };
    found.kinds.push(...kinds);
  }
  return { text: words.join(' '), ...found };
}

/** All kinds whose names begin so; the one of exactly that name alone. */
function kindsNamed(word: string): number[] {
  const all = KINDS.map(({ kind }) => kind);
  const exact = all.filter((kind) => kindName(kind).toLowerCase() === word.toLowerCase());
  if (exact.length > 0) return exact;
  return all.filter((kind) => kindName(kind).toLowerCase().startsWith(word.toLowerCase()));
}

/** True if an event is to be seen. */
export function passes(event: TraceEvent, filter: Filter): boolean {
  const { procs, machines, tasks, kinds } = filter;
  if (kinds.length > 0 && !kinds.includes(event.kind)) return false;
  if (machines.length > 0 && !machines.includes(event.machine)) return false;
  if (procs.length > 0 && !names(event, 'proc', event.proc, procs)) return false;
  return tasks.length === 0 || names(event, 'task', event.task, tasks);
}

/** True if there is no filter. */
export function isEverything({ text }: Filter): boolean {
  return text === '';
}

/** True for a kind of event that tells something by itself. */
export function isNotable(kind: number): boolean {
  return NOTABLE.has(kind);
}

/** True if the event is about one of these, itself or in an argument. */
function names(
  event: TraceEvent,
  type: 'proc' | 'task',
  own: number,
  wanted: readonly number[],
): boolean {
  if (own !== NONE && wanted.includes(own)) return true;
  const args = kindInfo(event.kind)?.args ?? [];
  const values = [event.a, event.b, event.c];
  return args.some((arg, i) => arg.type === type && wanted.includes(values[i] as number));
}
