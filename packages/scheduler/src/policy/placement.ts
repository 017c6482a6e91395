/** Which queue a new task goes to. */

/** What {@link Placement.place} returns for the global queue; a P is named by its number. */
export const GLOBAL_QUEUE = -1;

/** A way to place new tasks. */
export interface Placement {
  readonly name: string;
  /**
   * Returns the P whose queue gets the task, or {@link GLOBAL_QUEUE}.
   *
   * @param creator the P that creates it; −1 if it comes from outside
   * @param draw an integer from 0 that the caller draws or counts, one per task
   */
  place(creator: number, procs: number, draw: number): number;
}

/** With its creator; from outside: to the global queue. Go: `newproc`, §9. */
export const placeLocally: Placement = { name: 'local', place: (creator) => creator };

/** Always to the global queue. */
export const placeGlobally: Placement = { name: 'global', place: () => GLOBAL_QUEUE };

/** To P number draw mod procs: in turn if the caller counts, at random if it draws. */
export const placeSpread: Placement = {
  name: 'spread',
  place: (_, procs, draw) => draw % procs,
};
