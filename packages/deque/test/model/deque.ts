/**
 * Programs for the deque: one owner, some thieves.
 *
 * Letters of the owner: P push, O pop, D drain, N size, H hand over to a new owner. Of thieves: S
 * steal, B steal a batch.
 */

import {
  call,
  nameCell,
  sequentialModel,
  type Call,
  type Invariant,
  type Leaf,
  type Options,
  type Scenario,
  type SequentialModel,
  type Thread,
} from '@pilfer/explorer';
import type { Deque } from '../../src/index.js';
import { inParallel, nameCells, WRAPS, type ModelProgram, type Structures } from './load.js';

interface Setup {
  readonly owner: string;
  readonly thieves: readonly string[];
  readonly capacity?: number;
  readonly start?: number;
  /**
   * `order`: linearizable, the rest included. `safety`: each element exactly once, oldest first;
   * for batches, and for programs so large that orders would be too many.
   */
  readonly oracle?: 'order' | 'safety';
  /** Whether the thieves' own deques are full, so that a batch must stay one. */
  readonly areThievesFull?: boolean;
  /** Whether the owner may crash; an heir then adopts the deque, while the thieves go on. */
  readonly heir?: string;
  readonly options?: Options;
  readonly isShort?: boolean;
}

/** All programs for the deque: the short form's, and with `full` the others too. */
export function dequePrograms(structures: Structures): ModelProgram[] {
  return SETUPS.map((setup) => ({
    name: nameOf(setup),
    isShort: setup.isShort ?? false,
    options: { ...setup.options, ...(setup.heir !== undefined && { crashes: ['owner'] }) },
    build: () => scenario(structures, setup),
  }));
}

/** Every program of an owner with so many pushes and pops, beside two thieves. */
export function allOwners(structures: Structures, operations: number): ModelProgram[] {
  const owners = Array.from({ length: 2 ** operations }, (_, bits) =>
    Array.from({ length: operations }, (_, i) => ((bits >>> i) & 1 ? 'O' : 'P')).join(''),
  );
  return owners.map((owner) => {
    const setup: Setup = { owner, thieves: ['SS', 'S'], start: -2 };
    return { name: nameOf(setup), isShort: false, build: () => scenario(structures, setup) };
  });
}

const WEAK: Options = { weak: true };
/** The first of the handles that only fill a deque. */
const FILLER = 1000;
const R01_OWNERS = ['PPOO', 'POPO', 'PPOPO', 'PPPOPO'];

const SETUPS: readonly Setup[] = [
  // R01: small programs, with the strongest oracle.
  ...R01_OWNERS.flatMap((owner): Setup[] => [
    { owner, thieves: ['S', 'S'], isShort: true },
    { owner, thieves: ['SS', 'S'], isShort: true },
    { owner, thieves: ['SS', 'SS'] },
  ]),
  // R02: the same across the wrap-around of the counters.
  ...WRAPS.flatMap((start) =>
    R01_OWNERS.flatMap((owner): Setup[] => [
      { owner, thieves: ['S', 'S'], start, isShort: owner === 'PPPOPO' },
      { owner, thieves: ['SS', 'S'], start },
    ]),
  ),
  // R03: the same with plain reads that may return old values.
  ...R01_OWNERS.flatMap((owner): Setup[] => [
    { owner, thieves: ['S', 'S'], options: WEAK, isShort: true },
    { owner, thieves: ['SS', 'S'], options: WEAK, isShort: owner === 'PPOPO' },
    { owner, thieves: ['SS', 'S'], options: WEAK, start: -1 },
  ]),
  // R04: larger programs.
  { owner: 'PPPPOPOPO', thieves: ['SSS', 'SS'], capacity: 4, start: 0x7ffffffe, oracle: 'safety' },
  { owner: 'PPPPOPOPOPO', thieves: ['SSS', 'SSS'], capacity: 4, start: -2, oracle: 'safety' },
  { owner: 'PPOPO', thieves: ['SS', 'S', 'S'], oracle: 'safety', isShort: true },
  { owner: 'PPPOPPO', thieves: ['SS', 'S', 'S'], oracle: 'safety' },
  ...[2, 4].flatMap((capacity) =>
    WRAPS.map((start): Setup => ({
      owner: 'PPPOPOPO',
      thieves: ['SS', 'SS'],
      capacity,
      start,
      isShort: capacity === 2 && start === -1,
    })),
  ),
  // R05: batches, of thieves and of the owner.
  { owner: 'PPPO', thieves: ['B', 'S'], capacity: 4, oracle: 'safety', isShort: true },
  { owner: 'PPPOO', thieves: ['B'], capacity: 4, oracle: 'safety', isShort: true },
  {
    owner: 'PPPP',
    thieves: ['B', 'S'],
    capacity: 4,
    oracle: 'safety',
    areThievesFull: true,
    isShort: true,
  },
  { owner: 'PPPPOO', thieves: ['B', 'B'], capacity: 4, oracle: 'safety' },
  { owner: 'PPPPOPO', thieves: ['BS', 'S'], capacity: 4, start: -2, oracle: 'safety' },
  { owner: 'PPPPO', thieves: ['B', 'S'], capacity: 4, oracle: 'safety', options: WEAK },
  { owner: 'PPPDO', thieves: ['S', 'S'], capacity: 4, isShort: true },
  { owner: 'PPPPDPON', thieves: ['SS', 'S'], capacity: 4, start: -2 },
  { owner: 'PPDPPDO', thieves: ['SS', 'S'], options: WEAK },
  // The owner gives the deque away, between two calls.
  { owner: 'PPOHPO', thieves: ['S', 'S'], isShort: true },
  // R08: the owner dies at any step and is replaced; thieves die at any step.
  { owner: 'PPO', thieves: ['S', 'S'], heir: 'POO', isShort: true },
  { owner: 'PPPOO', thieves: ['SS', 'S'], heir: 'PPOO', start: -2 },
  { owner: 'PPOPO', thieves: ['SS', 'S'], heir: 'PPOO', options: WEAK },
  { owner: 'PPOPO', thieves: ['SS', 'S'], options: { crashes: ['thief 1', 'thief 2'] } },
];

function nameOf(setup: Setup): string {
  const { owner, thieves, capacity, start, oracle, heir, options } = setup;
  const notes = [
    `capacity ${capacity ?? 2}`,
    ...(start === undefined ? [] : [`from ${start}`]),
    ...(oracle === 'safety' ? ['safety'] : []),
    ...(options?.weak === true ? ['weak'] : []),
    ...(setup.areThievesFull === true ? ['thieves full'] : []),
    ...(heir === undefined ? [] : [`owner dies, heir ${heir}`]),
    ...(options?.crashes === undefined ? [] : [`${options.crashes.join(' and ')} may die`]),
  ];
  return `${inParallel(owner, ...thieves)}, ${notes.join(', ')}`;
}

function scenario(structures: Structures, setup: Setup): Scenario {
  const { Deque, Stealer, dequeBytes, layout } = structures;
  const { owner, thieves, capacity = 2, start = 0, heir } = setup;
  const bytes = dequeBytes(capacity);
  const buffer = new SharedArrayBuffer(bytes * (1 + thieves.length));
  const cells = new Int32Array(buffer);
  const deque = Deque.create(buffer, 0, capacity, start);
  const own = thieves.map((_, i) => Deque.create(buffer, bytes * (i + 1), capacity));
  if (setup.areThievesFull === true) {
    for (const each of own) for (let i = 0; each.push(FILLER + i); i++);
  }

  const rest = call('rest', [], () => takeAll(structures, buffer, 0));
  const view = (): Deque => new Deque(buffer, 0);
  const owners: Seat = { deque };
  const heirs: Seat = { deque: view() };
  const adopt = call('adopt', [], () => {
    heirs.deque = Deque.adopt(buffer, 0);
  });
  const threads: Record<string, Thread> = {
    owner: { objects: [owners], calls: ownerCalls(owner, owners, view, 1) },
    ...Object.fromEntries(
      thieves.map((letters, i) => {
        const stealer = new Stealer(buffer, 0);
        const batch = own[i] ?? deque;
        const calls = [...letters].map((letter) =>
          letter === 'B'
            ? call('stealBatch', [], () => stealer.stealBatch(batch, 3))
            : call('steal', [], () => stealer.steal()),
        );
        return [`thief ${i + 1}`, { objects: [stealer, batch], calls }] as const;
      }),
    ),
    ...(heir !== undefined && {
      heir: {
        starts: { whenCrashed: 'owner' },
        objects: [heirs],
        calls: [adopt, ...ownerCalls(heir, heirs, view, 91)],
      },
    }),
  };
  const { DEQUE_TOP, DEQUE_BOTTOM, DEQUE_CELLS } = layout;
  const common = {
    cells: [
      nameCell('top', cells, DEQUE_TOP),
      nameCell('bottom', cells, DEQUE_BOTTOM),
      ...nameCells('cell', cells, DEQUE_CELLS, capacity),
    ],
    always: invariants(capacity),
  };
  if (setup.oracle === 'safety') {
    const contents = (): number[][] =>
      [deque, ...own].map((_, i) => takeAll(structures, buffer, i * bytes));
    return { ...common, threads, check: (leaf) => exactlyOnce(leaf, owner, contents()) };
  }
  return {
    ...common,
    threads: { ...threads, rest: { starts: 'last', calls: [rest] } },
    model: sequentialDeque(structures, capacity),
  };
}

/** Whoever sits here is the owner. */
interface Seat {
  deque: Deque;
}

function ownerCalls(letters: string, seat: Seat, view: () => Deque, first: number): Call[] {
  let value = first;
  const into = new Int32Array(4);
  return [...letters].map((letter) => {
    const handle = value;
    switch (letter) {
      case 'P':
        value++;
        return call('push', [handle], () => seat.deque.push(handle));
      case 'O':
        return call('pop', [], () => seat.deque.pop());
      case 'D':
        return call('drain', [], () => [...into.subarray(0, seat.deque.drain(into))]);
      case 'H':
        return call('handOver', [], () => {
          seat.deque = view();
        });
      default:
        return call('size', [], () => seat.deque.size);
    }
  });
}

/** Steals until nothing is left. */
function takeAll({ Stealer, EMPTY }: Structures, buffer: SharedArrayBuffer, at: number): number[] {
  const stealer = new Stealer(buffer, at);
  const taken: number[] = [];
  for (let one = stealer.steal(); one !== EMPTY; one = stealer.steal()) taken.push(one);
  return taken;
}

const distance = (from: number, to: number): number => (to - from) | 0;

function invariants(capacity: number): Record<string, Invariant> {
  return {
    'I2: top only grows': (now, before) => distance(before.cell('top'), now.cell('top')) >= 0,
    'I2: only the owner moves bottom': (now, before, thread) =>
      now.cell('bottom') === before.cell('bottom') || !thread.startsWith('thief'),
    'at most `capacity` elements, and top passes bottom at most by one': (now) => {
      const size = distance(now.cell('top'), now.cell('bottom'));
      return size >= -1 && size <= capacity;
    },
  };
}

/** A deque with a capacity, one call after the other. A steal may always ask for another try. */
function sequentialDeque({ EMPTY, RETRY }: Structures, capacity: number): SequentialModel {
  return sequentialModel<readonly number[]>([], (held, { name, args }) => {
    switch (name) {
      case 'push':
        return held.length === capacity ? [[false, held]] : [[true, [...held, Number(args[0])]]];
      case 'pop':
        return held.length === 0 ? [[EMPTY, held]] : [[held.at(-1), held.slice(0, -1)]];
      case 'steal':
        return [held.length === 0 ? [EMPTY, held] : [held[0], held.slice(1)], [RETRY, held]];
      case 'drain': {
        const half = (held.length + 1) >> 1;
        return [[held.slice(0, half), held.slice(half)]];
      }
      case 'size':
        return [[held.length, held]];
      case 'rest':
        return [[held, []]];
      default:
        return [[undefined, held]]; // adopt, handOver
    }
  });
}

/** Each accepted element was taken once or is still there; each thief took oldest first. */
function exactlyOnce(leaf: Leaf, owner: string, contents: number[][]): string | undefined {
  const { owner: answers = [], ...others } = leaf.results;
  const isElement = (value: unknown): value is number =>
    typeof value === 'number' && value > 0 && value < FILLER;
  const accepted = [...owner].flatMap((letter, i) =>
    letter === 'P' && answers[i] === true ? [i] : [],
  );
  const values = accepted.map((i) => [...owner.slice(0, i)].filter((c) => c === 'P').length + 1);
  const popped = answers.flat().filter(isElement);
  const stolen = Object.values(others).map((results) => results.flat().filter(isElement));
  const left = contents.map((each) => each.filter(isElement));
  for (const sequence of [...stolen, ...left]) {
    if (sequence.some((value, i) => value <= (sequence[i - 1] ?? 0))) {
      return `not oldest first: ${sequence.join()}`;
    }
  }
  const found = [popped, ...stolen, ...left].flat().sort((a, b) => a - b);
  if (found.join() === values.join()) return undefined;
  return `accepted ${values.join()}; taken or still there: ${found.join()}`;
}
