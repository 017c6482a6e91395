/**
 * Reads what `go tool trace` prints of a trace: `-d=1` since Go 1.22 (internal/trace, `Event.String`),
 * and `-d` before (`Event.String` of the old parser).
 *
 * ```text
 * M=13586 P=0 G=1 StateTransition Time=… Resource=Goroutine(1) Reason="" GoID=1 Undetermined->Running
 * 101589 GoStart p=0 g=19 off=251 g=19 seq=0
 * ```
 */

import { NONE, type TraceFile } from '@pilfer/scheduler/trace';
import { MAX_PROCS } from '../looks.js';
import { GoStory } from './go-story.js';
import { linesOf } from './lines.js';

const NEW = /^M=(-?\d+) P=(-?\d+) G=(-?\d+) (\w+) Time=(\d+)/;
const OLD = /^(\d+) ([A-Z]\w+) p=(\d+) g=(\d+) off=\d+(.*)$/;
const MAX_ID = 0x7fffffff;

/** Reads a trace; undefined if no line in the first hundred is one of Go's. */
export function readGoTrace(bytes: Uint8Array, title: string): TraceFile | undefined {
  const story = new GoStory(title);
  const creations = new Creations(story);
  const newLines = new NewLines(story, creations);
  let read = 0;
  let others = 0;
  let isStack = false;
  for (const line of linesOf(bytes)) {
    if (newLines.read(line) || readOld(line, story, creations)) read++;
    else others++;
    if (read === 0 && others > 100) return undefined;
    // The lines after an event are its stacks; the one of a new goroutine names its function.
    if (isStack) creations.tell(/^\t(\S+) @ /.exec(line)?.[1]);
    isStack = line === 'TransitionStack=';
  }
  creations.tell();
  if (read === 0) return undefined;
  return { trace: story.finish(), meta: { imported: 'go-trace' }, problem: undefined };
}

interface Created {
  readonly task: number;
  readonly by: number;
  readonly proc: number;
}

/** New goroutines: what they are called, and whether they can run at all, is in the lines after. */
class Creations {
  readonly #story: GoStory;
  #created: Created | undefined;

  constructor(story: GoStory) {
    this.#story = story;
  }

  note(created: Created): void {
    this.#created = created;
  }

  /** It waits already: it is created when it can run. */
  forget(task: number): void {
    if (this.#created?.task === task) this.#created = undefined;
  }

  tell(name = ''): void {
    if (this.#created === undefined) return;
    const { task, by, proc } = this.#created;
    this.#created = undefined;
    this.#story.create(task, by, proc, name);
  }
}

/** Lines since Go 1.22. */
class NewLines {
  readonly #story: GoStory;
  readonly #creations: Creations;

  constructor(story: GoStory, creations: Creations) {
    this.#story = story;
    this.#creations = creations;
  }

  /** Returns whether it is a line of that kind. */
  read(line: string): boolean {
    const [, m, p, g, kind, time] = NEW.exec(line) ?? [];
    if (time === undefined) return false;
    this.#creations.tell();
    this.#story.at(Number(time));
    if (kind !== 'StateTransition') return true;
    const [machine, proc, by] = [Number(m), procOf(p), Number(g)];
    const change = / (GoID|ProcID)=(\d+) (\w+)->(\w+)/.exec(line);
    const id = Number(change?.[2]);
    if (change === null || !isId(id) || !isId(Math.max(0, machine))) return true;
    const [, what, , from = '', to = ''] = change;
    const reason = / Reason="((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? '';
    if (what === 'ProcID') this.#proc(id, to, machine);
    else this.#goroutine({ id, from, to, machine, proc, by, reason });
    return true;
  }

  #proc(proc: number, to: string, machine: number): void {
    this.#story.procs(proc + 1);
    if (to === 'Idle') this.#story.release(proc);
    else if (machine >= 0 && this.#story.holderOf(proc) === undefined)
      this.#story.hold(machine, proc);
  }

  #goroutine({ id, from, to, machine, proc, by, reason }: Transition): void {
    const story = this.#story;
    if (machine >= 0 && proc >= 0) story.hold(machine, proc);
    if (to === 'Runnable') {
      if (from === 'NotExist') this.#creations.note({ task: id, by, proc });
      else if (from === 'Running') story.stop(id, reason === 'preempted' ? 'preempt' : 'yield');
      else if (from === 'Syscall') story.exit(id);
      else story.ready(id, by, proc);
    } else if (to === 'Running') {
      if (from === 'Syscall') story.exit(id, machine, proc);
      if (machine >= 0 && proc >= 0) story.start(id, machine, proc);
    } else if (to === 'Waiting') story.stop(id, { reason });
    else if (to === 'Syscall') {
      if (from !== 'Running' && machine >= 0 && proc >= 0) story.start(id, machine, proc);
      story.enter(id, 'system call');
    } else if (to === 'NotExist') story.end(id);
  }
}

interface Transition {
  readonly id: number;
  readonly from: string;
  readonly to: string;
  readonly machine: number;
  readonly proc: number;
  readonly by: number;
  readonly reason: string;
}

const OLD_REASONS: Readonly<Record<string, string>> = {
  GoSleep: 'sleep',
  GoBlock: 'forever',
  GoBlockSend: 'chan send',
  GoBlockRecv: 'chan receive',
  GoBlockSelect: 'select',
  GoBlockSync: 'semacquire',
  GoBlockCond: 'sync.Cond.Wait',
  GoBlockNet: 'IO wait',
  GoBlockGC: 'wait until GC ends',
};

/** Reads a line of before Go 1.22; returns whether it is one. */
function readOld(line: string, story: GoStory, creations: Creations): boolean {
  const [, time, kind = '', p, g, rest = ''] = OLD.exec(line) ?? [];
  if (time === undefined) return false;
  const args = new Map(
    [...rest.matchAll(/ (\w+)=(-?\d+)/g)].map(([, k = '', v]) => [k, Number(v)]),
  );
  const [proc, by] = [procOf(p), Number(g)];
  const task = args.get('g') ?? by;
  if (!isId(task) || !isId(by)) return true;
  if (kind === 'GoWaiting') creations.forget(task);
  creations.tell();
  story.at(Number(time));
  switch (kind) {
    case 'Gomaxprocs':
      story.procs(args.get('procs') ?? 1);
      break;
    case 'ProcStart':
      if (proc >= 0) story.hold(Math.max(0, args.get('thread') ?? proc), proc);
      break;
    case 'ProcStop':
      story.release(proc);
      break;
    case 'GoCreate':
      creations.note({ task, by, proc: proc });
      break;
    case 'GoStart':
    case 'GoStartLabel':
    case 'GoStartLocal':
      if (proc >= 0) story.start(task, story.holderOf(proc) ?? OLD_MACHINE + proc, proc);
      break;
    case 'GoEnd':
    case 'GoStop':
      story.end(by);
      break;
    case 'GoSched':
    case 'GoPreempt':
      story.stop(by, kind === 'GoSched' ? 'yield' : 'preempt');
      break;
    case 'GoUnblock':
    case 'GoUnblockLocal':
      story.ready(task, by, proc);
      break;
    case 'GoSysBlock':
      story.enter(by, 'system call');
      break;
    case 'GoSysExit':
    case 'GoSysExitLocal':
      story.exit(task);
      break;
    default:
      if (kind in OLD_REASONS) story.stop(by, { reason: OLD_REASONS[kind] ?? '' });
  }
  return true;
}

/** Number of a machine whose start is not in the trace. */
const OLD_MACHINE = 1_000_000;

/** A number that no P has, as the old traces have for events outside of all, is none. */
function procOf(text: string | undefined): number {
  const proc = Number(text);
  return proc < MAX_PROCS ? proc : NONE;
}

function isId(id: number): boolean {
  return Number.isInteger(id) && id >= 0 && id <= MAX_ID;
}
