import { expect, test } from '@jest/globals';
import { assertOk, explore } from '@pilfer/explorer';
import { arenaPrograms, loadArena } from './arena-model.js';

const arenas = await loadArena();

test.each(arenaPrograms(arenas))(
  'I6: $name: no block is lost, or freed twice',
  ({ name, build, options }) => {
    const r = explore(name, build, options);
    console.log(r.name, r.verdict, r.states, r.leaves, r.milliseconds | 0);
    assertOk(r);
  },
);
expect;
