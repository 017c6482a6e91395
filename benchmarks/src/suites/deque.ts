/** The suite `deque`: what the lock-free structures cost beyond the `Atomics` calls they must make. */

import type { Suite } from '../suite.js';
import { measureOneThread } from './deque/one-thread.js';
import { measureSteadyState } from './deque/steady.js';
import { measureThreads } from './deque/threads.js';

export const deque: Suite = {
  about:
    'The structures of @pilfer/deque against the bare Atomics calls that each operation must ' +
    'make. Not a measure of a scheduler: there is no work in these elements.',
  async run(order) {
    return [measureOneThread(order), await measureThreads(order), measureSteadyState(order)];
  },
};
