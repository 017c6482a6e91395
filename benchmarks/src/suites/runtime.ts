/** The suite `runtime`: the scheduler against the pools that people use. */

import type { Suite } from '../suite.js';
import { GROUPS } from './runtime/catalogue.js';
import { measure } from './runtime/measure.js';
import { versions } from './runtime/versions.js';

export const runtime: Suite = {
  about:
    'Tasks through @pilfer/scheduler and through other pools. Two threads each, if a row does not ' +
    `say otherwise. ${versions()}`,
  rivals: [
    ...new Set(
      GROUPS.flatMap(({ scenarios }) => scenarios.flatMap(({ contenders }) => contenders)),
    ),
  ],
  run: (order) => Promise.resolve(measure(order)),
};
