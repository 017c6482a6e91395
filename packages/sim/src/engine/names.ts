/** The names a program declares, and the checks of what it declares. */

import { SimError } from '../program/errors.js';
import type { Program } from '../program/program.js';

/** Throws unless `value` is an integer in a range. */
export function checkCount(
  value: number,
  name: string,
  min: number,
  max: number,
  where: string,
): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new SimError(`${where}: ${name} must be an integer from ${min} to ${max}, got ${value}`);
  }
}

/** Declared names by kind. */
export class Names {
  readonly #kinds = new Map<string, Map<string, number>>();

  constructor(program: Program) {
    this.#declare('function', program.functions);
    this.#declare('channel', program.channels);
    this.#declare('mutex', program.mutexes);
    this.#declare('wait group', program.waitGroups);
    this.#declare('counter', program.counters);
    for (const { name, capacity } of program.channels) {
      checkCount(capacity, 'capacity', 0, 0x7fffffff, `channel '${name}'`);
    }
    for (const one of program.waitGroups) {
      checkCount(one.count, 'count', 0, 0x7fffffff, `wait group '${one.name}'`);
    }
    for (const one of program.counters) {
      checkCount(one.count, 'count', 1, 0x7fffffff, `counter '${one.name}'`);
    }
    if (program.main === undefined && program.arrivals.length === 0) {
      throw new SimError(`program '${program.name}': neither a main function nor arrivals`);
    }
  }

  /** Returns the number of what has that name. */
  find(kind: string, name: string, where: string): number {
    const names = this.#kinds.get(kind);
    const number = names?.get(name);
    if (number !== undefined) return number;
    const others = [...(names?.keys() ?? [])].map((one) => `'${one}'`).join(', ');
    const known = others === '' ? 'there are none' : `there are ${others}`;
    throw new SimError(`${where}: no ${kind} is named '${name}'; ${known}`);
  }

  #declare(kind: string, declarations: readonly { readonly name: string }[]): void {
    const names = new Map<string, number>();
    for (const { name } of declarations) {
      if (names.has(name)) throw new SimError(`${kind} '${name}' is declared twice`);
      names.set(name, names.size);
    }
    this.#kinds.set(kind, names);
  }
}
