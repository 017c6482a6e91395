/**
 * What a program cannot mean, found before it runs: names that nobody declared, functions that call
 * themselves without end, loops in which no time passes, arrivals that never end. What shows only in a
 * run (a deadlock) is the engine's to report.
 */

import type { Body, FunctionDeclaration, Operation, Program } from '../program/index.js';
import { didYouMean, listed } from './suggest.js';

/** Something wrong with a program. */
export interface Fault {
  /** The innermost operation, body or declaration concerned. */
  readonly in: object;
  /** Where that is, in words. */
  readonly where: string;
  readonly message: string;
}

/** Returns all that is wrong. `endsByTime`: the run has a time limit. */
export function checkProgram(program: Program, endsByTime = false): Fault[] {
  const check = new ProgramCheck(program);
  check.run(endsByTime);
  return check.faults;
}

/** The lists of operations directly inside one. */
function bodiesIn(operation: Operation): readonly Body[] {
  switch (operation.op) {
    case 'repeat':
    case 'receiveEach':
    case 'scope':
      return [operation.body];
    case 'choose':
      return operation.options.map((option) => option.body);
    case 'select':
      return [...operation.cases.map((one) => one.body), operation.otherwise ?? []];
    default:
      return [];
  }
}

class ProgramCheck {
  readonly faults: Fault[] = [];
  readonly #program: Program;
  readonly #functions: ReadonlyMap<string, FunctionDeclaration>;
  readonly #names: Readonly<Record<string, ReadonlySet<string>>>;

  constructor(program: Program) {
    this.#program = program;
    this.#functions = new Map(program.functions.map((one) => [one.name, one]));
    const namesOf = (declarations: readonly { name: string }[]): Set<string> =>
      new Set(declarations.map(({ name }) => name));
    this.#names = {
      function: namesOf(program.functions),
      channel: namesOf(program.channels),
      mutex: namesOf(program.mutexes),
      'wait group': namesOf(program.waitGroups),
      counter: namesOf(program.counters),
    };
  }

  run(endsByTime: boolean): void {
    const program = this.#program;
    this.#checkTwice();
    for (const { name, body } of program.functions) this.#walk(body, `function '${name}'`, body);
    for (const { name, body } of program.functions) this.#checkRecursion(name, body);
    if (program.main !== undefined) this.#use('function', program.main, program, 'main');
    for (const arrival of program.arrivals) {
      const where = `arrivals '${arrival.name}'`;
      this.#use('function', arrival.function, arrival, where);
      const ends =
        arrival.process.kind === 'times' || (arrival.count ?? arrival.until) !== undefined;
      if (!ends && !endsByTime) {
        this.#add(arrival, where, "they never end: give 'count', 'until', or the run a 'maxTime'");
      }
    }
    if (program.main === undefined && program.arrivals.length === 0) {
      this.#add(program, 'scenario', "nothing happens: give 'main', 'arrivals' or 'jobs'");
    }
  }

  #add(place: object, where: string, message: string): void {
    this.faults.push({ in: place, where, message });
  }

  #checkTwice(): void {
    const { functions, channels, mutexes, waitGroups, counters, arrivals } = this.#program;
    const groups = { functions, channels, mutexes, waitGroups, counters, arrivals };
    for (const [group, declarations] of Object.entries(groups)) {
      const seen = new Set<string>();
      for (const declaration of declarations) {
        if (seen.has(declaration.name)) {
          this.#add(declaration, group, `'${declaration.name}' is declared twice`);
        }
        seen.add(declaration.name);
      }
    }
  }

  #use(kind: string, name: string, place: object, where: string): void {
    const names = this.#names[kind] ?? new Set();
    if (names.has(name)) return;
    this.#add(
      place,
      where,
      `no ${kind} is named '${name}'; declared: ${listed(names)}${didYouMean(name, names)}`,
    );
  }

  #walk(body: Body, where: string, place: object): void {
    body.forEach((operation, i) => {
      const here = `${where}, operation ${i + 1} (${operation.op})`;
      this.#checkNames(operation, operation, here);
      if (operation.op === 'repeat' && operation.count === Infinity && !takesTime(operation.body)) {
        this.#add(operation, here, 'this loop never ends and no time passes in it');
      }
      for (const inner of bodiesIn(operation)) this.#walk(inner, here, place);
    });
  }

  #checkNames(operation: Operation, place: object, where: string): void {
    switch (operation.op) {
      case 'spawn':
      case 'call':
      case 'fork':
        this.#use('function', operation.function, place, where);
        break;
      case 'send':
      case 'receive':
      case 'receiveEach':
      case 'close':
        this.#use('channel', operation.channel, place, where);
        break;
      case 'select':
        for (const { channel } of operation.cases) this.#use('channel', channel, place, where);
        break;
      case 'lock':
      case 'unlock':
        this.#use('mutex', operation.mutex, place, where);
        break;
      case 'add':
      case 'done':
      case 'wait':
        this.#use('wait group', operation.waitGroup, place, where);
        break;
      case 'countDown':
        this.#use('counter', operation.counter, place, where);
        this.#use('function', operation.function, place, where);
        break;
      default:
    }
  }

  /** A function that always calls itself, directly or through others, would never return. */
  #checkRecursion(name: string, body: Body): void {
    const path = [name];
    const visit = (inner: Body): boolean =>
      inner.some((operation) => {
        if (operation.op === 'scope') return visit(operation.body);
        if (operation.op === 'repeat' && operation.count > 0) return visit(operation.body);
        if (operation.op === 'choose' && operation.options.length === 1) {
          return visit(operation.options[0]?.body ?? []);
        }
        if (operation.op !== 'call') return false;
        if (operation.function === name) return true;
        if (path.includes(operation.function)) return false;
        path.push(operation.function);
        if (visit(this.#functions.get(operation.function)?.body ?? [])) return true;
        path.pop();
        return false;
      });
    if (visit(body)) {
      this.#add(
        body,
        `function '${name}'`,
        `it calls itself without end: ${[...path, name].join(' → ')}`,
      );
    }
  }
}

/** True if a body cannot run through in no time: something in it takes time, waits, or leaves. */
function takesTime(body: Body): boolean {
  return body.some((operation) => {
    switch (operation.op) {
      case 'work':
      case 'systemCall':
      case 'sleep':
      case 'poll':
        return operation.time !== 0;
      case 'repeat':
      case 'scope':
        return takesTime(operation.body);
      case 'choose':
        return operation.options.some((option) => takesTime(option.body));
      case 'lockThread':
      case 'unlockThread':
      case 'unlock':
        return false;
      default:
        return true;
    }
  });
}
