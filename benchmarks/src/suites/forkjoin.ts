/** The suite `forkjoin`: forks against plain recursion, and loops against plain loops. */

import type { Suite } from '../suite.js';
import { measureCosts } from './forkjoin/costs.js';
import { measureProblems } from './forkjoin/measure.js';
import { nativeSection } from './forkjoin/native.js';

export const forkjoin: Suite = {
  about:
    'Fork and join, and data parallelism, of @pilfer/scheduler on 1 and 2 Ms, against plain serial ' +
    'JavaScript in the same process. Not a measure of tasks from outside: see the suite `runtime`.',
  run: (order) => {
    const sections = [...measureProblems(order), measureCosts(order)];
    return Promise.resolve(order.smoke ? sections : [...sections, nativeSection()]);
  },
};
