import { beforeEach, expect, test } from '@jest/globals';
import { RECORDING, planMemory } from '../../src/layout.js';
import { Memory } from '../../src/memory.js';
import { Recorder } from '../../src/recording/recorder.js';
import { contextOf, unpack } from '../../src/recording/packed.js';
import { RingReader } from '../../src/recording/ring.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { Kind } from '../../src/trace/kinds.js';
import { NONE } from '../../src/trace/layout.js';

let memory: Memory;
beforeEach(() => {
  const sizes = {
    procs: 1,
    threads: 3,
    mainSlots: 4,
    machineSlots: 4,
    dequeCapacity: 4,
    functions: 4,
    functionBytes: 64,
    recordUnits: 16,
    arenaBytes: 2 ** 20,
  };
  const plan = planMemory(sizes, performance.now());
  memory = new Memory(new SharedArrayBuffer(plan.bytes), plan);
  memory.cells[RECORDING] = 1;
});

/** What has come since the last call, by thread. */
let contexts: ReturnType<typeof contextOf>[];
beforeEach(() => {
  contexts = [0, 1, 2].map((thread) => contextOf(thread));
});

function drain(thread: number): TraceEvent[] {
  const seen: TraceEvent[] = [];
  new RingReader(memory, thread).drain((words, from, to) => {
    const context = contexts[thread] ?? contextOf(thread);
    unpack(words, from, to, context, (time, kind, proc, machine, event, a, b, c) => {
      seen.push({ time, kind, proc, machine, task: event, a, b, c });
    });
  });
  return seen;
}

const tasks = (thread: number): number[] => drain(thread).map(({ task }) => task);

test('what is recorded is read once, in order, over many laps of the ring', () => {
  const recorder = new Recorder(memory, 1, 0);
  for (let i = 0; i < 100; i += 5) {
    for (let k = i; k < i + 5; k++) recorder.event(Kind.label, k, 0, 0, 0);
    expect(tasks(1)).toEqual([i, i + 1, i + 2, i + 3, i + 4]);
  }
  expect(tasks(1)).toEqual([]);
});

test('threads have rings of their own', () => {
  new Recorder(memory, 1, 0).event(Kind.label, 11, 0, 0, 0);
  new Recorder(memory, 2, 0).event(Kind.label, 22, 0, 0, 0);
  expect(tasks(2)).toEqual([22]);
  expect(tasks(1)).toEqual([11]);
});

test('a full ring drops new events, and says how many before the next one', () => {
  const recorder = new Recorder(memory, 1, 0);
  for (let i = 0; i < 20; i++) recorder.event(Kind.label, i, 0, 0, 0);
  const first = tasks(1);
  expect(first).toEqual([...first.keys()]);
  recorder.event(Kind.label, 99, 0, 0, 0);
  expect(drain(1)).toMatchObject([
    { kind: Kind.lost, task: NONE, machine: 1, a: 20 - first.length },
    { kind: Kind.label, task: 99, machine: 1, proc: 0, a: 0 },
  ]);
});

test('a ring that its writer can empty loses nothing', () => {
  const seen: number[] = [];
  const recorder = new Recorder(memory, 0, NONE, () => seen.push(...tasks(0)));
  for (let i = 0; i < 99; i++) recorder.event(Kind.label, i, 0, i % 3 === 0 ? 1e6 : 0, 0);
  expect([...seen, ...tasks(0)]).toEqual([...Array(99).keys()]);
});

test('the ring of a thread number that is used again goes on', () => {
  new Recorder(memory, 1, 0).event(Kind.label, 1, 0, 0, 0);
  new Recorder(memory, 1, 0).event(Kind.label, 2, 0, 0, 0);
  expect(tasks(1)).toEqual([1, 2]);
});

test('a machine that does something while it sleeps in its event loop is awake first', () => {
  const recorder = new Recorder(memory, 1, 0);
  recorder.event(Kind.park, NONE, 1, 0, 0);
  recorder.event(Kind.asyncResume, 7, 0, 0, 0);
  recorder.event(Kind.unpark, NONE, NONE, 0, 0);
  expect(drain(1).map(({ kind }) => kind)).toEqual([Kind.park, Kind.unpark, Kind.asyncResume]);
});

test('its first wake-up in a recording is written, whatever came before', () => {
  const recorder = new Recorder(memory, 1, 0);
  recorder.event(Kind.turnBegin, NONE, 0, 0, 0);
  memory.cells[RECORDING] = 2;
  recorder.event(Kind.unpark, NONE, NONE, 0, 0);
  expect(drain(1).map(({ kind }) => kind)).toEqual([Kind.turnBegin, Kind.unpark]);
});

test('who does something is awake: a wake-up from a sleep that it never slept is not written', () => {
  const recorder = new Recorder(memory, 1, 0);
  recorder.event(Kind.globalTake, 7, 1, 0, 0); // found at the last look before it sleeps
  recorder.event(Kind.unpark, NONE, NONE, 0, 0);
  recorder.event(Kind.start, 7, 0, 0, 0);
  expect(drain(1).map(({ kind }) => kind)).toEqual([Kind.globalTake, Kind.start]);
});

test('it is on while the word says so', () => {
  const recorder = new Recorder(memory, 1, 0);
  expect(recorder.on).toBe(true);
  memory.cells[RECORDING] = 0;
  expect(recorder.on).toBe(false);
  recorder.about(2, Kind.machineLost, 0, 1, 0);
  expect(drain(1)).toEqual([]);
});

test('time is that of the epoch, and events about others name them', () => {
  const recorder = new Recorder(memory, 0, NONE);
  recorder.about(2, Kind.machineLost, 3, 1, 0);
  const before = recorder.now();
  recorder.event(Kind.label, 1, 0, 0, 0);
  const after = recorder.now();
  const [lost, label] = drain(0);
  expect(lost).toMatchObject({ machine: 2, proc: 3, a: 1 });
  expect(label).toMatchObject({ machine: NONE, proc: NONE });
  expect(label?.time).toBeGreaterThanOrEqual(Math.floor(before));
  expect(label?.time).toBeLessThanOrEqual(after);
});

test('an event has the time that its caller has looked at, or the last one', () => {
  const recorder = new Recorder(memory, 1, 0);
  recorder.event(Kind.label, 1, 0, 0, 0);
  recorder.again(Kind.label, 2, 0, 0, 0);
  recorder.look(performance.now() + 5000); // its high bits are others, or will be in a moment
  recorder.again(Kind.label, 3, 0, 0, 0);
  recorder.look(performance.now()); // earlier: time does not go back
  recorder.again(Kind.label, 4, 0, 0, 0);
  const times = drain(1).map(({ time }) => time);
  expect(times[1]).toBe(times[0]);
  expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(4.9e9);
  expect(times[3]).toBe(times[2]);
});

test('of a settled task is told with the next event, as its machine goes on at once', () => {
  const recorder = new Recorder(memory, 1, 0);
  recorder.event(Kind.label, 1, 0, 0, 0);
  recorder.again(Kind.settle, 2, 0, 0, 0);
  expect(tasks(1)).toEqual([1]);
  recorder.event(Kind.label, 3, 0, 0, 0);
  expect(tasks(1)).toEqual([2, 3]);
});
