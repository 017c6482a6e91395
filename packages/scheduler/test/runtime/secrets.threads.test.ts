/** R35: what tasks were given does not stay in the runtime's memory. */
import { expect, test } from '@jest/globals';
import type { Runtime } from '@pilfer/scheduler';
import { good } from './fixtures/tasks.mjs';
import { cells, inside, newRuntime, until, within } from './support.js';

const SECRET = Buffer.alloc(16, 0xa5);

function holdsSecret(runtime: Runtime): boolean {
  const { buffer, byteOffset, length } = inside(runtime).memory.bytes;
  return Buffer.from(buffer as ArrayBuffer, byteOffset, length).includes(SECRET);
}

const sizes = [100, 20_000, 100_000, 2 ** 20, 5_000_000];

test.each(sizes)(
  'a secret of %i bytes is gone soon, although the runtime is busy',
  async (size) => {
    const runtime = newRuntime();
    const held = cells();
    const holding = runtime.run(good.holdAsync, held.buffer);
    const echoed = runtime.run(good.echo, new Uint8Array(size).fill(0xa5));
    expect(holdsSecret(runtime)).toBe(true);
    await within(echoed);
    await until(() => !holdsSecret(runtime), 10_000);
    expect(runtime.stats().live).toBe(1);
    held[1] = 1;
    await within(holding);
  },
);

test.each(sizes)('a secret of %i bytes that a task gave another is gone soon', async (size) => {
  const runtime = newRuntime();
  const held = cells();
  const holding = runtime.run(good.echoAndHold, held.buffer, size, 0xa5);
  await until(() => Atomics.load(held, 0) === 1);
  await until(() => !holdsSecret(runtime), 10_000);
  expect(runtime.stats().live).toBe(1);
  held[1] = 1;
  await within(holding);
});
