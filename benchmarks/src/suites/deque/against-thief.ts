/** The owner against one thief on another thread. */

import { Deque, dequeBytes, isHandle } from '@pilfer/deque';
import type { Row } from '../../suite.js';
import { bareCells, FIRST, SECOND, type Cells } from './common.js';
import { FLOOR, OURS, Partner } from './partner.js';
import { alternate, STRETCH, timed } from './rounds.js';

const CAPACITY = 1024;
/** Elements that the owner pushes before it pops as many. */
const GROUP = 8;
/** Short, so that most rounds fit between two interruptions. */
const ROUND_MS = 8;

/** The owner pushes a few elements and pops as many; the thief takes what it can meanwhile. */
export async function againstThief(rounds: number): Promise<Row> {
  const structure = new SharedArrayBuffer(dequeBytes(CAPACITY));
  const deque = Deque.create(structure, 0, CAPACITY);
  const bare = bareCells();
  const thief = await Partner.start('thief', structure, bare.buffer);
  let stolen = 0;
  let retries = 0;
  let pairs = 0;

  const ours = (): number => {
    let pushed = 0;
    let popped = 0;
    thief.begin(OURS);
    const [elapsed, stretches] = timed(ROUND_MS, () => {
      for (let i = 0; i < STRETCH; i++) {
        deque.push(i);
        pushed = (pushed + i) | 0;
        if (i % GROUP !== GROUP - 1) continue;
        for (let j = 0; j < GROUP; j++) {
          const answer = deque.pop();
          if (isHandle(answer)) popped = (popped + answer) | 0;
        }
      }
    });
    thief.stop();
    const counts = thief.counts();
    for (let left = deque.pop(); isHandle(left); left = deque.pop()) popped = (popped + left) | 0;
    const missing = (pushed - popped - counts.sum) | 0;
    if (missing !== 0) throw new Error(`against one thief: sum off by ${missing}`);
    stolen += counts.done;
    retries += counts.vain;
    pairs += stretches * STRETCH;
    return (elapsed * 1e6) / (stretches * STRETCH);
  };
  const floor = (): number => {
    thief.begin(FLOOR);
    const [elapsed, stretches] = timed(ROUND_MS, () => ownBare(bare));
    thief.stop();
    thief.counts();
    return (elapsed * 1e6) / (stretches * STRETCH);
  };
  const row = alternate(rounds, ours, floor);
  await thief.close();
  const share = (count: number): string => `${((100 * count) / pairs).toFixed(1)} %`;
  return {
    ...row,
    note: `per pair of the owner; ${share(stolen)} stolen, ${share(retries)} swaps of the thief lost`,
    raw: { pairs, stolen, retries },
  };
}

/** The calls of ours on two bare words, and the last of each group decided at the top. */
function ownBare(cells: Cells): void {
  for (let i = 0; i < STRETCH; i += GROUP) {
    let top = Atomics.load(cells, FIRST);
    for (let j = 1; j <= GROUP; j++) Atomics.store(cells, SECOND, (top + j) | 0);
    const end = (top + 1) | 0;
    for (let j = 1; j < GROUP; j++) {
      Atomics.store(cells, SECOND, end);
      top = Atomics.load(cells, FIRST);
    }
    Atomics.compareExchange(cells, FIRST, top, end);
  }
}
