/**
 * Paje, which ViTE and pj_dump read: a container for each P with its state, its queue as a variable,
 * and a link from victim to thief for each steal. Times are seconds and never go back.
 */

import { Kind, kindInfo, ProcState, type Cursor, type Trace } from '@pilfer/scheduler/trace';
import { Follower } from './follower.js';
import { PIECE, STATE_WORDS } from './looks.js';
import { TextWriter } from './text-writer.js';

/** The definitions of the events that follow: number, name, fields. */
const EVENTS = `
%EventDef PajeDefineContainerType 0
% Alias string
% Type string
% Name string
%EndEventDef
%EventDef PajeDefineStateType 1
% Alias string
% Type string
% Name string
%EndEventDef
%EventDef PajeDefineVariableType 2
% Alias string
% Type string
% Name string
% Color color
%EndEventDef
%EventDef PajeDefineLinkType 3
% Alias string
% Type string
% StartContainerType string
% EndContainerType string
% Name string
%EndEventDef
%EventDef PajeDefineEntityValue 4
% Alias string
% Type string
% Name string
% Color color
%EndEventDef
%EventDef PajeCreateContainer 5
% Time date
% Alias string
% Type string
% Container string
% Name string
%EndEventDef
%EventDef PajeDestroyContainer 6
% Time date
% Name string
% Type string
%EndEventDef
%EventDef PajeSetState 7
% Time date
% Type string
% Container string
% Value string
%EndEventDef
%EventDef PajeSetVariable 8
% Time date
% Type string
% Container string
% Value double
%EndEventDef
%EventDef PajeStartLink 9
% Time date
% Type string
% Container string
% StartContainer string
% Value string
% Key string
%EndEventDef
%EventDef PajeEndLink 10
% Time date
% Type string
% Container string
% EndContainer string
% Value string
% Key string
%EndEventDef
`.trimStart();

/** Containers R (the run) and P (a P); state S, queue Q, link L. */
const TYPES = `0 R 0 "run"
0 P R "P"
1 S P "state"
2 Q P "queue" "0.1 0.3 0.8"
3 L R P P "steal"
`;

/** Red, green and blue of the states. */
const COLORS: Readonly<Record<ProcState, string>> = {
  [ProcState.idle]: '0.95 0.95 0.95',
  [ProcState.scheduling]: '0.56 0.64 0.68',
  [ProcState.searching]: '0.98 0.66 0.15',
  [ProcState.running]: '0.18 0.49 0.20',
  [ProcState.joining]: '0.56 0.14 0.67',
  [ProcState.syscall]: '0.08 0.40 0.75',
  [ProcState.parked]: '0.81 0.85 0.86',
  [ProcState.loading]: '0.94 0.42 0.00',
  [ProcState.turning]: '0.00 0.51 0.56',
};

/** Yields a trace as a Paje trace. */
export function* pajePieces(trace: Trace): Generator<string, void> {
  const writer = new PajeWriter(trace);
  const event = trace.cursor();
  while (event.next()) {
    writer.see(event);
    if (writer.size >= PIECE) yield writer.take();
  }
  writer.finish();
  yield writer.take();
}

class PajeWriter extends TextWriter {
  readonly #follower = new Follower();
  readonly #queues: number[] = [];
  #time: number;
  #links = 0;

  constructor({ startTime, info }: Trace) {
    super();
    this.#time = startTime;
    const values = Object.values(ProcState).map(
      (state) => `4 S${state} S "${STATE_WORDS[state]}" "${COLORS[state]}"\n`,
    );
    this.text = `${EVENTS}${TYPES}${values.join('')}4 L0 L "steal" "0.78 0.16 0.16"\n`;
    this.#add(5, 'run', 'R', 0, JSON.stringify(info.title.replaceAll(/["\\\s]+/g, ' ')));
  }

  see(event: Cursor): void {
    this.#time = Math.max(this.#time, event.time);
    this.#follower.see(event);
    for (let p = this.#queues.length; p < this.#follower.procs.length; p++) {
      this.#queues.push(0);
      this.#add(5, `P${p}`, 'P', 'run', `"P${p}"`);
      this.#add(7, 'S', `P${p}`, `S${ProcState.idle}`);
      this.#add(8, 'Q', `P${p}`, 0);
    }
    const state = kindInfo(event.kind)?.enters;
    if (state !== undefined && this.#has(event.proc))
      this.#add(7, 'S', `P${event.proc}`, `S${state}`);
    if (event.kind === Kind.steal && this.#has(event.proc) && this.#has(event.a)) {
      const key = ++this.#links;
      this.#add(9, 'L', 'run', `P${event.a}`, 'L0', key);
      this.#add(10, 'L', 'run', `P${event.proc}`, 'L0', key);
    }
    for (const [p, { queued }] of this.#follower.procs.entries()) {
      if (this.#queues[p] === queued) continue;
      this.#queues[p] = queued;
      this.#add(8, 'Q', `P${p}`, queued);
    }
  }

  finish(): void {
    for (const p of this.#queues.keys()) this.#add(6, `P${p}`, 'P');
    this.#add(6, 'run', 'R');
  }

  #has(proc: number): boolean {
    return proc >= 0 && proc < this.#queues.length;
  }

  #add(event: number, ...fields: (string | number)[]): void {
    this.text += `${event} ${seconds(this.#time)} ${fields.join(' ')}\n`;
  }
}

/** A time in seconds, exact to the ns. */
function seconds(ns: number): string {
  const whole = Math.floor(ns / 1e9);
  return `${whole}.${String(ns - whole * 1e9).padStart(9, '0')}`;
}
