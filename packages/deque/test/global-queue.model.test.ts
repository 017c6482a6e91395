import { describe, test } from '@jest/globals';
import { assertOk, explore } from '@pilfer/explorer';
import { globalQueuePrograms } from './model/global-queue.js';
import { loadStructures } from './model/load.js';

const programs = globalQueuePrograms(await loadStructures()).filter(({ isShort }) => isShort);

describe('in every interleaving the global queue is first in, first out', () => {
  test.each(programs)('$name', ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  });
});
