/**
 * Finds events by words. A query is words that must all fit: `P2`, `M0` and `G17` are who or what an
 * event names; any other word fits if the event's name, its sentence, one of its texts or one of its
 * codes contains it. A word is looked up in the table of kinds and in the texts once, not in a million
 * sentences.
 */

import { CODE_WORDS, KINDS, kindName, Kind } from '@pilfer/scheduler/trace';
import type { ArgInfo, Cursor, Trace } from '@pilfer/scheduler/trace';

type Test = (event: Cursor) => boolean;

/** Returns the indices of all events that fit a query, in order; all of them if it is empty. */
export function findEvents(trace: Trace, query: string, kinds?: ReadonlySet<number>): Int32Array {
  const tests = query
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => testOf(trace, word));
  const found = new Int32Array(trace.length);
  let count = 0;
  const event = trace.cursor();
  while (event.next()) {
    if (kinds !== undefined && !kinds.has(event.kind)) continue;
    if (tests.every((test) => test(event))) found[count++] = event.index;
  }
  return found.slice(0, count);
}

function testOf(trace: Trace, word: string): Test {
  const [, letter, digits] = /^([pmg])(\d+)$/.exec(word) ?? [];
  return letter === undefined ? wordTest(trace, word) : idTest(letter, Number(digits));
}

const ID_TYPES: Readonly<Record<string, string>> = { p: 'proc', m: 'machine', g: 'task' };

/** The event is of that P, M or G, or one of its arguments is. */
function idTest(letter: string, id: number): Test {
  const type = ID_TYPES[letter];
  const places = argPlaces(({ type: its }) => its === type);
  return (event) => {
    const own = letter === 'p' ? event.proc : letter === 'm' ? event.machine : event.task;
    return own === id || hasArg(event, places, (value) => value === id);
  };
}

function wordTest(trace: Trace, word: string): Test {
  const kinds = new Uint8Array(256);
  for (const { kind, text } of KINDS) {
    const sentence = text.replace(/\{\w+\}/g, ' ').toLowerCase();
    if (sentence.includes(word) || kindName(kind).toLowerCase().includes(word)) kinds[kind] = 1;
  }
  const texts = new Set<number>();
  for (let id = 1; id < trace.strings.size; id++) {
    if (trace.strings.get(id).toLowerCase().includes(word)) texts.add(id);
  }
  const textPlaces = argPlaces(({ type }) => texts.size > 0 && type === 'text');
  const codes = codesWith(word);
  return (event) =>
    kinds[event.kind] === 1 ||
    hasArg(event, textPlaces, (value) => texts.has(value)) ||
    codes.some(([places, fits]) => hasArg(event, places, (value) => fits.has(value)));
}

/** The sets of codes of which some contain a word: where they stand, and which of them. */
function codesWith(word: string): (readonly [Uint8Array, ReadonlySet<number>])[] {
  return Object.entries(CODE_WORDS).flatMap(([set, words]: [string, readonly string[]]) => {
    const fits = new Set([...words.keys()].filter((i) => words[i]?.includes(word)));
    return fits.size === 0 ? [] : [[argPlaces(({ type }) => type === set), fits] as const];
  });
}

/** Kind → which of its arguments fit, bit 0 is a. */
function argPlaces(fits: (arg: ArgInfo) => boolean): Uint8Array {
  const places = new Uint8Array(256);
  for (const { kind, args } of KINDS) {
    args.forEach((arg, i) => {
      if (fits(arg)) places[kind] = (places[kind] as number) | (1 << i);
    });
  }
  return places;
}

function hasArg(event: Cursor, places: Uint8Array, fits: (value: number) => boolean): boolean {
  const bits = places[event.kind] as number;
  if (bits === 0) return false;
  return (
    ((bits & 1) !== 0 && fits(event.a)) ||
    ((bits & 2) !== 0 && fits(event.b)) ||
    ((bits & 4) !== 0 && fits(event.c))
  );
}

/** Groups of kinds that the table can be limited to. */
export const KIND_GROUPS: readonly (readonly [name: string, kinds: ReadonlySet<number>])[] = [
  ['steals', new Set<number>([Kind.steal])],
  [
    'tasks',
    new Set<number>([Kind.create, Kind.ready, Kind.start, Kind.end, Kind.block, Kind.yield]),
  ],
  ['forks', new Set<number>([Kind.fork, Kind.expose, Kind.joinBegin, Kind.joinEnd])],
  ['searches', new Set<number>([Kind.searchBegin, Kind.searchEnd, Kind.miss, Kind.hungry])],
  ['queues', new Set<number>([Kind.overflow, Kind.globalTake, Kind.globalPush])],
  ['sleep', new Set<number>([Kind.wake, Kind.park, Kind.unpark])],
  ['errors', new Set<number>([Kind.error, Kind.refuse, Kind.machineLost, Kind.lost])],
];
