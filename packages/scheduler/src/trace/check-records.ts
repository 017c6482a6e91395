/** The rules `record`, `clock` and `order`: each event by itself, and its time. */

import type { Check, Report } from './check-rules.js';
import { CODE_WORDS } from './codes.js';
import { Kind } from './kinds.js';
import { MAX_PROC, NONE } from './layout.js';
import type { ArgInfo } from './schema.js';
import type { Strings } from './strings.js';
import { kindInfo } from './table.js';
import type { Cursor } from './cursor.js';

/** Checks that events say something, at times that make sense. */
export class RecordCheck implements Check {
  readonly #strings: Strings;
  readonly #lastTimeOf = new Map<number, number>();
  #lastTime = 0;
  #procs: number = MAX_PROC + 1;

  constructor(strings: Strings) {
    this.#strings = strings;
  }

  see(event: Cursor, report: Report): void {
    this.#checkTime(event, report);
    const info = kindInfo(event.kind);
    if (info === undefined) {
      report.add('record', event, `no kind has the number ${event.kind}`);
      return;
    }
    if (event.kind === Kind.runStart || event.kind === Kind.procsChange) this.#procs = event.a;
    this.#checkId('proc', event.proc, this.#procs, event, report);
    this.#checkId('machine', event.machine, Infinity, event, report);
    this.#checkId('task', event.task, Infinity, event, report);
    if ((event.task !== NONE) !== (info.task !== '') && event.kind !== Kind.error) {
      report.add('record', event, event.task === NONE ? 'a task is missing' : 'a task too many');
    }
    if (
      (event.kind === Kind.steal && event.b === 0) ||
      (event.kind === Kind.globalTake && event.a === 0)
    ) {
      report.add('record', event, 'nothing moved');
    }
    const { args } = info;
    if (args.length > 0) this.#checkArg(args[0] as ArgInfo, event.a, event, report);
    if (args.length > 1) this.#checkArg(args[1] as ArgInfo, event.b, event, report);
    if (args.length > 2) this.#checkArg(args[2] as ArgInfo, event.c, event, report);
  }

  #checkTime(event: Cursor, report: Report): void {
    const { time, machine } = event;
    const before = this.#lastTimeOf.get(machine) ?? 0;
    if (time < before) report.add('clock', event, `its writer was at ${before} ns already`);
    else if (time < this.#lastTime) {
      report.add('order', event, `the event before it is at ${this.#lastTime} ns`);
    }
    this.#lastTimeOf.set(machine, time);
    this.#lastTime = time;
  }

  #checkArg(arg: ArgInfo, word: number, event: Cursor, report: Report): void {
    switch (arg.type) {
      case 'number':
      case 'low':
        return;
      case 'proc':
        this.#checkId(arg.name, word, this.#procs, event, report);
        return;
      case 'task':
      case 'machine':
        this.#checkId(arg.name, word, Infinity, event, report);
        return;
      case 'text':
        if (!this.#strings.has(word)) report.add('record', event, `${arg.name} is no text`);
        return;
      case 'flag':
        if (word !== 0 && word !== 1) report.add('record', event, `${arg.name} is not 0 or 1`);
        return;
      case 'count':
      case 'us':
      case 'high':
        if (word < 0) report.add('record', event, `${arg.name} is negative`);
        return;
      default:
        if (CODE_WORDS[arg.type][word] === undefined) {
          report.add('record', event, `${arg.name} has no code ${word}`);
        }
    }
  }

  #checkId(what: string, id: number, limit: number, event: Cursor, report: Report): void {
    if (id < NONE || id >= limit) report.add('record', event, `there is no ${what} ${id}`);
  }
}
