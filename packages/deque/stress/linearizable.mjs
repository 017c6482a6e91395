// @ts-check
/**
 * Decides whether a short recorded history could have come from a structure whose operations
 * happen one at a time (J. M. Wing and C. Gong, "Testing and Verifying Concurrent Objects", 1993).
 *
 * It looks for an order of all operations in which none comes before one that had answered when it
 * was called, and in which each gives the answer that it gave. Which operations are placed, and the
 * state after them, say all that matters for the rest: each such pair is tried once.
 */
import { EMPTY, RETRY } from '@pilfer/deque';

/**
 * @typedef {object} Operation
 * @property {string} name
 * @property {number} argument
 * @property {number} answer
 * @property {number} called When, by a clock that all threads share.
 * @property {number} answered
 */

/**
 * What one operation does, as if alone: the state after it, or undefined if the answer is wrong.
 *
 * @callback Rule
 * @param {readonly number[]} state
 * @param {Operation} operation
 * @returns {readonly number[] | undefined}
 */

/**
 * @param {readonly Operation[]} history at most 30 operations
 * @param {Rule} rule
 * @returns {boolean}
 */
export function isLinearizable(history, rule) {
  const all = 2 ** history.length - 1;
  /** @type {Set<string>} */
  const tried = new Set();

  /**
   * @param {number} placed one bit for each operation
   * @param {readonly number[]} state
   * @returns {boolean}
   */
  function canGoOn(placed, state) {
    if (placed === all) return true;
    const key = `${placed}:${state.join()}`;
    if (tried.has(key)) return false;
    tried.add(key);

    const open = history.filter((_, i) => (placed & (1 << i)) === 0);
    const firstAnswer = Math.min(...open.map(({ answered }) => answered));
    return history.some((operation, i) => {
      if ((placed & (1 << i)) !== 0 || operation.called > firstAnswer) return false;
      const after = rule(state, operation);
      return after !== undefined && canGoOn(placed | (1 << i), after);
    });
  }

  return canGoOn(0, []);
}

/** Says whether two of the operations overlap: otherwise there is nothing to decide. @param {readonly Operation[]} history */
export function isConcurrent(history) {
  return history.some((a) =>
    history.some((b) => a !== b && a.called < b.answered && b.called < a.answered),
  );
}

/** A bounded queue, oldest element first. @param {number} capacity @returns {Rule} */
export function queueOf(capacity) {
  return (state, { name, argument, answer }) =>
    name === 'push' ? push(capacity, state, argument, answer) : takeOldest(state, answer);
}

/** A bounded deque, oldest element first. @param {number} capacity @returns {Rule} */
export function dequeOf(capacity) {
  return (state, { name, argument, answer }) => {
    if (name === 'push') return push(capacity, state, argument, answer);
    if (name === 'steal') return answer === RETRY ? state : takeOldest(state, answer);
    return answer === (state.at(-1) ?? EMPTY) ? state.slice(0, -1) : undefined;
  };
}

/** @param {number} capacity @param {readonly number[]} state @param {number} id @param {number} answer */
function push(capacity, state, id, answer) {
  const fits = state.length < capacity;
  if (answer !== Number(fits)) return undefined;
  return fits ? [...state, id] : state;
}

/** @param {readonly number[]} state @param {number} answer */
function takeOldest(state, answer) {
  return answer === (state[0] ?? EMPTY) ? state.slice(1) : undefined;
}
