/** Compiles a program, and refuses what cannot be run. */

import { SimError } from '../program/errors.js';
import type { Body, Choose, Operation, Select } from '../program/operations.js';
import type { Program } from '../program/program.js';
import type { Code, CompiledChoice, CompiledSelect } from './code.js';
import { Op, WIDTH } from './opcodes.js';
import { cumulated, Sampler } from './sampler.js';
import { checkCount, Names } from './names.js';

/** Returns the program as instructions. */
export function compile(program: Program): Code {
  return new Compiler(program).compile();
}

class Compiler {
  readonly #program: Program;
  readonly #words: number[] = [];
  readonly #places = new Map<number, string>();
  readonly #counts: number[] = [];
  readonly #choices: CompiledChoice[] = [];
  readonly #selects: CompiledSelect[] = [];
  readonly #sampler = new Sampler();
  readonly #names: Names;
  #where = '';
  #mostProcessors = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#names = new Names(program);
  }

  compile(): Code {
    const { functions, main } = this.#program;
    const entries = functions.map((one) => {
      const entry = this.#words.length;
      this.#body(one.body, `function '${one.name}'`);
      this.#emit(Op.return, 0, 0);
      return entry;
    });
    return {
      program: this.#program,
      words: Int32Array.from(this.#words),
      entries: Int32Array.from(entries),
      ranks: Float64Array.from(functions, ({ rank }) => rank ?? 0),
      places: this.#places,
      counts: this.#counts,
      choices: this.#choices,
      selects: this.#selects,
      sampler: this.#sampler,
      main: main === undefined ? -1 : this.#names.find('function', main, 'main'),
      mostProcessors: this.#mostProcessors,
    };
  }

  #body(body: Body, outer: string): void {
    body.forEach((operation, i) => {
      const where = `${outer}, operation ${i + 1} (${operation.op})`;
      this.#where = where;
      this.#places.set(this.#words.length, where);
      this.#operation(operation, where);
    });
  }

  #operation(operation: Operation, where: string): void {
    switch (operation.op) {
      case 'repeat':
        this.#repeat(operation.count, operation.body, where);
        break;
      case 'choose':
        this.#choose(operation.options, where);
        break;
      case 'receiveEach':
        this.#receiveEach(this.#find('channel', operation.channel), operation.body, where);
        break;
      case 'select':
        this.#select(operation, where);
        break;
      case 'scope':
        this.#emit(Op.scope, 0, 0);
        this.#body(operation.body, where);
        this.#places.set(this.#words.length, `${where}, end`);
        this.#emit(Op.endScope, 0, 0);
        break;
      default:
        this.#simple(operation, where);
    }
  }

  /** Operations that are one instruction. */
  #simple(
    operation: Exclude<Operation, { readonly body: Body } | Choose | Select>,
    where: string,
  ): number {
    switch (operation.op) {
      case 'work':
      case 'sleep':
      case 'poll':
      case 'systemCall':
        return this.#add(operation.op, this.#sampler.add(operation.time, where));
      case 'spawn':
      case 'fork':
      case 'call':
        return this.#add(operation.op, this.#find('function', operation.function));
      case 'send':
      case 'receive':
      case 'close':
        return this.#add(operation.op, this.#find('channel', operation.channel));
      case 'lock':
      case 'unlock':
        return this.#add(operation.op, this.#find('mutex', operation.mutex));
      case 'add':
        checkCount(operation.count, 'count', 0, 0x7fffffff, where);
        return this.#add('add', this.#find('wait group', operation.waitGroup), operation.count);
      case 'done':
        return this.#add('add', this.#find('wait group', operation.waitGroup), -1);
      case 'wait':
        return this.#add('wait', this.#find('wait group', operation.waitGroup));
      case 'countDown': {
        const counter = this.#find('counter', operation.counter);
        return this.#add('countDown', counter, this.#find('function', operation.function));
      }
      case 'setProcessors': {
        const { processors } = operation;
        checkCount(processors, 'processors', 1, 4096, where);
        this.#mostProcessors = Math.max(this.#mostProcessors, processors);
        return this.#add('setProcessors', processors);
      }
      case 'yield':
      case 'join':
      case 'lockThread':
      case 'unlockThread':
        return this.#add(operation.op);
      default:
        throw new SimError(`${where}: no operation has that name`);
    }
  }

  #repeat(count: number, body: Body, where: string): void {
    if (count !== Infinity) checkCount(count, 'count', 0, Number.MAX_SAFE_INTEGER, where);
    if (count === Infinity && body.length === 0) {
      throw new SimError(`${where}: an empty body can't be repeated for ever`);
    }
    const at = this.#emit(Op.repeat, this.#counts.push(count) - 1, 0);
    this.#body(body, where);
    this.#emit(Op.loop, at + WIDTH, 0);
    this.#words[at + 2] = this.#words.length;
  }

  #receiveEach(channel: number, body: Body, where: string): void {
    const at = this.#emit(Op.receiveEach, channel, 0);
    this.#body(body, where);
    this.#emit(Op.jump, at, 0);
    this.#words[at + 2] = this.#words.length;
  }

  #choose(options: readonly { weight: number; body: Body }[], where: string): void {
    const weights = options.map(({ weight }) => weight);
    if (!weights.every((weight) => weight >= 0) || !weights.some((weight) => weight > 0)) {
      throw new SimError(
        `${where}: weights must be 0 or more, one above 0, got [${weights.join(', ')}]`,
      );
    }
    this.#emit(Op.choose, this.#choices.length, 0);
    const targets: number[] = [];
    this.#choices.push({ shares: cumulated(weights), targets });
    this.#branches(
      options.map(({ body }) => body),
      targets,
      where,
    );
  }

  #select(operation: Select, where: string): void {
    const { cases, otherwise } = operation;
    if (cases.length === 0 && otherwise === undefined) {
      throw new SimError(`${where}: a select without cases waits for ever`);
    }
    const channels = cases.map((one) => this.#find('channel', one.channel));
    this.#emit(Op.select, this.#selects.length, 0);
    const targets: number[] = [];
    const bodies = cases.map(({ body }) => body);
    const at = this.#selects.length;
    const compiled = { sends: cases.map(({ on }) => on === 'send'), channels, targets };
    this.#selects.push({ ...compiled, otherwise: -1 });
    this.#branches(otherwise === undefined ? bodies : [...bodies, otherwise], targets, where);
    if (otherwise !== undefined) {
      this.#selects[at] = { ...compiled, otherwise: targets.pop() as number };
    }
  }

  /** Bodies of which one is run; each ends with a jump behind the last. */
  #branches(bodies: readonly Body[], targets: number[], where: string): void {
    const ends = bodies.map((body, i) => {
      targets.push(this.#words.length);
      this.#body(body, `${where}, branch ${i + 1}`);
      return this.#emit(Op.jump, 0, 0);
    });
    for (const end of ends) this.#words[end + 1] = this.#words.length;
  }

  #find(kind: string, name: string): number {
    return this.#names.find(kind, name, this.#where);
  }

  #add(op: keyof typeof Op, a = 0, b = 0): number {
    return this.#emit(Op[op], a, b);
  }

  #emit(op: number, a: number, b: number): number {
    const at = this.#words.length;
    this.#words.push(op, a, b);
    return at;
  }
}
