// @ts-check
/** What fork trees come to on a thread without a runtime, where forks run inline; and many at a time. */
import { fork, join } from '@pilfer/scheduler';

/**
 * The value of a task that forks, or the message of what it throws.
 *
 * @template {unknown[]} A
 * @param {import('@pilfer/scheduler').SyncTask<A, number>} task @param {A} args
 */
export function oracleOf(task, ...args) {
  try {
    return join(fork(task, ...args));
  } catch (error) {
    return messageOf(error);
  }
}

/** @param {unknown} error */
export function messageOf(error) {
  return /** @type {Error} */ (error).message;
}

/**
 * Does something so many times, `width` of them at the same time.
 *
 * @param {number} count @param {(i: number) => Promise<void>} one @param {number} width
 */
export async function inWindow(count, one, width) {
  let next = 0;
  const lane = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
