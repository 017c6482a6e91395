/**
 * The bytes of one runtime: a single SharedArrayBuffer, reserved once, and nobody else knows an
 * index. The operating system commits memory only where it is touched.
 *
 * ```text
 *   control    words that all threads look at
 *   threads    one block per thread: 0 is the submitting thread ("main"), 1 … are machines (M)
 *   P blocks   one per processor, and spares for those whose machine cannot be stopped yet
 *   queue      the global queue (see the deque package for its bytes)
 *   functions  an append-only table of task functions and their names
 *   slots      the task table: one region per thread
 *   records    one ring of trace events per thread
 *   arena      payloads: chunks that threads own
 * ```
 *
 * Cells are 32 bits; a line is 128 bytes, the distance kept between words of different writers.
 *
 * ```text
 * control                                                    written by
 *   line 0 │ 0 closing    0 open, 1 draining, 2 now           main
 *          │ 1 deaths     how many threads died so far        main
 *          │ 2 sharedIds  SharedArrayBuffers named so far     any thread (add)
 *          │ 3 recording  number of the recording; 0: none     main
 *   line 1 │ parked       a bit per thread: asleep            that thread sets; its waker clears
 *   line 2 │ searching    a bit per thread: looks for work    that thread; its waker sets
 *   line 3 │ dozing       a bit per thread: in its event loop that thread sets; its waker clears
 *   line 4 │ joining      a bit per thread: asleep in a join   that thread sets; its waker clears
 *   line 5 │ obituaries   the dead threads, oldest first      main, before it raises `deaths`
 *
 * thread block (THREAD_BYTES)
 *   line 0 │ parking cell                                     (deque package)
 *   line 1 │ inbox                                            (deque package)
 *   line 2 │ 0 bell         rings of the event loop           whoever wakes it
 *   line 3 │ 0 loading      number of the load of modules     the thread; who ends it
 *          │                that is under way; 0: none;
 *          │                −1: the thread is being ended
 *          │ 1 loadingFor   number of the function that is    the thread
 *          │                to be called then; 0: none
 *   line 4 │ 0 running      slot + 1 of the task it runs      the thread
 *          │ 1 deathsSeen   obituaries it has acted upon;     the thread
 *          │                −1: it is reading them
 *          │ 2 slotsUsed    slots of its region ever used     the thread
 *          │ 3 doom         slot + 1 of the task for which    main; the thread takes it back
 *          │                it shall end; −1: it will
 *          │ 4 exited       1: it has begun to exit           the thread
 *
 * P block
 *   line 0 │ 0 hungry       what thieves want (hungry.ts)     thieves ask, the owner answers
 *   line 1 │ 0 … counters, 64-bit floats (see COUNTER)        the P's machine
 *   line 2 │ 0 … how long tasks have waited (histogram.ts)    the P's machine
 *   line 7 │ 0 … how long they have run                       the P's machine
 *   line n │ deque                                            (deque package)
 *
 * ring of events (recording/ring.ts)
 *   line 0 │ 0 head         events written                   the thread
 *   line 1 │ 0 tail         events read                      main
 *   line 2 │ records                                         the thread
 *
 * slot (SLOT_BYTES): see slots.ts for who may touch what in which state
 *   │  0 control       generation 21 │ thread 8 │ state 3     one compare-and-swap per transition
 *   │  1 link          of the inbox that the slot is in        inbox
 *   │  2 function      number in the function table            submitter
 *   │  3 shape         of the arguments                        submitter
 *   │  4 flags         what the machine must know of options;  submitter
 *   │                  from bit 8 on, of a nested task, the
 *   │                  generation of its parent
 *   │  5 parent        slot + 1 of the submitting task; 0 none submitter
 *   │                  a fork: slot + 1 of its root            forker
 *   │  6 started       microseconds since the epoch at which it submitter
 *   │                  was submitted, wrapped; 0: unknown; then
 *   │                  milliseconds since the epoch, if flag    runner
 *   │                  TIMED asks for it; 0: not yet
 *   │                  a fork: the generation of its root       forker
 *   │  7 result shape  what cells 14 and 15 hold               runner
 *   │  8 … 13          up to three numbers, 64-bit floats;     submitter
 *   │                  or 8 address, 9 bytes of the arguments
 *   │ 14, 15           a number; or address and bytes of the   runner
 *   │                  result
 * ```
 */

import { dequeBytes, globalQueueBytes, LINE_BYTES } from '@pilfer/deque';
import { UNIT_BYTES } from './recording/packed.js';

const LINE = LINE_BYTES / 4;

// Control words, in cells from the start.
export const CLOSING = 0;
export const DEATHS = 1;
export const SHARED_IDS = 2;
export const RECORDING = 3;
export const PARKED: number = LINE;
export const SEARCHING: number = 2 * LINE;
export const DOZING: number = 3 * LINE;
export const JOINING: number = 4 * LINE;
export const OBITUARIES: number = 5 * LINE;
/** Threads that one runtime can name: 8 bits in a slot's control word. */
export const MAX_THREADS = 256;
const CONTROL_BYTES = 5 * LINE_BYTES + MAX_THREADS * 4;

// Thread block, in bytes or cells from its start.
export const THREAD_PARKING = 0;
export const THREAD_INBOX: number = LINE_BYTES;
export const THREAD_BELL: number = 2 * LINE;
export const THREAD_LOADING: number = 3 * LINE;
export const THREAD_LOADING_FOR: number = 3 * LINE + 1;
export const THREAD_RUNNING: number = 4 * LINE;
export const THREAD_DEATHS_SEEN: number = 4 * LINE + 1;
export const THREAD_SLOTS_USED: number = 4 * LINE + 2;
export const THREAD_DOOM: number = 4 * LINE + 3;
export const THREAD_EXITED: number = 4 * LINE + 4;
/** In `deathsSeen`: the thread is reading the obituaries. */
export const READING: number = -1;
/** In the doom word: the thread is being terminated. */
export const DOOMED: number = -1;
export const THREAD_BYTES: number = 5 * LINE_BYTES;

// P block, in cells from its start; the deque follows at a byte offset.
export const P_HUNGRY = 0;
export const P_COUNTERS: number = LINE;
export const P_WAIT_HISTOGRAM: number = 2 * LINE;
export const P_RUN_HISTOGRAM: number = 7 * LINE;
export const P_DEQUE: number = 12 * LINE_BYTES;

// Ring of events, in cells from its start.
export const RING_HEAD = 0;
export const RING_TAIL: number = LINE;
export const RING_RECORDS: number = 2 * LINE;

// Slot, in cells from its start.
export const SLOT_CONTROL = 0;
export const SLOT_LINK = 1;
export const SLOT_FUNCTION = 2;
export const SLOT_SHAPE = 3;
export const SLOT_FLAGS = 4;
export const SLOT_PARENT = 5;
export const SLOT_STARTED = 6;
export const SLOT_RESULT_SHAPE = 7;
export const SLOT_ARGUMENTS = 8;
export const SLOT_ARGUMENTS_BYTES = 9;
export const SLOT_RESULT = 14;
export const SLOT_RESULT_BYTES = 15;
/** In the cell parent: some task, nobody knows which. */
export const UNKNOWN_PARENT = 0x7fffffff;
/** Arguments that fit inside a slot, if all are numbers. */
export const INLINE_NUMBERS = 3;
/** In the flags: the machine shall write down when the task starts. */
export const FLAG_TIMED = 1;
/** In the flags: a fork, which somebody will join. */
export const FLAG_FORK = 2;
/** In the flags: the last argument is the task's name. */
export const FLAG_NAMED = 4;
/** In the flags: no other task may be on its machine while it is. */
export const FLAG_ISOLATED = 8;
/** In the flags, from this bit on: the generation of the task that has submitted this one. */
export const PARENT_GENERATION_SHIFT = 8;
export const SLOT_BYTES = 64;
export const SLOT_CELLS: number = SLOT_BYTES / 4;

/** How large each part of the memory is: the checked options of a runtime. */
export interface Sizes {
  /** Processors: how many tasks run at the same time. */
  readonly procs: number;
  /** Thread blocks: main, the machines, and spares for machines that are slow to die. */
  readonly threads: number;
  /** Slots of the main thread: how many tasks from outside can be accepted and not settled. */
  readonly mainSlots: number;
  /** Slots of each machine: how many nested tasks can be visible to other threads. */
  readonly machineSlots: number;
  /** Capacity of each P's deque: a power of two. */
  readonly dequeCapacity: number;
  /** Task functions that can be known at the same time. */
  readonly functions: number;
  /** Bytes of all names of task functions, and of the sources of inline ones. */
  readonly functionBytes: number;
  /** Units that each thread's ring of events holds: a power of two. An event takes one or two. */
  readonly recordUnits: number;
  /** Bytes of the payload arena: a multiple of its chunk size. */
  readonly arenaBytes: number;
}

/** Where everything is: byte offsets, a pure function of the sizes. */
export interface Plan extends Sizes {
  /** P blocks: procs and spares. */
  readonly blocks: number;
  readonly threadsAt: number;
  readonly blocksAt: number;
  readonly blockBytes: number;
  readonly queueAt: number;
  readonly queueCapacity: number;
  readonly functionsAt: number;
  readonly slotsAt: number;
  readonly slotCount: number;
  readonly ringsAt: number;
  readonly ringBytes: number;
  readonly arenaAt: number;
  readonly bytes: number;
  /** When the memory was made, on the clock that all threads share: milliseconds. */
  readonly epoch: number;
}

/** Computes where every part lies. */
export function planMemory(sizes: Sizes, epoch: number): Plan {
  const { procs, threads, mainSlots, machineSlots, dequeCapacity } = sizes;
  const blocks = 2 * procs;
  const blockBytes = P_DEQUE + dequeBytes(dequeCapacity);
  const slotCount = mainSlots + (threads - 1) * machineSlots;
  // Every slot has at most one live entry; the rest is room for stale ones after a death.
  const queueCapacity = powerOfTwoFrom(slotCount + QUEUE_SLACK);

  const threadsAt = alignUp(CONTROL_BYTES, LINE_BYTES);
  const blocksAt = threadsAt + threads * THREAD_BYTES;
  const queueAt = blocksAt + blocks * blockBytes;
  const functionsAt = queueAt + globalQueueBytes(queueCapacity);
  const slotsAt = alignUp(functionsAt + functionTableBytes(sizes), LINE_BYTES);
  const ringsAt = alignUp(slotsAt + slotCount * SLOT_BYTES, LINE_BYTES);
  const ringBytes = RING_RECORDS * 4 + sizes.recordUnits * UNIT_BYTES;
  const arenaAt = alignUp(ringsAt + threads * ringBytes, ARENA_ALIGNMENT);
  return {
    ...sizes,
    blocks,
    threadsAt,
    blocksAt,
    blockBytes,
    queueAt,
    queueCapacity,
    functionsAt,
    slotsAt,
    slotCount,
    ringsAt,
    ringBytes,
    arenaAt,
    bytes: arenaAt + sizes.arenaBytes,
    epoch,
  };
}

/** Entries of the global queue beyond one per slot. */
const QUEUE_SLACK = 1024;

/** First cell of a thread's block. */
export function threadCellOf(plan: Plan, thread: number): number {
  return (plan.threadsAt + thread * THREAD_BYTES) / 4;
}

/** The first slot of a thread's region. */
export function regionStart(plan: Plan, thread: number): number {
  return thread === 0 ? 0 : plan.mainSlots + (thread - 1) * plan.machineSlots;
}

/** How many slots a thread's region has. */
export function regionSize(plan: Plan, thread: number): number {
  return thread === 0 ? plan.mainSlots : plan.machineSlots;
}

/** The thread in whose region a slot lies: its submitter. */
export function threadOfSlot(plan: Plan, slot: number): number {
  return slot < plan.mainSlots ? 0 : 1 + (((slot - plan.mainSlots) / plan.machineSlots) | 0);
}

// The function table, in cells from its start:
//   0 count      entries given out                 any thread (compare-and-swap)
//   1 used       bytes of text given out           any thread (compare-and-swap)
//   2 + 3·i      state of entry i: 0 being written, 1 published     its writer
//   3 + 3·i      where its text starts, in bytes                    its writer
//   4 + 3·i      bytes of its text: UTF-8                           its writer
//   the texts follow the last entry
export const FUNCTION_COUNT = 0;
export const FUNCTION_TEXT_USED = 1;
export const FUNCTION_ENTRIES = 2;
export const FUNCTION_ENTRY_CELLS = 3;

/** Bytes of the function table. */
export function functionTableBytes(sizes: Pick<Sizes, 'functions' | 'functionBytes'>): number {
  return (FUNCTION_ENTRIES + sizes.functions * FUNCTION_ENTRY_CELLS) * 4 + sizes.functionBytes;
}

// The arena starts at a multiple of this.
const ARENA_ALIGNMENT = 65_536;

function alignUp(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

function powerOfTwoFrom(n: number): number {
  return 2 ** Math.ceil(Math.log2(n));
}

// The arena (arena.ts): places and bits.
//
//   chunk map    one cell per chunk                            whoever claims it (compare-and-swap)
//   returned     one line per chunk: a bit per granule         others set it (or), the owner clears
//   chunks       from the first chunk that lies behind these
//
// An address is the number of a granule, counted from the start of the arena; so 0 is never a block.
//
// chunk map cell, 0: free
//   kind BLOCKS               stamp 16 │ class 5 │ owner 8 │ kind 3     blocks of one size
//   kinds CLAIMING … FREEING  stamp 16 │ 0       │ actor 8 │ kind 3     first chunk of a large block
//   kind TAIL                 first chunk 29               │ kind 3     its other chunks
//
// block, in cells from its first granule
//   0 holder     who keeps the address; 0: free                its chunk's owner
//   1 length     of the payload, in units of 8 bytes           its chunk's owner
//   2 …          payload                                       whoever has the address
export const ARENA_CHUNK_BYTES = 65_536;
export const ARENA_GRANULE_BYTES = 64;
/** Granules in a chunk, so bits in its line. */
export const ARENA_GRANULES = 1024;
export const ARENA_GRANULE_CELLS: number = ARENA_GRANULE_BYTES / 4;
export const ARENA_LINE_CELLS: number = ARENA_GRANULES / 32;
export const BLOCK_HOLDER = 0;
export const BLOCK_LENGTH = 1;
/** Bytes of a block before its payload. */
export const BLOCK_HEADER_BYTES = 8;
/** The largest arena: lengths and addresses must fit their cells. */
export const MAX_ARENA_BYTES: number = 2 ** 34;

/** Where the parts of an arena lie: cells from its start, and chunks. */
export interface ArenaParts {
  readonly chunks: number;
  readonly returnedAt: number;
  readonly firstChunk: number;
}

/** Divides an arena of so many bytes. */
export function arenaParts(arenaBytes: number): ArenaParts {
  const chunks = arenaBytes / ARENA_CHUNK_BYTES;
  const returnedAt = alignUp(chunks, ARENA_LINE_CELLS);
  const firstChunk = Math.ceil(((returnedAt + chunks * ARENA_LINE_CELLS) * 4) / ARENA_CHUNK_BYTES);
  return { chunks, returnedAt, firstChunk };
}
