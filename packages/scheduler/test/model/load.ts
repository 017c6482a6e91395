/** The built scheduler and deque with the explorer's memory behind their doors. */

import type { Cells, Mutation } from '@pilfer/explorer';
import type * as DequePackage from '@pilfer/deque';
import type * as BellFile from '../../src/bell.js';
import type * as ChildWatchFile from '../../src/child-watch.js';
import type * as ControlWords from '../../src/control-word.js';
import type * as CrewFile from '../../src/crew.js';
import type * as EstatesFile from '../../src/estates.js';
import type * as IdleFile from '../../src/idle.js';
import type * as Layout from '../../src/layout.js';
import type * as MemoryFile from '../../src/memory.js';
import type * as NestedCoreFile from '../../src/nested-core.js';
import type * as OrphansFile from '../../src/orphans.js';
import type * as ParentageFile from '../../src/parentage.js';
import type * as PayloadsFile from '../../src/payloads.js';
import type * as VictimsFile from '../../src/policy/victims.js';
import type * as ProcessorFile from '../../src/processor.js';
import type * as Recovery from '../../src/recovery.js';
import type * as ResultsPollFile from '../../src/results-poll.js';
import type * as RunnerFile from '../../src/runner.js';
import type * as SlotsFile from '../../src/slots.js';
import type * as SubmitterFile from '../../src/submitter.js';
import type * as TaskLimitsFile from '../../src/task-limits.js';
import type { Memory } from '../../src/memory.js';
import { loadFiles } from './load-files.js';

/** The files that programs use. */
export type Parts = typeof DequePackage &
  typeof BellFile &
  typeof ChildWatchFile &
  typeof ControlWords &
  typeof CrewFile &
  typeof EstatesFile &
  typeof IdleFile &
  typeof Layout &
  typeof MemoryFile &
  typeof NestedCoreFile &
  typeof OrphansFile &
  typeof ParentageFile &
  typeof PayloadsFile &
  typeof ProcessorFile &
  typeof Recovery &
  typeof ResultsPollFile &
  typeof RunnerFile &
  typeof SlotsFile &
  typeof SubmitterFile &
  typeof TaskLimitsFile &
  typeof VictimsFile;

const FILES = [
  'bell.js',
  'child-watch.js',
  'control-word.js',
  'crew.js',
  'estates.js',
  'idle.js',
  'layout.js',
  'memory.js',
  'nested-core.js',
  'orphans.js',
  'parentage.js',
  'payloads.js',
  'policy/victims.js',
  'processor.js',
  'recovery.js',
  'results-poll.js',
  'runner.js',
  'slots.js',
  'submitter.js',
  'task-limits.js',
];

/** Loads them, with planted bugs if there are any. */
export async function loadParts(mutations: readonly Mutation[] = []): Promise<Parts> {
  return (await loadFiles(FILES, mutations)) as Parts;
}

/** The memory of a runtime that is as small as can be. */
export function smallMemory(
  parts: Parts,
  threads: number,
  slots: number,
  procs: number = Math.max(1, threads - 1),
): Memory {
  const plan = parts.planMemory(
    {
      procs,
      threads,
      mainSlots: slots,
      machineSlots: 1,
      dequeCapacity: 2,
      functions: 1,
      functionBytes: 4,
      recordUnits: 4,
      arenaBytes: 0,
    },
    0,
  );
  const memory = new parts.Memory(new SharedArrayBuffer(plan.bytes), plan);
  for (let block = 0; block < plan.blocks; block++) {
    parts.Deque.create(memory.buffer, memory.dequeAt(block), plan.dequeCapacity);
  }
  parts.GlobalQueue.create(memory.buffer, plan.queueAt, plan.queueCapacity, {
    handleBits: parts.entryBits(plan),
  });
  for (let thread = 0; thread < threads; thread++) memory.createThread(thread);
  return memory;
}

/** One cell more than the runtime has, for a program's own use. */
export function extraCells(count: number): Cells {
  return new Int32Array(new SharedArrayBuffer(128 * count));
}
