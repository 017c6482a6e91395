/**
 * Results on their way to the main thread (runner.ts, the deque package's inbox, bell.ts,
 * results-poll.ts): machines finish tasks and ring, while main looks by itself, goes to sleep in its
 * event loop, and is rung. In the end every task has settled once. A result that nobody tells main of
 * shows as a main that sleeps for ever. The argument is in results-poll.ts.
 *
 * Time is not modelled, but as the choice between a poll that goes on and one that gives up. A nap is
 * a poll that goes on.
 */

import {
  call,
  callWhile,
  load,
  nameCell,
  nextEvent,
  ring,
  store,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import type { World } from '../../src/world.js';
import { extraCells, smallMemory, type Parts } from './load.js';

/** A program, and how to explore it. */
export interface ResultsProgram {
  readonly name: string;
  readonly options: Options;
  readonly build: () => Scenario;
}

interface Ways {
  /** Machines, with a task each. */
  readonly machines: number;
  /** Whether main polls once more before it sleeps. */
  readonly spins?: boolean;
  /** Whether machine 1 may die at any step. */
  readonly dies?: boolean;
  /** Whether machines had to be woken for the tasks: then main sleeps at once. */
  readonly hasWoken?: boolean;
  /** Whether the last task is submitted later, at any moment. */
  readonly isLate?: boolean;
}

const WAYS: Readonly<Record<string, Ways>> = {
  '1 machine': { machines: 1 },
  '2 machines': { machines: 2 },
  '2 machines, main spins': { machines: 2, spins: true },
  '2 machines, a task comes later': { machines: 2, isLate: true },
  '2 machines that were woken, a task comes later': { machines: 2, isLate: true, hasWoken: true },
  '2 machines, one dies': { machines: 2, dies: true },
  '2 machines, one dies, main spins': { machines: 2, dies: true, spins: true },
};

/** All programs for results. */
export function resultsPrograms(parts: Parts): ResultsProgram[] {
  return Object.entries(WAYS).map(([name, ways]) => ({
    name,
    options: { reduce: true, crashes: ways.dies === true ? ['machine 1'] : [] },
    build: () => scenario(parts, ways),
  }));
}

/** What happens outside of main and reaches its event loop: an exit, or a caller. */
const NEWS = 0;

function scenario(parts: Parts, ways: Ways): Scenario {
  const { machines, dies = false, isLate = false, hasWoken = false } = ways;
  const memory = smallMemory(parts, 1 + machines, 4, 1);
  const slots = new parts.Slots(memory);
  const lateEntry = extraCells(1); // 1 + it, when it is submitted
  const payloads = {
    writeArguments: (slot: number) => slots.set(slot, parts.SLOT_SHAPE, 0),
    writeResult: nothing,
    writeError: nothing,
    readResult: () => ({ failed: false, value: 0 }),
    release: nothing,
    releaseArguments: nothing,
  } as never;
  const state = { due: 0, settled: 0, first: 0, last: 0 };
  const bell = memory.threadCell(0) + parts.THREAD_BELL;
  const inbox = memory.inbox(0);
  const events = { settled: nothing, failed: nothing, lost: () => false, lossError: nothing };
  const sink = { publish: (entry: number) => (state.last = entry) };
  const submitter = new parts.Submitter(0, memory, slots, payloads, inbox, sink as never, events);
  let soon = nothing;
  const world = {
    clock: {
      now: () => 0,
      soon: (then: () => void) => {
        soon = then;
        state.due++;
      },
      cancel: nothing,
    },
    sleeper: (cells: typeof memory.cells, at: number, wake: () => void) =>
      new parts.Bell(cells, at, wake),
  } as never as World;
  const client = {
    collect: () => submitter.collect(),
    outstanding: () => submitter.used,
    hold: nothing,
    isNeglected: () => false,
    wakeAnother: nothing,
  };
  const spinMs = ways.spins === true ? 1 : 0;
  const poll = new parts.ResultsPoll(client, world, inbox, memory.cells, bell, spinMs);

  const submit = (): number => {
    submitter.sendTo(submitter.prepare(0, [] as never, 0, 0), () => state.settled++);
    return state.last;
  };
  const entries = Array.from({ length: machines - (isLate ? 1 : 0) }, submit);
  state.first = entries[0] as number;

  const buried = (): void => {
    // What the crew does when a thread has exited, in its order.
    submitter.recover(1);
    poll.resume();
    // In place of a machine for a task that nobody had claimed.
    submitter.cancelQueued(slots.slotOf(state.first), 'cancelled');
    submitter.requeueVanished((entry) => entry !== state.first);
  };
  const turn = (): boolean => {
    const event = nextEvent(NEWS, memory.cells, bell, state.due === 0);
    if (event === 'none') {
      state.due--;
      soon();
    } else if (event === 'rang') {
      if (dies) buried();
      else {
        store(lateEntry, 0, 1 + submit());
        poll.expect(hasWoken);
      }
    }
    Reflect.set(poll, 'spinUntil', 0); // time goes by
    if (submitter.used > 0 || (isLate && state.settled < machines)) return true;
    if (state.settled !== machines) throw new Error(`${state.settled} of ${machines} have settled`);
    return false;
  };

  const threads: Record<string, Thread> = {
    main: {
      calls: [
        call('expect', [], () => poll.expect(hasWoken)),
        callWhile(Boolean, 'turn', [], turn),
      ],
      objects: [state, submitter, poll, Reflect.get(poll, 'trust') as object],
    },
  };
  for (let m = 1; m <= machines; m++) {
    const runner = runnerOf(parts, memory, m, slots, payloads);
    const take = (): boolean => {
      const entry = entries[m - 1] ?? load(lateEntry, 0) - 1;
      if (entry === -1) return true;
      runner.take(entry);
      return false;
    };
    threads[`machine ${m}`] = { calls: [callWhile(Boolean, 'take', [], take)], objects: [runner] };
  }
  const news = { calls: [call('news', [], () => ring(NEWS))] };
  if (dies) threads['its exit'] = { ...news, starts: { whenCrashed: 'machine 1' } };
  if (isLate) threads['a caller'] = news;
  return {
    threads,
    cells: [
      nameCell('inbox', memory.cells, memory.threadCell(0) + parts.THREAD_INBOX / 4),
      nameCell('bell', memory.cells, bell),
      ...entries.map((_, i) => nameCell(`slot ${i}`, memory.cells, slots.at(i))),
    ],
  };
}

function runnerOf(
  parts: Parts,
  memory: ReturnType<typeof smallMemory>,
  thread: number,
  slots: InstanceType<Parts['Slots']>,
  payloads: never,
): InstanceType<Parts['Runner']> {
  return new parts.Runner(
    thread,
    {
      memory,
      slots,
      payloads,
      forks: { begin: nothing, returned: nothing, threw: nothing, end: nothing } as never,
      processor: { counters: { add: nothing } } as never,
      idle: new parts.Idle(memory),
      senders: [memory.inboxSender(0)],
      times: { began: nothing } as never,
    },
    { resolve: () => () => 0, explain: (error) => error },
    1,
    nothing,
  );
}

function nothing(): void {
  // What the programs leave out.
}
