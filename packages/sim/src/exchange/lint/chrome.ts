/** Does Chrome JSON obey its viewers' rules? Perfetto's, where they are stricter. */

import { nsOf } from '../chrome.js';
import { Elements } from '../import/elements.js';
import { isRecord } from '../import/json.js';
import { FlowCheck } from './chrome-flows.js';
import type { Findings } from './finding.js';
import { LaneSlices, type LaneSlice } from './lane-slices.js';
import { laneOf, show } from './words.js';

type Event = Readonly<Record<string, unknown>>;

const PHASES = 'XBEiIRCbnestfMPNODSTpFvVcR(),';
const TWO_32 = 2 ** 32;

/** Checks a file whose array of events begins at `at`; returns the number of events. */
export function lintChrome(bytes: Uint8Array, at: number, findings: Findings): number {
  lintHead(new TextDecoder().decode(bytes.subarray(0, at)), findings);
  const elements = new Elements(bytes, at);
  const check = new ChromeCheck(findings);
  for (const event of elements) check.see(event);
  if (elements.problem !== undefined) findings.add('file', elements.problem);
  check.finish();
  return check.count;
}

/** What stands before the events. */
function lintHead(head: string, findings: Findings): void {
  const keys = [...head.matchAll(/"(\w+)"\s*:/g)].map(([, key = '']) => key);
  for (const key of keys) {
    if (key === 'displayTimeUnit' || key === 'traceEvents') continue;
    findings.add(
      'file',
      `'${key}' before traceEvents: Perfetto reads nothing behind a key it does not know`,
    );
  }
}

/** Sees the events in the order of the file. */
class ChromeCheck {
  count = 0;
  readonly #findings: Findings;
  readonly #slices = new Map<string, LaneSlice[]>();
  readonly #begun = new Map<string, { from: number; where: string; order: number }[]>();
  readonly #async = new Map<string, string[]>();
  readonly #flows: FlowCheck;

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#flows = new FlowCheck(findings);
  }

  see(event: unknown): void {
    const order = this.count++;
    const where = isRecord(event) ? nameOf(event, order) : `event ${order}`;
    const add = (message: string): void => this.#findings.add(where, message);
    if (!isRecord(event)) {
      add('is no object');
      return;
    }
    const { ph } = event;
    if (typeof ph !== 'string' || ph.length !== 1 || !PHASES.includes(ph)) {
      add(`ph is ${show(ph)}; one of the letters that viewers know is needed`);
      return;
    }
    if (ph === 'M') {
      checkMetadata(event, add);
      return;
    }
    if (!checkCommon(event, ph, add)) return;
    const from = nsOf(Number(event['ts']));
    if ('XBE'.includes(ph)) this.#slice(event, ph, from, where, order);
    else if ('bne'.includes(ph)) this.#asyncEvent(event, ph, add);
    else if ('stf'.includes(ph)) this.#flows.see(event, ph, from, where, order);
    else if ('iIR'.includes(ph)) checkInstant(event, add);
    else if (ph === 'C') checkCounter(event, add);
    this.#flows.seeBound(event, where);
  }

  /** What can be told only when all is known. */
  finish(): void {
    for (const [lane, begun] of this.#begun) {
      for (const { where } of begun) this.#findings.add(where, `begins on ${lane} and never ends`);
    }
    const lanes = new Map<string, LaneSlices>();
    for (const [lane, slices] of this.#slices) {
      lanes.set(lane, new LaneSlices(slices, lane, this.#findings));
    }
    this.#flows.finish(lanes);
    for (const [id, names] of this.#async) {
      if (names.length > 0)
        this.#findings.add('file', `async event ${id} never ends: ${names.join(', ')}`);
    }
  }

  #slice(event: Event, ph: string, from: number, where: string, order: number): void {
    const lane = laneOf(event);
    const begun = listIn(this.#begun, lane);
    if (ph === 'B') begun.push({ from, where, order });
    else if (ph === 'E') {
      const start = begun.pop();
      if (start === undefined) this.#findings.add(where, `ends on ${lane} what has not begun`);
      else if (start.from > from) this.#findings.add(where, `ends before ${start.where} begins`);
      else listIn(this.#slices, lane).push({ ...start, to: from });
    } else {
      const { dur } = event;
      if (typeof dur !== 'number' || !(dur >= 0)) {
        this.#findings.add(where, `dur is ${show(dur)}: viewers drop a complete event without one`);
      } else listIn(this.#slices, lane).push({ from, to: from + nsOf(dur), where, order });
    }
  }

  #asyncEvent(event: Event, ph: string, add: (message: string) => void): void {
    const { cat, id, id2, name } = event;
    const number = id ?? (isRecord(id2) ? (id2['local'] ?? id2['global']) : undefined);
    if (number === undefined) {
      add('has no id, which an async event needs');
      return;
    }
    const names = listIn(this.#async, `${String(cat)} ${show(number)}`);
    if (ph === 'b') names.push(String(name));
    else if (ph === 'e') {
      const open = names.pop();
      if (open === undefined) add(`ends async event ${show(number)}, which is not open`);
      else if (open !== name) add(`ends '${String(name)}' while '${open}' is the innermost`);
    }
  }
}

/** Returns `event 17 (X 'G3 parse' at 1.5 µs)`. */
function nameOf({ ph, name, ts }: Event, order: number): string {
  const what = name === undefined ? '' : ` ${show(name)}`;
  const when = typeof ts === 'number' ? ` at ${ts} µs` : '';
  return `event ${order} (${typeof ph === 'string' ? ph : show(ph)}${what}${when})`;
}

function checkCommon(event: Event, ph: string, add: (message: string) => void): boolean {
  const { ts, pid, tid, name } = event;
  let isSound = true;
  const complain = (message: string): void => {
    isSound = false;
    add(message);
  };
  if (typeof ts !== 'number' || !(ts >= 0)) complain(`ts is ${show(ts)}; µs from 0 are needed`);
  if (!isId(pid)) complain(`pid is ${show(pid)}; an integer below 2^32 is needed`);
  const needsThread = ph !== 'C' && (ph !== 'i' || (event['s'] ?? 't') === 't');
  if (!isId(tid) && (tid !== undefined || needsThread)) {
    complain(`tid is ${show(tid)}; an integer below 2^32 is needed`);
  }
  if (typeof name !== 'string' && ph !== 'E') complain(`name is ${show(name)}; a text is needed`);
  return isSound;
}

function checkInstant({ s }: Event, add: (message: string) => void): void {
  if (s !== undefined && !['t', 'p', 'g'].includes(s as string)) {
    add(`s is ${show(s)}; t, p or g is needed`);
  }
}

function checkCounter({ args }: Event, add: (message: string) => void): void {
  const values = isRecord(args) ? Object.values(args) : [];
  if (values.length === 0 || values.some((value) => !Number.isFinite(Number(value)))) {
    add(`args are ${show(args)}; a counter needs numbers`);
  }
}

function checkMetadata({ name, args, pid }: Event, add: (message: string) => void): void {
  if (!isId(pid)) add(`pid is ${show(pid)}; an integer below 2^32 is needed`);
  const values = isRecord(args) ? args : {};
  if ((name === 'process_name' || name === 'thread_name') && typeof values['name'] !== 'string') {
    add(`${name} without args.name`);
  }
  if (typeof name === 'string' && name.endsWith('_sort_index')) {
    if (typeof values['sort_index'] !== 'number') add(`${name} without args.sort_index`);
  }
}

function isId(id: unknown): boolean {
  return Number.isInteger(id) && (id as number) >= 0 && (id as number) < TWO_32;
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}
