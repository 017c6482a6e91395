import { describe, test } from '@jest/globals';
import { assertOk, explore } from '@pilfer/explorer';
import { inboxPrograms } from './model/inbox.js';
import { loadStructures } from './model/load.js';

const programs = inboxPrograms(await loadStructures()).filter(({ isShort }) => isShort);

describe('in every interleaving the inbox loses no item and no ring', () => {
  test.each(programs)('$name', ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  });
});
