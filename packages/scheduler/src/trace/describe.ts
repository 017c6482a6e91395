/** Events in words, one line each. The sentences are in the table of kinds. */

import { CODE_WORDS } from './codes.js';
import type { TraceEvent } from './event.js';
import { joinWords, NONE } from './layout.js';
import type { ArgInfo } from './schema.js';
import type { Strings } from './strings.js';
import { kindInfo, kindName } from './table.js';
import type { Trace } from './trace.js';

/**
 * Returns a line about an event: when, where, what.
 *
 * ```text
 * 1.284000 ms  P2 M3  steals 12 of 24 from P0, and runs G17 first
 * ```
 */
export function describe(event: TraceEvent, strings: Strings): string {
  const where = [name('P', event.proc), name('M', event.machine)].filter((one) => one !== '');
  const place = where.length === 0 ? 'outside' : where.join(' ');
  return `${formatTime(event.time)}  ${place}  ${sentence(event, strings)}`;
}

/** Returns a line about event number `index` of a trace. */
export function describeAt(trace: Trace, index: number): string {
  return describe(trace.event(index), trace.strings);
}

/** Returns a time in milliseconds, exact to the nanosecond: `1.284000 ms`. */
export function formatTime(ns: number): string {
  const fraction = ns % 1_000_000;
  return `${(ns - fraction) / 1_000_000}.${String(fraction).padStart(6, '0')} ms`;
}

function sentence(event: TraceEvent, strings: Strings): string {
  const info = kindInfo(event.kind);
  if (info === undefined) {
    return `${kindName(event.kind)} (${event.task}, ${event.a}, ${event.b}, ${event.c})`;
  }
  const values: Record<string, string> = {
    task: event.task === NONE ? 'nobody' : name('G', event.task),
    proc: event.proc === NONE ? 'no P' : name('P', event.proc),
    machine: event.machine === NONE ? 'no M' : name('M', event.machine),
    a: value(info.args[0], event.a, event.b, strings),
    b: value(info.args[1], event.b, event.c, strings),
    c: value(info.args[2], event.c, 0, strings),
  };
  return info.text.replace(/\{(\w+)\}/g, (_, field: string) => values[field] ?? '');
}

/** `next` is the argument after this one: the high word, if this is a low one. */
function value(arg: ArgInfo | undefined, word: number, next: number, strings: Strings): string {
  if (arg === undefined) return '';
  switch (arg.type) {
    case 'task':
      return word === NONE ? 'nobody' : name('G', word);
    case 'proc':
      return word === NONE ? 'everybody' : name('P', word);
    case 'machine':
      return word === NONE ? 'nobody' : name('M', word);
    case 'us':
      return `${word} µs`;
    case 'flag':
      return word === 0 ? 'no' : 'yes';
    case 'text':
      return quote(strings.get(word));
    case 'count':
    case 'number':
    case 'high':
      return String(word);
    case 'low':
      return String(joinWords(word, next));
    default:
      return CODE_WORDS[arg.type][word] ?? `${arg.type}-${word}`;
  }
}

function name(letter: string, id: number): string {
  return id === NONE ? '' : `${letter}${id}`;
}

/** A text on one line, whatever a program has put into it. */
function quote(text: string): string {
  return JSON.stringify(text);
}
