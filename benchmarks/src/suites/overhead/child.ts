/** Nanoseconds per task of one copy of the library, in a process of its own. */

import type * as Library from '@pilfer/scheduler';
import { answer, question } from '../../child.js';
import { quantile } from '../../statistics.js';
import type * as Tasks from './measured.tasks.js';

/** What is to be measured. */
export interface Question {
  /** URL of the copy of the library. */
  readonly library: string;
  /** URL of the module of tasks that imports it. */
  readonly tasks: string;
  /** Submitted by a task of the same machine, or by the main thread. */
  readonly how: 'nested' | 'outside';
  readonly stacks: 'auto' | 'never';
  /** Whether every other round is recorded. */
  readonly records: boolean;
  readonly smoke: boolean;
}

/** Nanoseconds per task. */
export interface Answer {
  readonly off: number;
  readonly on: number;
  /** Recorded events per task. */
  readonly events: number;
}

async function measure(asked: Question): Promise<Answer> {
  const { Runtime } = (await import(asked.library)) as typeof Library;
  const { measured } = (await import(asked.tasks)) as typeof Tasks;
  const { smoke, stacks } = asked;
  const runtime = new Runtime({ procs: 1, stacks });
  const count = smoke ? 64 : asked.how === 'nested' ? 8000 : 20_000;
  const round = asked.how === 'nested' ? () => runtime.run(measured.nested, count / 32) : atOnce;

  async function atOnce(): Promise<number> {
    const begun = performance.now();
    const runs = Array.from({ length: count }, (_, i) => runtime.run(measured.add, i, 1));
    const results = await Promise.all(runs);
    if (results[count - 1] !== count) throw new Error('WrongAnswer: tasks at once');
    return ((performance.now() - begun) * 1e6) / count;
  }

  for (let i = 0; i < (smoke ? 1 : 4); i++) await round();
  const off: number[] = [];
  const on: number[] = [];
  let events = 0;
  for (let i = 0; i < (smoke ? 1 : 24); i++) {
    globalThis.gc?.(); // what the last round has left, and the making of a trace, is no part of this one
    off.push(await round());
    if (!asked.records) continue;
    globalThis.gc?.();
    const recording = runtime.record();
    on.push(await round());
    events = recording.stop().length / count;
  }
  await runtime.close();
  return { off: quantile(off, 0.1), on: asked.records ? quantile(on, 0.1) : 0, events };
}

answer(await measure(question() as Question));
