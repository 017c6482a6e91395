/**
 * Events as names and values, as JSON, CSV and the arguments of other formats hold them; and back.
 *
 * What is left out is what an event has if nobody says: no id, or 0. Codes and texts are words; a
 * number stands where there is no word for it, so that any event, sound or not, comes back as it was.
 */

import {
  CODE_WORDS,
  Kind,
  kindInfo,
  kindName,
  NONE,
  type ArgInfo,
  type Strings,
  type TraceEvent,
} from '@pilfer/scheduler/trace';

/** The names and values of one event, its time not included. */
export type Fields = Record<string, number | string>;

/** An event that cannot be read: what is wrong. */
interface Unreadable {
  readonly problem: string;
}

const KIND_OF: ReadonlyMap<string, number> = new Map(Object.entries(Kind));
const NO_ARGS: readonly ArgInfo[] = [];
const LETTERS = ['a', 'b', 'c'] as const;

/** Returns the names and values of an event. */
export function fieldsOf(event: TraceEvent, strings: Strings): Fields {
  const { kind, proc, machine, task } = event;
  const name = kindName(kind);
  const fields: Fields = { kind: kindInfo(kind) === undefined ? kind : name };
  if (proc !== NONE) fields['proc'] = proc;
  if (machine !== NONE) fields['machine'] = machine;
  if (task !== NONE) fields['task'] = task;
  const args = kindInfo(kind)?.args ?? NO_ARGS;
  LETTERS.forEach((letter, i) => {
    const arg = args[i];
    const word = event[letter];
    if (word !== absent(arg)) fields[arg?.name ?? letter] = wordOf(arg, word, strings);
  });
  return fields;
}

/** Returns the event that names and values stand for; texts get their numbers in `strings`. */
export function eventOf(
  time: number,
  fields: Readonly<Record<string, unknown>>,
  strings: Strings,
): TraceEvent | Unreadable {
  if (!(Number.isSafeInteger(time) && time >= 0)) return { problem: `its time is ${time}` };
  const { kind: given } = fields;
  const kind = typeof given === 'number' ? given : (KIND_OF.get(given as string) ?? 0);
  if (!(Number.isInteger(kind) && kind > 0 && kind < 256)) {
    return { problem: `there is no kind ${JSON.stringify(given)}` };
  }
  const args = kindInfo(kind)?.args ?? NO_ARGS;
  const values: Record<string, number> = {};
  const names = ['proc', 'machine', 'task', ...LETTERS.map((letter, i) => args[i]?.name ?? letter)];
  for (const [i, name] of names.entries()) {
    const arg = i < 3 ? undefined : args[i - 3];
    const value = fields[name];
    const word = value === undefined ? undefined : numberOf(arg, value, strings);
    if (value !== undefined && word === undefined) {
      return { problem: `${name} is ${JSON.stringify(value)}` };
    }
    values[name] = word ?? (i < 3 ? NONE : absent(arg));
  }
  const [proc = 0, machine = 0, task = 0, a = 0, b = 0, c = 0] = names.map((name) => values[name]);
  return { time, kind, proc, machine, task, a, b, c };
}

function absent(arg: ArgInfo | undefined): number {
  const type = arg?.type;
  return type === 'task' || type === 'proc' || type === 'machine' ? NONE : 0;
}

function wordOf(arg: ArgInfo | undefined, word: number, strings: Strings): number | string {
  if (arg === undefined) return word;
  if (arg.type === 'text') return strings.has(word) ? strings.get(word) : word;
  return isCode(arg.type) ? (CODE_WORDS[arg.type][word] ?? word) : word;
}

function numberOf(arg: ArgInfo | undefined, value: unknown, strings: Strings): number | undefined {
  if (typeof value === 'number') return value === (value | 0) ? value : undefined;
  if (arg === undefined || typeof value !== 'string') return undefined;
  if (arg.type === 'text') return strings.intern(value);
  const code = isCode(arg.type) ? CODE_WORDS[arg.type].indexOf(value) : -1;
  return code < 0 ? undefined : code;
}

function isCode(type: ArgInfo['type']): type is keyof typeof CODE_WORDS {
  return Object.hasOwn(CODE_WORDS, type);
}
