/**
 * Programs for the global queue: producers and consumers.
 *
 * Letters: P push, O pop, B push a batch of two, T take a batch of two.
 */

import {
  call,
  nameCell,
  sequentialModel,
  type Call,
  type Leaf,
  type Options,
  type Scenario,
  type SequentialModel,
  type Thread,
} from '@pilfer/explorer';
import type { GlobalQueue } from '../../src/index.js';
import { inParallel, nameCells, WRAPS, type ModelProgram, type Structures } from './load.js';

interface Setup {
  readonly threads: readonly string[];
  readonly capacity?: number;
  readonly start?: number;
  readonly handleBits?: number;
  /** How many elements are there at the beginning. */
  readonly filled?: number;
  /** Letters of a thread that begins when all others have ended or died. */
  readonly after?: string;
  /** `order`: linearizable. `safety`: each element exactly once, each producer's in order. */
  readonly oracle?: 'order' | 'safety';
  readonly options?: Options;
  readonly isShort?: boolean;
}

/** All programs for the global queue. */
export function globalQueuePrograms(structures: Structures): ModelProgram[] {
  return SETUPS.map((setup) => ({
    name: nameOf(setup),
    isShort: setup.isShort ?? false,
    options: setup.options ?? {},
    build: () => scenario(structures, setup),
  }));
}

const WEAK: Options = { weak: true };
/** With 24 bits for a handle, 8 are left for the lap: at capacity 2 it wraps with ticket 512. */
const LAP_WRAP = 511;

const SETUPS: readonly Setup[] = [
  // R10: two producers, two consumers, capacity 2: empty, half full, full; fresh and about to wrap.
  { threads: ['P', 'P', 'O', 'O'], isShort: true },
  { threads: ['P', 'P', 'O', 'O'], filled: 1, start: -1, isShort: true },
  { threads: ['P', 'P', 'O', 'O'], filled: 2, start: LAP_WRAP, isShort: true },
  { threads: ['P', 'P', 'O', 'O'], filled: 2, options: WEAK },
  { threads: ['PP', 'P', 'OO', 'O'], filled: 2, start: -1 },
  { threads: ['PP', 'PP', 'OO'], filled: 1, start: LAP_WRAP, isShort: true },
  { threads: ['PP', 'PP', 'OO', 'O'], oracle: 'safety' },
  ...WRAPS.map((start): Setup => ({ threads: ['PPP', 'OO', 'PO'], start })),
  { threads: ['PPO', 'OOP', 'P'], filled: 1, handleBits: 30 },
  { threads: ['PPO', 'OOP'], filled: 1, start: -2, options: WEAK, isShort: true },
  { threads: ['PP', 'OO', 'PO'], filled: 1, start: -1, options: WEAK },
  // Batches: other elements may come between, so not one moment each.
  { threads: ['B', 'P', 'T', 'O'], oracle: 'safety' },
  { threads: ['BB', 'B', 'TT'], oracle: 'safety', start: -1 },
  { threads: ['BP', 'T', 'TO'], oracle: 'safety', capacity: 4, filled: 3, start: LAP_WRAP },
  { threads: ['B', 'P', 'T'], oracle: 'safety', filled: 1, options: WEAK, isShort: true },
  // R08: who dies at any step holds up nobody, and the queue is as good as before.
  { threads: ['P', 'PO'], after: 'OPPPOOO', options: { crashes: ['thread 1'] }, isShort: true },
  {
    threads: ['O', 'OP'],
    filled: 2,
    after: 'OPPPOOO',
    options: { crashes: ['thread 1'] },
    isShort: true,
  },
  {
    threads: ['PP', 'OO', 'PO'],
    after: 'OOOPPPOOO',
    options: { crashes: ['thread 1'] },
    isShort: true,
  },
  {
    threads: ['PP', 'OO', 'PO'],
    filled: 1,
    after: 'OOOPPPOOO',
    options: { crashes: ['thread 2'] },
  },
  {
    threads: ['PP', 'OO', 'PO'],
    filled: 2,
    start: -1,
    after: 'OOOPPPOOO',
    options: { crashes: ['thread 1', 'thread 2', 'thread 3'] },
  },
  { threads: ['B', 'T', 'PO'], oracle: 'safety', options: { crashes: ['thread 1', 'thread 2'] } },
  // The lap is 2 bits here, so 8 tickets are all there are: a sleeper may act out of turn, but
  // nothing is lost or doubled.
  { threads: ['P', 'POPOPOPOPO'], handleBits: 30, oracle: 'safety', isShort: true },
  { threads: ['O', 'POPOPOPOPO'], handleBits: 30, oracle: 'safety' },
];

function nameOf(setup: Setup): string {
  const { threads, capacity, start, handleBits, filled, oracle, options, after } = setup;
  const notes = [
    `capacity ${capacity ?? 2}`,
    ...(filled === undefined ? [] : [`${filled} inside`]),
    ...(start === undefined ? [] : [`from ${start}`]),
    ...(handleBits === undefined ? [] : [`${32 - handleBits} bits of lap`]),
    ...(oracle === 'safety' ? ['safety'] : []),
    ...(options?.weak === true ? ['weak'] : []),
    ...(options?.crashes === undefined
      ? []
      : [`${options.crashes.join(', ').replaceAll(', thread', ',')} may die`]),
    ...(after === undefined ? [] : [`then ${after}`]),
  ];
  return `${inParallel(...threads)}, ${notes.join(', ')}`;
}

function scenario(structures: Structures, setup: Setup): Scenario {
  const { GlobalQueue: Queue, globalQueueBytes, layout } = structures;
  const { capacity = 2, start = 0, handleBits = 24, filled = 0, after } = setup;
  const buffer = new SharedArrayBuffer(globalQueueBytes(capacity));
  const cells = new Int32Array(buffer);
  const queue = Queue.create(buffer, 0, capacity, { start, handleBits });
  const initial = Array.from({ length: filled }, (_, i) => i + 1);
  for (const handle of initial) queue.push(handle);

  const threads: Record<string, Thread> = Object.fromEntries(
    setup.threads.map((letters, t) => {
      const view = new Queue(buffer, 0);
      return [`thread ${t + 1}`, { objects: [view], calls: calls(view, letters, t + 1) }] as const;
    }),
  );
  if (after !== undefined) {
    const view = new Queue(buffer, 0);
    threads['after'] = { starts: 'last', objects: [view], calls: calls(view, after, 9) };
  }
  const { QUEUE_HEAD, QUEUE_TAIL, QUEUE_SLOTS } = layout;
  const common = {
    cells: [
      nameCell('head', cells, QUEUE_HEAD),
      nameCell('tail', cells, QUEUE_TAIL),
      ...nameCells('slot', cells, QUEUE_SLOTS, capacity),
    ],
  };
  const rest = (): number[] => takeAll(structures, new Queue(buffer, 0));
  if (setup.oracle === 'safety') {
    const sent = setup.threads.map((letters, t) => calls(queue, letters, t + 1));
    return { ...common, threads, check: (leaf) => exactlyOnce(leaf, initial, sent, rest()) };
  }
  const all: Thread = { starts: 'last', calls: [call('rest', [], rest)] };
  return {
    ...common,
    threads: after === undefined ? { ...threads, rest: all } : threads,
    model: sequentialQueue(structures, capacity, initial),
  };
}

function calls(queue: GlobalQueue, letters: string, thread: number): Call[] {
  const two = new Int32Array(2);
  return [...letters].map((letter, i) => {
    const handle = 100 * thread + 2 * i;
    switch (letter) {
      case 'P':
        return call('push', [handle], () => queue.push(handle));
      case 'O':
        return call('pop', [], () => queue.pop());
      case 'B':
        return call('pushBatch', [handle, handle + 1], () =>
          queue.pushBatch(Int32Array.of(handle, handle + 1)),
        );
      default:
        return call('popBatch', [], () => [...two.subarray(0, queue.popBatch(two))]);
    }
  });
}

function takeAll({ EMPTY }: Structures, queue: GlobalQueue): number[] {
  const taken: number[] = [];
  for (let one = queue.pop(); one !== EMPTY; one = queue.pop()) taken.push(one);
  return taken;
}

/** A bounded queue, one call after the other. */
function sequentialQueue(
  { EMPTY }: Structures,
  capacity: number,
  initial: readonly number[],
): SequentialModel {
  return sequentialModel(initial, (held, { name, args }) => {
    switch (name) {
      case 'push':
        return held.length === capacity ? [[false, held]] : [[true, [...held, Number(args[0])]]];
      case 'pop':
        return held.length === 0 ? [[EMPTY, held]] : [[held[0], held.slice(1)]];
      default:
        return [[held, []]]; // rest
    }
  });
}

/**
 * Each accepted element comes out once, and each consumer sees each producer's in their order. Of a
 * call that died, each element may be in or out, and each one that it took may be gone.
 */
function exactlyOnce(
  { results, crashed }: Leaf,
  initial: readonly number[],
  sent: readonly (readonly Call[])[],
  rest: readonly number[],
): string | undefined {
  const accepted = [...initial];
  const inFlight: number[] = [];
  const takings: number[][] = [[...rest]];
  let mayBeGone = 0;
  sent.forEach((made, t) => {
    const name = `thread ${t + 1}`;
    const taken: number[] = [];
    results[name]?.forEach((answer, i) => {
      const args = (made[i]?.args ?? []).map(Number);
      if (args.length === 0) taken.push(...[answer].flat().map(Number).filter(isElement));
      else accepted.push(...args.slice(0, Number(answer)));
    });
    takings.push(taken);
    const dying = crashed.get(name);
    inFlight.push(...(dying?.args ?? []).map(Number));
    if (dying?.args.length === 0) mayBeGone += 2;
  });
  for (const taken of takings) {
    const outOfTurn = taken.find((handle, i) =>
      taken.slice(0, i).some((other) => producer(other) === producer(handle) && other > handle),
    );
    if (outOfTurn !== undefined) return `${outOfTurn} came out late in ${taken.join()}`;
  }
  const found = takings.flat();
  if (new Set(found).size < found.length) return `taken twice: ${found.join()}`;
  const alien = found.filter((handle) => !accepted.includes(handle) && !inFlight.includes(handle));
  if (alien.length > 0) return `never accepted: ${alien.join()}`;
  const lost = accepted.filter((handle) => !found.includes(handle));
  return lost.length > mayBeGone ? `lost: ${lost.join()}` : undefined;
}

const producer = (handle: number): number => Math.trunc(handle / 100);

const isElement = (answer: number): boolean => answer > 0;
