import { describe, expect, test } from '@jest/globals';
import { Into, Kind, TraceBuilder } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { zeroCosts } from '../../src/costs/index.js';
import { simulate } from '../../src/engine/simulate.js';
import type { Program } from '../../src/program/index.js';
import { compareWithLibrary, LIBRARY_WORKLOADS, programOf } from '../../src/truth/library.js';
import { replay } from '../../src/truth/replay.js';

/**
 * On one P: task 1 comes from outside at 10, published at 20. It computes 30, makes task 2, computes 10
 * and awaits it; task 2 computes 50, then task 1 another 5.
 */
const nested = new TraceBuilder()
  .boot(1)
  .at(10)
  .event(Kind.create, { proc: -1, machine: -1, task: 1, a: -1, c: Into.global })
  .at(20)
  .event(Kind.globalPush, { proc: -1, machine: -1, task: 1, a: 1 })
  .at(100)
  .start(1)
  .at(130)
  .event(Kind.create, { task: 2, a: 1, c: Into.local })
  .at(140)
  .event(Kind.asyncPending, { task: 1, a: 1 })
  .start(2)
  .at(190)
  .end(2)
  .at(200)
  .event(Kind.asyncResume, { task: 1 })
  .at(205)
  .end(1)
  .stop()
  .trace();

function traced(program: Program, processors: number): Trace {
  const { trace } = simulate(program, { processors, policy: 'pilfer', costs: 'zero', trace: true });
  if (trace === undefined) throw new Error('no trace');
  return trace;
}

describe('replay', () => {
  test('a recording on one P becomes the program that it ran', () => {
    const { functions, arrivals, waitGroups } = replay(nested);
    const [outer, inner] = functions.map(({ name }) => name);
    expect(functions.map(({ body }) => body)).toEqual([
      [
        { op: 'work', time: 30 },
        { op: 'spawn', function: inner },
        { op: 'work', time: 10 },
        { op: 'wait', waitGroup: outer },
        { op: 'work', time: 5 },
      ],
      [
        { op: 'work', time: 50 },
        { op: 'done', waitGroup: outer },
      ],
    ]);
    expect(waitGroups).toEqual([{ name: outer, count: 1 }]);
    expect(arrivals).toMatchObject([{ function: outer, process: { times: [10] } }]);
  });

  test('the program takes the time of the recording, but for what the scheduler took', () => {
    expect(traced(replay(nested), 1).endTime).toBe(10 + 30 + 10 + 50 + 5);
  });

  test('forks and empty recordings are refused', () => {
    const forks = new TraceBuilder()
      .boot(1)
      .create(1)
      .start(1)
      .event(Kind.expose, { task: 2, a: 1 })
      .trace();
    expect(() => replay(forks)).toThrow('replay: the recording has forks');
    expect(() => replay(new TraceBuilder().boot(1).trace())).toThrow('has no tasks');
  });
});

describe('the comparison', () => {
  const setting = { processors: 2, cores: 2, costs: zeroCosts };
  const flat = LIBRARY_WORKLOADS[0];
  if (flat === undefined) throw new Error('no workload');

  /** 200 tasks of 1 ms, all there at time 0. */
  const tasks = new TraceBuilder().boot(1);
  for (let task = 1; task <= 200; task++) tasks.create(task);
  for (let task = 1; task <= 200; task++) {
    tasks
      .at((task - 1) * 1e6)
      .start(task)
      .at(task * 1e6)
      .end(task);
  }
  const alone = tasks.stop().trace();

  test('the model against itself has no error, against something twice as long the right one', () => {
    const same = traced(programOf(flat, alone), 2);
    const [makespan, steals] = compareWithLibrary(flat, alone, [same], setting);
    expect(makespan).toMatchObject({ library: 100e6, model: 100e6, error: 0, tasks: 200 });
    expect([makespan?.meets, steals?.meets]).toEqual([true, true]);
    const [half] = compareWithLibrary(flat, alone, [alone], setting);
    expect(half).toMatchObject({ library: 200e6, model: 100e6, error: -0.5, meets: false });
  });

  test('a recording of other tasks is refused', () => {
    expect(() => compareWithLibrary(flat, alone, [nested], setting)).toThrow(
      "runs of 'flat' differ in their tasks: 2, 200",
    );
  });

  test.each(LIBRARY_WORKLOADS.filter(({ kind }) => kind === 'tree'))(
    '$name: its leaves share the time of the root',
    (workload) => {
      const root = new TraceBuilder().boot(1).create(1).start(1).at(160e6).end(1).stop();
      const program = programOf(workload, root.trace());
      const costs = zeroCosts;
      const { busy, counts } = simulate(program, { processors: 1, policy: 'pilfer', costs });
      expect((busy[0] as number) / 160e6).toBeCloseTo(1, 3);
      expect(counts.forks).toBeGreaterThan(1000);
    },
  );
});
