/** The suite `sim`: how fast the simulator is, and how much memory it needs. */

import type { Suite } from '../suite.js';
import { measureMemory } from './sim/memory.js';
import { measureReplications } from './sim/replications.js';
import { measureSpeed } from './sim/speed.js';

export const sim: Suite = {
  about: 'The engine of @pilfer/sim. Its truth is another matter: packages/sim/truth.',
  async run(order) {
    return [measureSpeed(order), measureMemory(order), await measureReplications(order)];
  },
};
