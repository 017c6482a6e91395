/** What becomes of the children of a task that was stopped, or whose machine died. */
import { describe, expect, test } from '@jest/globals';
import type { Runtime, TaskRunner } from '@pilfer/scheduler';
import { forks } from './fixtures/fork-tasks.mjs';
import { bad, good } from './fixtures/tasks.mjs';
import { cells, expectHealthy, failure, inside, newRuntime, until } from './support.js';

/** Names of the tasks for which machines were ended, as they come. */
function culpritsOf(runtime: Runtime): (string | undefined)[] {
  const culprits: (string | undefined)[] = [];
  runtime.on('machineLost', ({ culprit }) => void culprits.push(culprit));
  return culprits;
}

async function expectNothingLeft(runtime: Runtime): Promise<void> {
  await expectHealthy(runtime, 100);
  await until(() => inside(runtime).core.submitter.used === 0);
}

test('queued children never run', async () => {
  const runtime = newRuntime({ procs: 1 });
  const held = cells();
  const counted = cells();
  const controller = new AbortController();
  const parent = runtime
    .with({ signal: controller.signal })
    .run(good.countBehindHold, held.buffer, counted.buffer);
  await until(() => Atomics.load(held, 0) === 1);
  controller.abort();
  expect(await failure(parent)).toMatchObject({ name: 'AbortError' });
  Atomics.store(held, 1, 1);
  Atomics.notify(held, 1);
  await until(() => Atomics.load(counted, 1) > 0);
  expect([...counted]).toEqual([0, 50, 0, 0]); // none ran, and their parent was told so
  await expectNothingLeft(runtime);
});

test.each([1, 2])('running children are told, procs: %i', async (procs) => {
  const runtime = newRuntime({ procs });
  const culprits = culpritsOf(runtime);
  const memory = cells();
  const controller = new AbortController();
  const parent = runtime
    .with({ signal: controller.signal })
    .run(good.untilChildCancelled, memory.buffer);
  await until(() => Atomics.load(memory, 0) === 1);
  controller.abort();
  expect(await failure(parent)).toMatchObject({ name: 'AbortError' });
  await until(() => Atomics.load(memory, 2) > 0);
  await expectNothingLeft(runtime);
  expect(culprits).toEqual([]);
});

test('a child that outlives the machine of its parent leaves nothing behind', async () => {
  const runtime = newRuntime();
  const culprits = culpritsOf(runtime);
  const memory = cells();
  const left = (): number =>
    inside(runtime).crew.estates.submitters.reduce((sum, { used }) => sum + used, 0);
  expect(await failure(runtime.run(bad.exitAsParent, memory.buffer))).toMatchObject({
    exitCode: 5,
  });
  await until(() => left() === 1);
  Atomics.store(memory, 1, 1);
  Atomics.notify(memory, 1);
  await until(() => left() === 0); // not only when the next machine dies
  expect(culprits).toHaveLength(1);
  await expectNothingLeft(runtime);
});

test('a stopped parent can not start another child', async () => {
  const runtime = newRuntime();
  const memory = cells();
  const controller = new AbortController();
  const parent = runtime
    .with({ signal: controller.signal })
    .run(good.childWhenCancelled, memory.buffer);
  await until(() => Atomics.load(memory, 0) === 1);
  controller.abort();
  expect(await failure(parent)).toMatchObject({ name: 'AbortError' });
  await until(() => Atomics.load(memory, 3) > 0);
  expect(memory[3]).toBe(1);
  await expectNothingLeft(runtime);
});

test.each([
  ["on its parent's machine", 1, 1],
  ['two generations down, on the only machine', 1, 2],
  ['three generations down', 2, 3],
])('a child that hangs is ended as its parent is: %s', async (_, procs, depth) => {
  const runtime = newRuntime({ procs });
  const culprits = culpritsOf(runtime);
  const memory = cells();
  const parent = runtime.with({ timeout: 100 }).run(bad.hangsBelow, depth, memory.buffer);
  expect(await failure(parent)).toMatchObject({ code: 'ERR_PILFER_TIMEOUT' });
  await until(() => culprits.length >= Atomics.load(memory, 0));
  await expectNothingLeft(runtime);
  // On a busy machine a thread may stand still, before its loop begins, for as long as one that hangs.
  for (const culprit of culprits) expect(['loop', 'hangsBelow']).toContain(culprit);
});

test('a child that hangs elsewhere is ended after killAfter', async () => {
  const runtime = newRuntime();
  const culprits = culpritsOf(runtime);
  const memory = cells();
  const controller = new AbortController();
  const parent = runtime
    .with({ signal: controller.signal, killAfter: 50 })
    .run(bad.hangsElsewhere, memory.buffer);
  await until(() => Atomics.load(memory, 0) === 1);
  controller.abort();
  expect(await failure(parent)).toMatchObject({ name: 'AbortError' });
  await until(() => culprits.includes('loop'));
  await expectNothingLeft(runtime);
});

test("a child of a machine that died is ended after a second's grace", async () => {
  const runtime = newRuntime();
  const culprits = culpritsOf(runtime);
  const parent = failure(runtime.run(bad.exitWithChild, cells().buffer));
  expect(await parent).toMatchObject({ code: 'ERR_PILFER_WORKER_LOST', exitCode: 4 });
  await until(() => culprits.length === 2);
  expect(culprits).toEqual([undefined, 'loop']);
  await expectNothingLeft(runtime);
});

describe.each([1, 2])('children made by forkAsync, procs: %i', (procs) => {
  test.each([
    [
      'before an await',
      (runtime: TaskRunner, memory: Int32Array) => runtime.run(forks.awaitsChild, memory, 'first'),
    ],
    [
      'after an await',
      (runtime: TaskRunner, memory: Int32Array) =>
        runtime.run(forks.awaitsChild, memory, 'after an await'),
    ],
    [
      'by a child',
      (runtime: TaskRunner, memory: Int32Array) => runtime.run(forks.awaitsGrandchild, memory),
    ],
  ])('%s are stopped with their parent', async (_, start) => {
    const runtime = newRuntime({ procs });
    const culprits = culpritsOf(runtime);
    const memory = cells();
    const controller = new AbortController();
    const parent = start(runtime.with({ signal: controller.signal }), memory);
    await until(() => Atomics.load(memory, 0) === 1);
    controller.abort();
    expect(await failure(parent)).toMatchObject({ name: 'AbortError' });
    await until(() => Atomics.load(memory, 1) === 1);
    await expectNothingLeft(runtime);
    expect(culprits).toEqual([]);
  });

  test('are refused when their parent was stopped', async () => {
    const runtime = newRuntime({ procs });
    const memory = cells();
    const controller = new AbortController();
    const parent = runtime.with({ signal: controller.signal }).run(forks.childWhenStopped, memory);
    await until(() => Atomics.load(memory, 0) === 1);
    controller.abort();
    expect(await failure(parent)).toMatchObject({ name: 'AbortError' });
    await until(() => Atomics.load(memory, 1) > 0);
    expect([...memory]).toEqual([1, 1, 0, 0]);
    await expectNothingLeft(runtime);
  });
});
