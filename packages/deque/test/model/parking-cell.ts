/** Programs for the parking cell: one sleeper or two, and those who wake them. */

import {
  add,
  awaitRing,
  call,
  callWhile,
  exchange,
  load,
  nameCell,
  ring,
  sequentialModel,
  store,
  type Cells,
  type Options,
  type Scenario,
  type Thread,
  type View,
} from '@pilfer/explorer';
import type { ParkingCell, Unparker } from '../../src/index.js';
import type { ModelProgram, Structures } from './load.js';

/** How a sleeper sleeps: in `wait`, in `wait` for a limited time, or in its event loop. */
type Sleep = 'futex' | 'timed' | 'loop';

/** All programs for the parking cell. */
export function parkingCellPrograms(structures: Structures): ModelProgram[] {
  const of = (
    name: string,
    build: (structures: Structures) => Scenario,
    isShort: boolean,
    options: Options = {},
  ): ModelProgram => ({ name, isShort, options, build: () => build(structures) });
  const weak: Options = { weak: true };
  return [
    of('park ∥ unpark ∥ unpark, one token', tokens(['futex'], [1, 1]), true),
    of('park park ∥ unpark ∥ unpark, one token', tokens(['futex', 'futex'], [1, 1]), true),
    of('park timed-park ∥ unpark unpark ∥ unpark', tokens(['timed', 'timed'], [2, 1]), true),
    of('loop loop ∥ unpark ∥ unpark, one token', tokens(['loop', 'loop'], [1, 1]), true),
    of('loop timed-park park ∥ unpark ∥ unpark', tokens(['loop', 'timed', 'futex'], [1, 1]), true),
    of('every sleep ∥ unpark unpark ∥ unpark', tokens(['timed', 'loop', 'futex'], [2, 1]), false),
    of('look, park ∥ publish, unpark ∥ the same', work(['futex'], [1, 1]), true),
    of('look, loop ∥ publish, unpark ∥ the same', work(['loop'], [1, 1]), true),
    of('look, timed park ∥ publish, unpark ∥ the same', work(['timed', 'timed'], [1, 1]), true),
    of('look, park or loop ∥ publish, unpark twice ∥ once', work(['futex', 'loop'], [2, 1]), true),
    of('look, loop or park ∥ publish, unpark twice ∥ once', work(['loop', 'futex'], [2, 1]), false),
    of('every sleep ∥ publish, unpark twice ∥ twice', work(['timed', 'loop'], [2, 2]), false),
    of('look, park ∥ publish, unpark ∥ the same, weak', work(['futex'], [1, 1]), true, weak),
    of('R09: 2 workers ∥ 2 producers, then close', workers(['futex', 'loop'], [1, 1]), true),
    of('R09: 2 workers ∥ a producer of 3, then close', workers(['futex', 'loop'], [3]), false),
    of('R09: 2 workers ∥ 2 producers of 2, then close', workers(['futex', 'loop'], [2, 2]), false),
    of(
      'R09: 2 workers, one dies ∥ a producer, then close',
      workers(['futex', 'futex'], [1]),
      true,
      {
        crashes: ['worker 1'],
      },
    ),
    of(
      'R09: 2 workers, one dies ∥ a producer of 2, then close',
      workers(['loop', 'futex'], [2]),
      false,
      {
        crashes: ['worker 1'],
      },
    ),
  ];
}

interface Parts {
  readonly cells: Cells;
  readonly sleepers: readonly ParkingCell[];
  readonly unparker: (sleeper: number) => Unparker;
  readonly names: NonNullable<Scenario['cells']>;
  /** Cells for the program's own use. */
  readonly work: number;
  readonly closed: number;
  /** Wakes a sleeper, in whichever way it sleeps. */
  readonly wake: (unparker: Unparker, sleeper: number) => void;
}

function partsOf(structures: Structures, sleepers: number): Parts {
  const { ParkingCell: Cell, Unparker: Waker, PARKING_CELL_BYTES, RING } = structures;
  const buffer = new SharedArrayBuffer(PARKING_CELL_BYTES * (sleepers + 1));
  const cells = new Int32Array(buffer);
  const line = PARKING_CELL_BYTES / 4;
  const work = sleepers * line;
  const all = Array.from({ length: sleepers }, (_, i) => i);
  return {
    cells,
    sleepers: all.map((i) => Cell.create(buffer, i * PARKING_CELL_BYTES)),
    unparker: (sleeper) => new Waker(buffer, sleeper * PARKING_CELL_BYTES),
    work,
    closed: work + 1,
    names: [
      ...all.map((i) => nameCell(`state ${i + 1}`, cells, i * line + structures.layout.CELL_STATE)),
      nameCell('work', cells, work),
      nameCell('closed', cells, work + 1),
    ],
    wake(unparker, sleeper) {
      if (unparker.unpark() === RING) ring(sleeper);
    },
  };
}

function sleep(cell: ParkingCell, how: Sleep, bell: number): void {
  if (how === 'loop') {
    if (!cell.enterLoop()) return;
    awaitRing(bell);
    cell.leaveLoop();
  } else cell.park(how === 'timed' ? 5 : Infinity);
}

const TOKEN = 1;

/** The token alone: a sleep takes it if it is there, and nobody sleeps beside one. */
function tokens(sleeps: readonly Sleep[], wakes: readonly number[]): (of: Structures) => Scenario {
  return (structures) => {
    const { cells, sleepers, unparker, names, wake } = partsOf(structures, 1);
    const [cell] = sleepers;
    if (cell === undefined) throw new Error('no sleeper');
    const calls = sleeps.flatMap((how) => {
      if (how === 'futex') return [call('park', [], () => cell.park())];
      if (how === 'timed') return [call('park', [5], () => cell.park(5))];
      return [
        call('loop', [], () => {
          if (!cell.enterLoop()) return true;
          awaitRing(0);
          return cell.leaveLoop();
        }),
      ];
    });
    return {
      cells: names,
      threads: { sleeper: { calls }, ...wakers(wakes, () => ({ unparker: unparker(0), wake })) },
      model: sequentialModel(false, (isThere, { name }) => {
        return name === 'unpark' ? [[undefined, true]] : [[isThere, false]];
      }),
      mayBeStuck: ({ stuck }) => [...stuck.keys()].join() === 'sleeper',
      check: ({ stuck }) =>
        stuck.size > 0 && load(cells, 0) === TOKEN ? 'asleep beside a token' : undefined,
    };
  };
}

function wakers(
  wakes: readonly number[],
  of: () => Pick<Parts, 'wake'> & { unparker: Unparker },
): Record<string, Thread> {
  return Object.fromEntries(
    wakes.map((times, i) => {
      const { unparker, wake } = of();
      const unpark = call('unpark', [], () => {
        wake(unparker, 0);
      });
      return [`waker ${i + 1}`, { calls: Array.from({ length: times }, () => unpark) }] as const;
    }),
  );
}

/** Work that is published before the wake-up: nobody sleeps beside it. */
function work(sleeps: readonly Sleep[], jobs: readonly number[]): (of: Structures) => Scenario {
  return (structures) => {
    const { cells, sleepers, unparker, names, wake, work: at } = partsOf(structures, 1);
    const [cell] = sleepers;
    if (cell === undefined) throw new Error('no sleeper');
    const total = jobs.reduce((sum, n) => sum + n, 0);
    const worker = { done: 0, naps: 0 };
    const run = callWhile(
      (done) => done < total,
      'run',
      [],
      () => {
        const found = exchange(cells, at, 0);
        worker.done += found;
        if (found > 0) return worker.done;
        sleep(cell, sleeps[worker.naps] ?? 'futex', 0);
        worker.naps = (worker.naps + 1) % sleeps.length;
        return worker.done;
      },
    );
    const producers = jobs.map((count, i) => {
      const own = unparker(0);
      const publish = call('publish', [], () => {
        add(cells, at, 1);
        wake(own, 0);
      });
      return [
        `producer ${i + 1}`,
        { calls: Array.from({ length: count }, () => publish) },
      ] as const;
    });
    return {
      cells: names,
      threads: { worker: { calls: [run], objects: [worker] }, ...Object.fromEntries(producers) },
    };
  };
}

/** Two workers that take work from one counter until it is closed. Producers wake both. */
function workers(sleeps: readonly Sleep[], jobs: readonly number[]): (of: Structures) => Scenario {
  return (structures) => {
    const parts = partsOf(structures, 2);
    const { cells, sleepers, names, work: at, closed } = parts;
    const wakeAll = (): (() => void) => {
      const unparkers = sleepers.map((_, i) => parts.unparker(i));
      return () => {
        unparkers.forEach(parts.wake);
      };
    };
    const running = sleepers.map((cell, i) => {
      const run = callWhile(
        (isOpen) => isOpen,
        'run',
        [],
        () => {
          if (exchange(cells, at, 0) > 0) return true;
          if (load(cells, closed) === 1) return false;
          sleep(cell, sleeps[i] ?? 'futex', i);
          return true;
        },
      );
      return [`worker ${i + 1}`, { calls: [run] }] as const;
    });
    const producing = jobs.map((count, i) => {
      const wake = wakeAll();
      const publish = call('publish', [], () => {
        add(cells, at, 1);
        wake();
      });
      return [
        `producer ${i + 1}`,
        { calls: Array.from({ length: count }, () => publish) },
      ] as const;
    });
    const wake = wakeAll();
    const close = call('close', [], () => {
      store(cells, closed, 1);
      wake();
    });
    const isOut = (view: View, worker: string): boolean =>
      view.isAsleep(worker) || view.isDone(worker);
    return {
      cells: names,
      threads: Object.fromEntries<Thread>([
        ...running,
        ...producing,
        ['closer', { starts: 'last', calls: [close] }],
      ]),
      always: {
        'I3: nobody sleeps beside work once its producer has woken them': (now) =>
          now.cell('work') === 0 ||
          producing.some(([name]) => !now.isDone(name)) ||
          running.some(([name]) => !isOut(now, name)),
      },
    };
  };
}
