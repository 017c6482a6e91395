import { describe, test } from '@jest/globals';
import { assertOk, explore } from '@pilfer/explorer';
import { dequePrograms } from './model/deque.js';
import { loadStructures } from './model/load.js';

const programs = dequePrograms(await loadStructures()).filter(({ isShort }) => isShort);

describe('in every interleaving the deque is one list, and I2: only its owner moves bottom', () => {
  test.each(programs)('$name', ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  });
});
