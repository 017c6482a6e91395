import { Deque, GlobalQueue } from '@pilfer/deque';
import { Arena } from '../src/arena.js';
import { Codec } from '../src/codec/index.js';
import { planMemory } from '../src/layout.js';
import { Memory } from '../src/memory.js';
import { Payloads } from '../src/payloads.js';
import type { Slots } from '../src/slots.js';
import { entryBits } from '../src/slots.js';
import { Submitter } from '../src/submitter.js';
import type { SubmitterEvents } from '../src/submitter-host.js';

/** A memory for two machines with few slots: everything laid out, nobody running. */
export function smallMemory(): Memory {
  const plan = planMemory(
    {
      procs: 2,
      threads: 4,
      mainSlots: 16,
      machineSlots: 16,
      dequeCapacity: 16,
      functions: 8,
      functionBytes: 1024,
      recordUnits: 4,
      arenaBytes: 2 ** 20,
    },
    0,
  );
  const memory = new Memory(new SharedArrayBuffer(plan.bytes), plan);
  for (let block = 0; block < plan.blocks; block++) {
    Deque.create(memory.buffer, memory.dequeAt(block), plan.dequeCapacity);
  }
  GlobalQueue.create(memory.buffer, plan.queueAt, plan.queueCapacity, {
    handleBits: entryBits(plan),
  });
  for (let thread = 0; thread < plan.threads; thread++) memory.createThread(thread);
  return memory;
}

/** A thread's way to read and write payloads in which no SharedArrayBuffer crosses. */
export function payloadsOf(memory: Memory, slots: Slots, thread: number): Payloads {
  const codec = new Codec({
    idOf: () => {
      throw new Error('idOf: no shared buffers here');
    },
    bufferOf: () => {
      throw new Error('bufferOf: no shared buffers here');
    },
  });
  return new Payloads(memory, slots, new Arena(memory, thread), codec);
}

/** The main thread's submitter, and the entries that it has published. */
export function mainSubmitter(
  memory: Memory,
  slots: Slots,
  events: Partial<SubmitterEvents> = {},
): { readonly submitter: Submitter; readonly entries: number[] } {
  const entries: number[] = [];
  const submitter = new Submitter(
    0,
    memory,
    slots,
    payloadsOf(memory, slots, 0),
    memory.inbox(0),
    { publish: (entry) => void entries.push(entry) },
    {
      settled: () => undefined,
      failed: () => undefined,
      lost: () => false,
      lossError: () => new Error('lost'),
      ...events,
    },
  );
  return { submitter, entries };
}
