// @ts-check
/** One owner and its thieves. The scenarios are those of crossbeam-deque's tests, by their names. */
import { Deque, dequeBytes, EMPTY, RETRY, Stealer } from '@pilfer/deque';
import { Breath, dawdle, nap, play } from './crew.mjs';
import { audit, Book, ledgerFor } from './ledger.mjs';

/** @typedef {import('./crew.mjs').Order} Order */
/** @typedef {import('./crew.mjs').Report} Report */

/**
 * What all threads of a scenario know.
 *
 * @typedef {object} Setting
 * @property {SharedArrayBuffer} memory One deque for each thread.
 * @property {number} capacity
 * @property {number} rounds A deque is made anew for each.
 * @property {number} perRound Elements in a round: their ids go on from round to round.
 * @property {number[]} starts First indices, one round after the other.
 * @property {import('./ledger.mjs').Ledger} ledger
 * @property {SharedArrayBuffer} done Rounds in which the owner has finished.
 * @property {SharedArrayBuffer} cargo One cell per element of a round: what an element stands for.
 * @property {SharedArrayBuffer} hits What each thief has got: one line each.
 * @property {number} goal How many each thief must get for the owner to stop; 0 if no matter.
 * @property {number} pause How long the owner dawdles at most between pushes and pops.
 * @property {number} naps Of how many bursts one ends in a nap: on a busy machine, thieves need it.
 */

/** @typedef {import('./crew.mjs').Role<Setting>} Role */

const module = import.meta.url;

/** @type {Record<string, Role>} */
export const roles = {
  // spsc: all goes through the deque from end to end, and each element brings its cargo.
  sender(thread, setting) {
    const { capacity, rounds, perRound } = setting;
    const cargo = new Int32Array(setting.cargo);
    const breath = new Breath();
    let full = 0;
    for (let round = 0; round < rounds; round++) {
      const deque = Deque.create(setting.memory, 0, capacity, startOf(setting, round));
      thread.meet();
      for (let i = 0; i < perRound; i++) {
        cargo[i] = cargoOf(round * perRound + i);
        while (!deque.push(round * perRound + i)) {
          full++;
          breath.take();
        }
      }
      thread.meet();
    }
    return { pushed: rounds * perRound, full };
  },

  receiver(thread, setting) {
    const { rounds, perRound, ledger } = setting;
    const book = new Book(ledger, thread.index);
    const cargo = new Int32Array(setting.cargo);
    const breath = new Breath();
    let retries = 0;
    for (let round = 0; round < rounds; round++) {
      thread.meet();
      const stealer = new Stealer(setting.memory, 0);
      for (let i = 0; i < perRound;) {
        const id = stealer.steal();
        if (id === RETRY) retries++;
        if (id <= RETRY) {
          breath.take();
          continue;
        }
        if (id !== round * perRound + i) throw new Error(`${id} came as number ${i} of ${round}`);
        if (cargo[i] !== cargoOf(id)) throw new Error(`${id} came without its cargo`);
        book.enter(id);
        i++;
      }
      thread.meet();
    }
    return { stolen: book.taken, taken: book.taken, retries };
  },

  // stampede: the deque is filled, and then all fall upon it.
  filler(thread, setting) {
    const { capacity, rounds, perRound, ledger } = setting;
    const book = new Book(ledger, thread.index);
    for (let round = 0; round < rounds; round++) {
      const deque = Deque.create(setting.memory, 0, capacity, startOf(setting, round));
      const first = round * perRound;
      for (let id = first; id < first + perRound; id++) {
        if (!deque.push(id)) throw new Error(`no room for ${id}`);
      }
      thread.meet();
      let last = first + perRound;
      for (let id = deque.pop(); id !== EMPTY; id = deque.pop()) {
        if (id >= last) throw new Error(`the owner took ${id} after ${last}`);
        last = id;
        book.enter(id);
      }
      if (deque.size !== 0) throw new Error(`${deque.size} elements left after EMPTY`);
      Atomics.store(new Int32Array(setting.done), 0, round + 1);
      thread.meet();
    }
    return { pushed: rounds * perRound, taken: book.taken };
  },

  // The other scenarios: pushes and pops in bursts of random length.
  owner(thread, setting) {
    const { capacity, rounds, perRound, ledger, pause, naps, goal } = setting;
    const { random } = thread;
    const book = new Book(ledger, thread.index);
    const hits = new Int32Array(setting.hits);
    for (let round = 0; round < rounds; round++) {
      const deque = Deque.create(setting.memory, 0, capacity, startOf(setting, round));
      thread.meet();
      const end = (round + 1) * perRound;
      for (let id = round * perRound; id < end && !areSated(hits, goal);) {
        let burst = 1 + random.below(capacity);
        while (burst-- > 0 && id < end && deque.push(id)) id++;
        if (pause > 0) dawdle(random.below(pause));
        if (naps > 0 && random.below(naps) === 0) nap();
        for (burst = 1 + random.below(capacity); burst > 0; burst--) {
          const popped = deque.pop();
          if (popped === EMPTY) break;
          book.enter(popped);
        }
      }
      for (let id = deque.pop(); id !== EMPTY; id = deque.pop()) book.enter(id);
      Atomics.store(new Int32Array(setting.done), 0, round + 1);
      thread.meet();
    }
    return { taken: book.taken };
  },

  thief(thread, setting) {
    const { rounds, ledger } = setting;
    const book = new Book(ledger, thread.index);
    const done = new Int32Array(setting.done);
    const hits = new Int32Array(setting.hits);
    const breath = new Breath();
    let retries = 0;
    for (let round = 0; round < rounds; round++) {
      thread.meet();
      const stealer = new Stealer(setting.memory, 0);
      let last = -1;
      for (;;) {
        const isOver = Atomics.load(done, 0) > round;
        const id = stealer.steal();
        if (id === EMPTY) {
          if (isOver) break;
          breath.take();
        } else if (id === RETRY) {
          retries++;
        } else {
          if (id <= last) throw new Error(`a thief took ${id} after ${last}`);
          last = id;
          book.enter(id);
          hits[thread.index * 32] = book.taken;
        }
      }
      thread.meet();
    }
    return { stolen: book.taken, taken: book.taken, retries };
  },
};

/** One producer, one consumer: order and cargo arrive as they were sent. @param {Order} order */
export function spsc(order) {
  const cast = ['sender', 'receiver'];
  return perform(order, { module, cast, capacity: 256, perRound: 2 ** 18 });
}

/** Everybody takes from a deque that was filled before. @param {Order} order */
export function stampede(order) {
  const capacity = 2 ** 15;
  const cast = ['filler', 'thief', 'thief', 'thief'];
  return perform(order, { module, cast, capacity, perRound: capacity });
}

/** Owner and thieves fight for one or two elements, over and over. @param {Order} order */
export function lastTask(order) {
  const cast = ['owner', 'thief', 'thief'];
  return perform(order, { module, cast, capacity: 2, perRound: 2 ** 16, pause: 200, naps: 4096 });
}

/** However long the owner is busy with its own end, each thief gets its share. @param {Order} order */
export function noStarvation(order) {
  const cast = ['owner', 'thief', 'thief', 'thief', 'thief'];
  const goal = Math.max(100, Math.floor(order.operations / 2000));
  return perform(order, { module, cast, capacity: 64, perRound: 2 ** 27, rounds: 1, goal });
}

/**
 * @typedef {object} Plan
 * @property {string} module
 * @property {string[]} cast
 * @property {number} capacity
 * @property {number} perRound
 * @property {number} [rounds]
 * @property {number[]} [starts]
 * @property {number} [goal]
 * @property {number} [pause]
 * @property {number} [naps]
 */

/** Plays a plan and compares the books. @param {Order} order @param {Plan} plan @returns {Promise<Report>} */
export async function perform(order, plan) {
  const { module, cast, capacity, perRound, starts = [0, -1, 7] } = plan;
  const { goal = 0, pause = 0, naps = 0 } = plan;
  const rounds = plan.rounds ?? Math.max(2, Math.ceil(order.operations / 2 / perRound));
  /** @type {Setting} */
  const setting = {
    memory: new SharedArrayBuffer(dequeBytes(capacity) * cast.length),
    ...{ capacity, rounds, perRound, starts, goal, pause, naps },
    ledger: ledgerFor(rounds * perRound, cast.length),
    done: new SharedArrayBuffer(128),
    cargo: new SharedArrayBuffer(cast.includes('sender') ? perRound * 4 : 0),
    hits: new SharedArrayBuffer(cast.length * 128),
  };
  const result = await play({ module, roles: cast, setting, order });
  const { taken = 0, stolen = 0, retries = 0 } = result.sum;
  audit(setting.ledger, goal > 0 ? taken : rounds * perRound);
  const starved = result.tallies.slice(1).filter((tally) => (tally['stolen'] ?? 0) < goal).length;
  if (starved > 0) throw new Error(`${starved} thieves starved beside ${taken} elements`);
  return {
    operations: 2 * taken,
    seconds: result.seconds,
    figures: { taken, stolen, retries },
  };
}

/** @param {Setting} setting @param {number} round */
export function startOf({ starts }, round) {
  return starts[round % starts.length] ?? 0;
}

/** Says whether each thief has its share. @param {Int32Array} hits @param {number} goal */
function areSated(hits, goal) {
  if (goal === 0) return false;
  for (let thread = 1; thread * 32 < hits.length; thread++) {
    if (Atomics.load(hits, thread * 32) < goal) return false;
  }
  return true;
}

/** @param {number} id */
function cargoOf(id) {
  return Math.imul(id + 1, 0x9e3779b1);
}
