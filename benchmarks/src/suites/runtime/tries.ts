/**
 * Rivals may fail now and then: poolifier with stealing loses a task in about one of twelve short runs. A
 * smoke run asks whether our adapters are right, so an accident of a rival is told and the rival is
 * asked again; an accident of ours, and a wrong answer of anybody, is the answer.
 */

import { OURS } from './pools.js';

/** An accident of a rival is believed when it happens this often in a row. */
const RIVALS_TRIES = 3;

/**
 * Returns what `ask` returns.
 *
 * @param mayRepeat whether what `ask` threw may be mended by asking again
 * @param onRepeat is told of what `ask` threw, before it is called again
 * @throws what `ask` threw last
 */
export function askAgain<T>(
  contender: string,
  ask: () => T,
  mayRepeat: (error: unknown) => boolean,
  onRepeat: (error: unknown) => void,
): T {
  const tries = contender.startsWith(OURS) ? 1 : RIVALS_TRIES;
  for (let left = tries - 1; ; left--) {
    try {
      return ask();
    } catch (error) {
      if (left === 0 || !mayRepeat(error)) throw error;
      onRepeat(error);
    }
  }
}
