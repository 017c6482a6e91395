/** What becomes of a P whose M is stuck in a call: Go's `handoffp`, §11. */

/** What is done with the P. */
export const HandOff = {
  /** It goes to the idle Ps. */
  idle: 0,
  /** An M is started on it: there is work. */
  start: 1,
  /** An M is started on it that searches: nobody else does. */
  search: 2,
} as const;

/** One of {@link HandOff}. */
export type HandOff = (typeof HandOff)[keyof typeof HandOff];

/**
 * Returns what to do with the P. `mustPoll` is true if nobody else is left to wait for the network:
 * no M is blocked in it and this is the last P that is not idle.
 */
export function handOff(
  localQueued: number,
  globalQueued: number,
  searching: number,
  idleProcs: number,
  mustPoll: boolean,
): HandOff {
  if (localQueued > 0 || globalQueued > 0) return HandOff.start;
  if (searching + idleProcs === 0) return HandOff.search;
  return mustPoll ? HandOff.start : HandOff.idle;
}
