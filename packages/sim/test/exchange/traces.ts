/** Traces that the tests of exports and imports share. */

import { Random } from '@pilfer/scheduler/policy';
import {
  Kind,
  KINDS,
  NONE,
  RECORD_WORDS,
  Strings,
  traceOfWords,
  writeRecord,
  type Trace,
} from '@pilfer/scheduler/trace';
import { simulate } from '../../src/engine/simulate.js';
import { randomOptions, randomProgram } from '../engine/random-programs.js';
import { stealTrace } from '../steal-trace.js';

/** The steal, recorded, with names: `first` creates `second`. */
export const SMALL: Trace = stealTrace(
  { source: 'runtime', title: 'small', epochMs: 0 },
  { names: ['first', 'second'], parent: 1 },
);

/** The trace of a random simulated run. */
export function randomRun(seed: number): Trace {
  const options = { ...randomOptions(seed), trace: true, maxEvents: 4_000 } as const;
  const { trace } = simulate(randomProgram(seed), options);
  if (trace === undefined) throw new Error('no trace');
  return trace;
}

/** Events that make no sense together: any kind, any number, times that may stand still. */
export function nonsense(seed: number, length = 60): Trace {
  const random = new Random(seed, 21);
  const strings = new Strings();
  const texts = ['', 'f', 'a "quoted" name', 'ünï\u2028code\n'].map((text) => strings.intern(text));
  const words = new Int32Array(RECORD_WORDS * (length + 1));
  const number = (): number => random.below(6) - 1;
  let time = random.below(10);
  writeRecord(words, 0, time, Kind.runStart, NONE, NONE, NONE, 4, 4, texts[3] as number);
  for (let i = 1; i <= length; i++) {
    time += random.below(3) === 0 ? random.below(2000) : 0;
    const kind = random.below(20) === 0 ? 99 : (KINDS[random.below(KINDS.length)]?.kind as number);
    const rest = [number(), number(), number(), number(), number()] as const;
    writeRecord(words, i * RECORD_WORDS, time, kind, number(), ...rest);
  }
  return traceOfWords(words, length + 1, strings, { source: 'simulator', title: '?', epochMs: 5 });
}

/** All events of a trace, texts and all, in a form that can be compared. */
export function contents(trace: Trace): unknown[] {
  const texts = Array.from({ length: trace.strings.size }, (_, id) => trace.strings.get(id));
  return [
    trace.info,
    ...Array.from({ length: trace.length }, (_, i) => {
      const event = trace.event(i);
      const args = KINDS.find(({ kind }) => kind === event.kind)?.args ?? [];
      const words = [event.a, event.b, event.c].map((word, j) =>
        args[j]?.type === 'text' ? (texts[word] ?? word) : word,
      );
      return [event.time, event.kind, event.proc, event.machine, event.task, ...words];
    }),
  ];
}
