import { describe, test } from '@jest/globals';
import { assertOk, explore } from '@pilfer/explorer';
import { parkingCellPrograms } from './model/parking-cell.js';
import { loadStructures } from './model/load.js';

const programs = parkingCellPrograms(await loadStructures()).filter(({ isShort }) => isShort);

describe('in every interleaving, I3: nobody sleeps through a wake-up', () => {
  test.each(programs)('$name', ({ name, build, options }) => {
    assertOk(explore(name, build, options));
  });
});
