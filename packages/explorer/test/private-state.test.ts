import { describe, expect, test } from '@jest/globals';
import { add, call, explore, load, type Scenario } from '@pilfer/explorer';
import { cells, verdict } from './cells.js';

/** Private state in all shapes that are followed. */
class Memory {
  own = 0;
  readonly list: number[] = [];
  readonly nested: { deep: { seen?: number } } = { deep: {} };
  readonly scratch: Int32Array = new Int32Array(4);
  readonly index = new Map<string, { seen: number }>();
  readonly self: Memory = this;
}

type SumResult = [
  seen: number,
  own: number,
  list: string,
  deep: number,
  scratch: string,
  sum: number,
];

describe('what objects remember between calls', () => {
  function remembering(lists: boolean): () => Scenario {
    return () => {
      const shared = cells(1);
      const memory = new Memory();
      const note = call('note', [], () => {
        const seen = add(shared, 0, 1);
        memory.own += seen;
        memory.list.push(seen);
        memory.nested.deep.seen = seen;
        memory.scratch[memory.list.length] = seen;
        memory.index.set('sum', { seen: (memory.index.get('sum')?.seen ?? 0) + seen });
      });
      const sum = call('sum', [], () => [
        load(shared, 0),
        memory.own,
        memory.list.join('+'),
        memory.nested.deep.seen,
        memory.scratch.join(''),
        memory.index.get('sum')?.seen,
      ]);
      return {
        threads: {
          a: { calls: [note, note, sum], objects: lists ? [memory] : [] },
          b: { calls: [call('add', [], () => add(shared, 0, 1))] },
        },
        check: ({ results }) => {
          const [, own, list, , , sum] = (results['a']?.[2] ?? []) as SumResult;
          const expected = list.split('+').reduce((total, n) => total + Number(n), 0);
          const isRight = list.split('+').length === 2 && own === expected && sum === own;
          return isRight ? undefined : `${own} is not ${list}`;
        },
      };
    };
  }

  test('is part of the state if they are listed', () => {
    expect(verdict(explore('listed', remembering(true)))).toBe('ok');
  });

  test('and mixes up if they are not', () => {
    expect(verdict(explore('not listed', remembering(false)))).toBe('check');
  });
});

test('equal private state and equal results are one state', () => {
  const build = (resultsMatter: boolean) => (): Scenario => {
    const shared = cells(1);
    const look = call('look', [], () => load(shared, 0));
    return {
      threads: {
        a: { calls: [look, look] },
        b: { calls: [call('add', [], () => add(shared, 0, 1))] },
      },
      ...(resultsMatter ? { check: () => undefined } : {}),
    };
  };
  // Nobody looks at results: 3 × 2 positions. Else: what a saw splits them.
  expect(explore('without', build(false)).states).toBe(6);
  expect(explore('with', build(true)).states).toBe(9);
});
