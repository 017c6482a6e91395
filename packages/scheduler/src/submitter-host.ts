/** Where a submitter's entries go, and whom it tells of its tasks. */

/** Puts entries where machines find them. */
export interface EntrySink {
  publish(entry: number): void;
}

/** What a submitter tells its owner. */
export interface SubmitterEvents {
  /** A task of this thread has settled, one way or another. */
  settled(slot: number): void;
  /** A task has failed with this error, and is about to be rejected with it. */
  failed(slot: number, error: unknown): void;
  /** A running task's machine died: returns true if the task shall run again. */
  lost(slot: number, thread: number): boolean;
  /** The error for a task that was lost with its machine. */
  lossError(slot: number, thread: number): unknown;
}
