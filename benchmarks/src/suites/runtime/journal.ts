/**
 * What has been measured so far, a line each in a file: a run that is stopped is resumed from it.
 * Its first line says on what; another machine or other sources begin anew.
 */

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Machine } from '../../machine.js';
import type { Figures } from './scenario.js';

/** The outcome of a trial. */
export interface Entry {
  readonly scenario: string;
  readonly contender: string;
  readonly round: number;
  readonly figures?: Figures;
  /** Why there are none. */
  readonly verdict?: string;
  /** Share of the cores that other processes used meanwhile. */
  readonly foreign?: number;
  readonly seconds: number;
}

/** A run's entries, in memory and, if it has a file, there. */
export class Journal {
  readonly entries: Entry[] = [];
  private readonly file: string | undefined;

  /** @param resume whether to go on with what the file holds, if it is of the same machine and commit. */
  constructor(file: string | undefined, machine: Machine, resume: boolean) {
    this.file = file;
    if (file === undefined) return;
    const { cpu, cores, node, commit } = machine;
    const head = JSON.stringify({ cpu, cores, node, commit });
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    if (resume && lines[0] === head) {
      this.entries.push(...lines.slice(1).flatMap(parse));
      return;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${head}\n`);
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    if (this.file !== undefined) appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }

  /** Says whether a trial has been made. */
  has(scenario: string, contender: string, round: number): boolean {
    return this.entries.some(
      (entry) =>
        entry.scenario === scenario && entry.contender === contender && entry.round === round,
    );
  }

  /** Says whether a contender is out in a scenario: it is not asked again. */
  isOut(scenario: string, contender: string): boolean {
    return this.of(scenario, contender).some(({ verdict }) => verdict !== undefined);
  }

  /** What a contender has done in a scenario. */
  of(scenario: string, contender: string): Entry[] {
    return this.entries.filter(
      (entry) => entry.scenario === scenario && entry.contender === contender,
    );
  }

  /** The run is complete: nothing to resume. */
  finish(): void {
    if (this.file !== undefined) rmSync(this.file, { force: true });
  }
}

/** A line that was cut short by a crash is left out. */
function parse(line: string): Entry[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as Entry];
  } catch {
    return [];
  }
}
