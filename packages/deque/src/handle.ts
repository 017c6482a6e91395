/**
 * What the queues carry, and the two answers that are not an element.
 *
 * A handle is any 32-bit integer but the two lowest ones, so that an answer is one number: no
 * exception, no wrapper and no allocation on the way.
 */

/** There was nothing to take. The lowest 32-bit integer. */
export const EMPTY = -0x80000000;

/** Another thread took the element first; there may be more, so try again or try elsewhere. */
export const RETRY: number = EMPTY + 1;

/** The lowest handle. The highest is 2^31 − 1. */
export const MIN_HANDLE: number = EMPTY + 2;

/** Says whether an answer of `pop`, `steal` or `take` is an element. */
export function isHandle(answer: number): boolean {
  return answer > RETRY;
}
