/** Figures of other languages' runtimes, as `benchmarks/native/run.mjs` has written them. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rival, Row, Section } from '../../suite.js';

type Figures = Readonly<Record<string, number>>;

interface Native {
  readonly machine: string;
  readonly date: string;
  readonly runtimes: readonly {
    readonly name: string;
    readonly version: string;
    readonly plain: Figures;
    readonly one: Figures;
    readonly two: Figures;
  }[];
}

const FILE = join(import.meta.dirname, '../../../results/forkjoin-native.json');

function read(): Native {
  if (!existsSync(FILE)) return { machine: '', date: '', runtimes: [] };
  return JSON.parse(readFileSync(FILE, 'utf8')) as Native;
}

/** What each of them needs for a problem, on 2 threads. */
export function nativeRivals(problem: string | undefined): Rival[] {
  return read().runtimes.map(({ name, two }): Rival => {
    const value = problem === undefined ? undefined : two[problem];
    const column = `${name}, 2`;
    return value === undefined ? { name: column, verdict: '' } : { name: column, value };
  });
}

/** The same figures as rows: how much faster each is than plain code of its own language. */
export function nativeSection(): Section {
  const { machine, date, runtimes } = read();
  const versions = runtimes.map(({ name, version }) => `${name}: ${version}`).join('; ');
  const problems = [...new Set(runtimes.flatMap(({ plain }) => Object.keys(plain)))];
  return {
    title: 'Other languages: plain ÷ parallel, on 2 threads',
    about:
      'The same problems with rayon (`join`, parallel iterators), ForkJoinPool, and a goroutine a ' +
      'task, each against plain serial code of its own language, by `benchmarks/native/run.mjs`, ' +
      'at another time than ours. ' +
      (runtimes.length === 0 ? 'Not measured.' : `${machine}; ${date}. ${versions}.`),
    rows: problems.map((problem): Row => {
      const rivals = runtimes.map(({ name, plain, two }): Rival => {
        const [serial, parallel] = [plain[problem], two[problem]];
        if (serial === undefined || parallel === undefined) return { name, verdict: '' };
        return { name, value: serial / parallel };
      });
      const value = rivals[0]?.value ?? 0;
      return { name: problem, unit: '×', value, rivals };
    }),
  };
}
