// @ts-check
/** All threads have deques and rob each other, while the counters wrap around. */
import { Deque, dequeBytes, EMPTY, RETRY, Stealer } from '@pilfer/deque';
import { Breath } from './crew.mjs';
import { perform, roles as dequeRoles, startOf } from './deque.mjs';
import { Book } from './ledger.mjs';

const STARTS = [2 ** 31 - 4096, -4096];
const CAPACITIES = [64, 256];
const THIEVES = [2, 4];
const BATCH = 32;
/** The owner's work between two bursts at most: some tens of nanoseconds on average. */
const PAUSE = 200;
const NAPS = 128;
/** From this many operations on, chance is no excuse for thieves who get less than 1 %. */
const MANY = 1e7;

/** @type {Record<string, import('./deque.mjs').Role>} */
export const roles = {
  ...dequeRoles,

  // Takes batches too, and its own deque is a victim of the others.
  robber(thread, setting) {
    const { capacity, rounds, ledger } = setting;
    const { random } = thread;
    const threads = setting.memory.byteLength / dequeBytes(capacity);
    const at = thread.index * dequeBytes(capacity);
    const book = new Book(ledger, thread.index);
    const done = new Int32Array(setting.done);
    const breath = new Breath();
    let retries = 0;
    for (let round = 0; round < rounds; round++) {
      const own = Deque.create(setting.memory, at, capacity, startOf(setting, round));
      thread.meet();
      const victims = Array.from(
        { length: threads },
        (_, victim) => new Stealer(setting.memory, victim * dequeBytes(capacity)),
      );
      for (;;) {
        const isOver = Atomics.load(done, 0) > round;
        const victim = random.below(4) === 0 ? random.below(threads) : 0;
        const stealer = /** @type {Stealer} */ (victims[victim]);
        const id = random.below(2) === 0 ? stealer.steal() : stealer.stealBatch(own, BATCH);
        if (id === RETRY) retries++;
        if (id > RETRY) book.enter(id);
        else breath.take();
        for (let more = own.pop(); more !== EMPTY; more = own.pop()) book.enter(more);
        if (id === EMPTY && victim === 0 && isOver) break;
      }
      thread.meet();
    }
    return { stolen: book.taken, taken: book.taken, retries };
  },
};

/**
 * Counters cross 2^31, or 0, in each round.
 *
 * @param {import('./crew.mjs').Order} order
 * @returns {Promise<import('./crew.mjs').Report>}
 */
export async function wraparound({ operations, seed }) {
  const plans = CAPACITIES.flatMap((capacity) => THIEVES.map((thieves) => ({ capacity, thieves })));
  const part = { operations: operations / plans.length, seed };
  const whole = { operations: 0, seconds: 0, figures: { taken: 0, stolen: 0, retries: 0 } };
  for (const { capacity, thieves } of plans) {
    const cast = ['owner', ...Array.from({ length: thieves }, () => 'robber')];
    const shape = { capacity, perRound: 2 ** 14, starts: STARTS, pause: PAUSE, naps: NAPS };
    const plan = { module: import.meta.url, cast, ...shape };
    const { figures, ...report } = await perform(part, plan);
    whole.operations += report.operations;
    whole.seconds += report.seconds;
    for (const name of /** @type {const} */ (['taken', 'stolen', 'retries'])) {
      whole.figures[name] += Number(figures[name]);
    }
  }
  const { taken, stolen } = whole.figures;
  if (operations >= MANY && stolen < taken / 100) {
    throw new Error(`only ${stolen} of ${taken} elements were stolen (SEED=${seed})`);
  }
  return whole;
}
