/** How a command ends: what it says, and its exit code. */

/**
 * 0: done. 1: the run or a check failed. 2: the command line, 3: an input file is wrong. 130: what shells
 * report for Ctrl-C.
 */
export const Exit = { ok: 0, failed: 1, usage: 2, input: 3, interrupted: 130 } as const;

/** The command line is wrong. */
export class UsageError extends Error {}

/** A file that cannot be read. */
export class InputError extends Error {}
