/** The suite `runtime`: the scheduler against the pools that people use. */

import type { Suite } from '../suite.js';
import { measure } from './runtime/measure.js';

export const runtime: Suite = {
  about:
    'Tasks from the main thread, through @pilfer/scheduler and through other pools. Two threads ' +
    'each. Not a measure of fork and join, which no other pool has.',
  run: (order) => Promise.resolve(measure(order)),
};
