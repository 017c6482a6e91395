/**
 * Faults planted into the compiled engine. Each must be caught by the checks that the engine is
 * tested with: the invariants after every event, the soundness of the trace, or a rule's arithmetic.
 */

import { expect, test } from '@jest/globals';
import { loadBehindDoor } from '@pilfer/explorer';
import { checkTrace, Kind } from '@pilfer/scheduler/trace';
import type { simulate } from '../../src/engine/simulate.js';
import type { Program } from '../../src/program/program.js';
import { program, spawn, times, work } from './programs.js';
import { randomOptions, randomProgram } from './random-programs.js';
import { eventsOf } from './rules.js';

type Simulate = typeof simulate;
type Edit = readonly [file: string, find: string, replace: string];

const packages = ['../../', '../../../scheduler/'].map((path) => new URL(path, import.meta.url));

async function engineWith(...edits: readonly Edit[]): Promise<Simulate> {
  const mutations = edits.map(([file, find, replace]) => ({ file, find, replace }));
  const modules = await loadBehindDoor(packages, { mutations });
  return (modules.get('@pilfer/sim') as { simulate: Simulate }).simulate;
}

/** Runs random scenarios until one shows that something is wrong. */
function randomFault(run: Simulate): string | undefined {
  for (let seed = 1; seed <= 400; seed++) {
    const options = { ...randomOptions(seed), checked: true, trace: true, maxEvents: 100_000 };
    try {
      const result = run(randomProgram(seed), options);
      if (result.end !== 'drained') return `seed ${seed}: ${result.end}`;
      const violation = result.trace === undefined ? undefined : checkTrace(result.trace, 1)[0];
      if (violation !== undefined) return `seed ${seed}: ${violation.message}`;
    } catch (error) {
      return `seed ${seed}: ${String(error)}`;
    }
  }
  return undefined;
}

const storm: Program = program({ main: [times(1000, spawn('task'))], task: [work(50_000)] });

const hogs: Program = program({ main: [times(3, spawn('hog'))], hog: [work(200_000_000)] });

/** What the rules say about one storm: each steal is half rounded up, overflows are 129, … */
function ruleFault(run: Simulate): string | undefined {
  const { trace } = run(storm, { processors: 8, costs: 'go', trace: true, traceMisses: true });
  if (trace === undefined) return 'no trace';
  for (const { b, c } of eventsOf(trace, Kind.steal)) {
    if (c > 0 && b !== Math.min(Math.ceil(c / 2), 128)) return `a steal of ${b} of ${c}`;
  }
  for (const { a } of eventsOf(trace, Kind.overflow)) if (a !== 129) return `an overflow of ${a}`;
  for (const { a, proc } of eventsOf(trace, Kind.miss))
    if (a === proc) return `P${a} visits itself`;
  const takes = eventsOf(trace, Kind.globalTake);
  for (const { a, b, c } of takes) {
    const share = Math.min(Math.floor((a + b) / 8) + 1, a + b, c === 1 ? 1 : 128);
    if (a !== share) return `a batch of ${a} of ${a + b}`;
  }
  if (!takes.some(({ c }) => c === 1)) return 'no tick';
  const { counts } = run(hogs, { processors: 1, costs: 'zero' });
  if (counts.preemptions === 0) return 'hogs are not preempted';
  const inherited = eventsOf(trace, Kind.start).filter(({ a, b }) => a === 0 && b === 0);
  return inherited.length > 0 ? 'next did not inherit the slice' : undefined;
}

test('the engine itself shows no fault', async () => {
  const run = await engineWith();
  expect(ruleFault(run)).toBeUndefined();
});

const FAULTS: readonly (readonly [name: string, ...edits: Edit[]])[] = [
  ['half is rounded down', ['policy/steal.js', 'queued - (queued >> 1)', 'queued >> 1']],
  ['a thief may be its own victim', ['engine/steal.js', 'victim === p', 'victim === -2']],
  ['half of 256 overflows without the new one', ['engine/queues.js', 'amount + 1,', 'amount,']],
  [
    'the tick takes a batch',
    ['engine/schedule.js', 'takeGlobal(w, m, p, 1)', 'takeGlobal(w, m, p, 0)'],
  ],
  [
    'next begins a new slice',
    [
      'engine/schedule.js',
      'takeNext(w, p), Source.next, constants.inheritsSlice',
      'takeNext(w, p), Source.next, false',
    ],
  ],
  [
    'a searcher is not counted',
    ['engine/wake.js', 'ms.searching[m] = 1;\n        w.searching++;', 'ms.searching[m] = 1;'],
  ],
  [
    'nobody looks again after a search',
    ['engine/schedule.js', 'if (searched && lookAgain(w, m))', 'if (searched && m < 0)'],
    ['engine/wake.js', 'if (!w.constants.chainsWakes)', 'if (m >= 0)'],
  ],
  [
    'an overflowing G is lost',
    ['engine/queues.js', 'pushGlobal(w, popLocal(w, p, true));', 'popLocal(w, p, true);'],
  ],
  [
    'a P goes idle with work',
    ['engine/schedule.js', 'if (w.length(p) > 0) {', 'if (w.length(p) > 99) {'],
  ],
  [
    'a child that ends wakes nobody',
    ['engine/families.js', 'submit(w, m, p, parent, Kind.ready, id, WaitReason.join);', ''],
  ],
  ['nobody is preempted', ['policy/slices.js', 'timeSliceNs > 0 && ageNs >= timeSliceNs', 'false']],
  ['a call keeps its P after a retake', ['engine/calls.js', 'w.m.p[m] = -1;\n', '']],
  [
    'timers are forgotten when a P goes',
    ['engine/change-processors.js', 'retire(w, p, m, heir);', 'retire(w, p, m, p);'],
  ],
];

test.each(FAULTS)('caught: %s', async (_, ...edits) => {
  const run = await engineWith(...edits);
  const caught = ruleFault(run) ?? randomFault(run);
  expect(caught).toBeDefined();
});
