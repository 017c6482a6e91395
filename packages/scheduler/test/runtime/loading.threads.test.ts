/** Loading modules, where it meets the end of a thread. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  expectHealthy,
  failure,
  fixture,
  inside,
  newRuntime,
  outcome,
  until,
  within,
} from './support.js';

const FOREVER = fixture('loads-forever.mjs');

test('no thread is ended while it loads a module', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pilfer-'));
  const mark = join(folder, 'mark');
  try {
    const runtime = newRuntime({ procs: 1, env: { ...process.env, MARK: mark } });
    const lost = new Promise((resolve) => runtime.on('machineLost', resolve));
    const slow = runtime.module<{ loaded(): boolean }>(fixture('loads-slowly.mjs'));
    const result = slow.loaded();
    await until(() => existsSync(`${mark}-begin`));
    const [thread] = [...inside(runtime).crew.hands.keys()] as [number];
    inside(runtime).crew.terminate(thread, 'nobody');
    await within(lost);
    expect(existsSync(`${mark}-end`)).toBe(true);
    // On the next machine if it had not started yet; else it was ended like any task that runs.
    const end = await outcome(result);
    const how = 'value' in end ? end.value : end.error['code'];
    expect([true, 'ERR_PILFER_WORKER_LOST']).toContain(how);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a task module in TypeScript runs where Node erases types, and says what to do where not', async () => {
  const runtime = newRuntime();
  const url = fixture('typed.tasks.mts');
  const { sum } = runtime.module<{ sum(range: { from: number; to: number }): number }>(url);
  const result = sum({ from: 0, to: 1000 });
  if ((process.features as { typescript?: unknown }).typescript) {
    expect(await within(result)).toBe(499_500);
  } else {
    const error = await failure(result);
    expect(error).toMatchObject({ code: 'ERR_PILFER_TASK', reason: 'failed', module: url.href });
    expect(error.message).toMatch(/build it to JavaScript, or use Node 22\.18 or later/);
  }
  await expectHealthy(runtime);
});

test('a module that never finishes loading fails its tasks, and holds no P for ever', async () => {
  const runtime = newRuntime({ loadTimeout: 2000 });
  const forever = runtime.module<{ never(): number }>(FOREVER);
  const error = await failure(forever.never());
  expect(error).toMatchObject({ code: 'ERR_PILFER_TASK', reason: 'timeout' });
  expect(error.message).toBe(
    `'never' of ${FOREVER.href}: the module had not finished loading after 2000 ms ` +
      '(option loadTimeout)',
  );
  await expectHealthy(runtime);
  // The new machine knows it, the other one has to learn it.
  for (let i = 0; i < 4; i++) {
    expect(await failure(forever.never())).toMatchObject({ code: 'ERR_PILFER_TASK' });
  }
  await expectHealthy(runtime);
});

test('load() of such a module rejects', async () => {
  const runtime = newRuntime({ procs: 1, loadTimeout: 2000 });
  const error = await failure(runtime.load(FOREVER));
  expect(error).toMatchObject({ code: 'ERR_PILFER_TASK', reason: 'timeout' });
  await expectHealthy(runtime);
});
