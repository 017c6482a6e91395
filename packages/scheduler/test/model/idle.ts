/**
 * Sleeping and waking (idle.ts): machines that look, search, announce, look again and sleep, while
 * submitters publish and wake. At the end everybody sleeps, and no task is left: I3.
 *
 * The queue is one counter: what the real ones do is proved in the deque package.
 */

import {
  add,
  awaitRing,
  call,
  callWhile,
  compareExchange,
  load,
  nameCell,
  ring,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import { extraCells, smallMemory, type Parts } from './load.js';

/** A program, and how to explore it. */
export interface IdleProgram {
  readonly name: string;
  readonly isShort: boolean;
  /** Whether it meets planted bugs within few states. */
  readonly findsMutants: boolean;
  /** Whether all of it can be visited. */
  readonly isWhole: boolean;
  readonly options: Options;
  readonly build: () => Scenario;
}

// A backstop must not hide a lost wake-up.
const OPTIONS: Options = { timeouts: false };

/** All programs for sleeping and waking. */
export function idlePrograms(parts: Parts): IdleProgram[] {
  const of = (
    name: string,
    machines: number,
    submits: readonly number[],
    isShort: boolean,
    searches = true,
  ): IdleProgram => ({
    name,
    isShort,
    findsMutants: isShort,
    isWhole: true,
    options: OPTIONS,
    build: () => scenario(parts, machines, submits, { searches, meet: false }),
  });
  /** Each task ends only when all have started: none may wait while a machine sleeps. */
  const meeting: IdleProgram = {
    name: '2 machines ∥ 1 submitter of 2, tasks that meet, sleepers',
    isShort: false,
    findsMutants: true,
    isWhole: false, // more than 5,000,000 states
    options: OPTIONS,
    build: () => scenario(parts, 2, [2], { searches: false, meet: true }),
  };
  return [
    of('1 machine ∥ 1 submitter', 1, [1], true),
    of('1 machine ∥ 1 submitter of 2', 1, [2], true),
    of('1 machine ∥ 2 submitters', 1, [1, 1], false),
    of('2 machines ∥ 1 submitter', 2, [1], false),
    // Machines that go straight to sleep, and search only when they were woken: fewer steps.
    of('2 machines ∥ 1 submitter, sleepers', 2, [1], true, false),
    meeting,
  ];
}

function scenario(
  parts: Parts,
  machines: number,
  submits: readonly number[],
  ways: Ways,
): Scenario {
  const memory = smallMemory(parts, 1 + machines, 2);
  const cells = extraCells(2);
  const work = { cells, queued: 0, taken: 32 };
  const total = submits.reduce((a, b) => a + b, 0);
  const threads: Record<string, Thread> = {};
  for (let m = 1; m <= machines; m++)
    threads[`machine ${m}`] = machine(parts, memory, m, work, ways);
  submits.forEach((count, i) => {
    const idle = new parts.Idle(memory);
    threads[`submitter ${i + 1}`] = {
      calls: Array.from({ length: count }, () =>
        call('submit', [], () => {
          add(cells, work.queued, 1); // W1
          idle.wake(); // W2, W3
        }),
      ),
    };
  });
  const taken = (): number => load(cells, work.taken);
  return {
    threads,
    cells: [
      nameCell('parked', memory.cells, parts.PARKED),
      nameCell('searching', memory.cells, parts.SEARCHING),
      nameCell('queued', cells, work.queued),
      nameCell('taken', cells, work.taken),
      ...Array.from({ length: machines }, (_, m) =>
        nameCell(`cell ${m + 1}`, memory.cells, memory.threadCell(m + 1)),
      ),
    ],
    // In the end every machine sleeps: what matters is that no task is left then.
    mayBeStuck: ({ stuck }) =>
      !ways.meet && [...stuck.keys()].every((name) => name.startsWith('machine')),
    check: () => (taken() === total ? undefined : `${taken()} of ${total} tasks were taken`),
  };
}

interface Ways {
  /** Whether machines search before they go to sleep. */
  readonly searches: boolean;
  /** Whether each task waits for the other, which only another machine can run. */
  readonly meet: boolean;
}

interface Work {
  readonly cells: ReturnType<typeof extraCells>;
  readonly queued: number;
  readonly taken: number;
}

function machine(
  parts: Parts,
  memory: ReturnType<typeof smallMemory>,
  thread: number,
  work: Work,
  { searches, meet }: Ways,
): Thread {
  const search = new parts.Search(new parts.Idle(memory), thread, 2);
  const cell = memory.parkingCell(thread);
  const take = (): boolean => {
    let queued = load(work.cells, work.queued);
    while (queued > 0) {
      const seen = compareExchange(work.cells, work.queued, queued, queued - 1);
      if (seen === queued) return true;
      queued = seen;
    }
    return false;
  };
  /** What Machine.run and Machine.park do, once. */
  const turn = (): boolean => {
    let found = searches && (take() || (search.begin() && take()));
    if (!found) {
      search.announce(false); // S1, S2
      found = take(); // S3
      if (!found) cell.park(250); // S4
      search.wakeUp(false, found);
    }
    if (!found) return true;
    search.end(() => load(work.cells, work.queued) > 0);
    const isLast = add(work.cells, work.taken, 1) === 1;
    if (!meet) return true;
    if (isLast) ring(3 - thread);
    else awaitRing(thread);
    return false;
  };
  return { calls: [callWhile(Boolean, 'turn', [], turn)], objects: [search] };
}
