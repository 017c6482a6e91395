/**
 * The bytes of every structure in this package, and nobody else knows an index.
 *
 * All numbers in the maps are 32-bit cells from the start of a structure; a structure starts at a
 * multiple of {@link LINE_BYTES} in its buffer. A line is 128 bytes: processors fetch 64-byte
 * lines in pairs, so words that different threads write are kept 128 bytes apart.
 *
 * ```text
 * Deque                                                          written by
 *   line 0 │  0 top       oldest element's index                 thieves, owner (compare-and-swap)
 *   line 1 │ 32 bottom    index after the newest element         owner
 *          │ 33 capacity  cells, a power of two                  creator, once
 *          │ 34 magic     DEQUE_MAGIC                            creator, once
 *   line 2 │ 64 … 64 + capacity − 1   handles                    owner
 *
 * GlobalQueue
 *   line 0 │  0 head      next ticket to take                    any thread (compare-and-swap)
 *   line 1 │ 32 tail      next ticket to give                    any thread (compare-and-swap)
 *   line 2 │ 64 capacity  slots, a power of two                  creator, once
 *          │ 65 handleBits  width of a handle in a slot          creator, once
 *          │ 66 magic     QUEUE_MAGIC                            creator, once
 *   line 3 │ 96 … 96 + capacity − 1   slots                      any thread (compare-and-swap)
 *            ┌───────────────── 32 bits ─────────────────┐
 *            │ lap: 32 − handleBits │ handle + 1, or 0   │   0: the slot is free in this lap
 *            └───────────────────────────────────────────┘
 *
 * Inbox
 *   line 0 │  0 head      index + 1 of the newest item,          senders, receiver
 *          │              0 empty, −1 empty and the receiver asleep
 *          │  1 magic     INBOX_MAGIC                            creator, once
 *   links  : one cell per item, anywhere in the buffer           the item's sender, then the receiver
 *
 * ParkingCell
 *   line 0 │  0 state     IDLE, TOKEN, FUTEX or LOOP             sleeper, wakers
 *          │  1 magic     CELL_MAGIC                             creator, once
 * ```
 *
 * The constants that creators write share a line with a word that changes; they are read when a
 * view is made and never afterwards.
 */

/** Bytes between words that different threads write. */
export const LINE_BYTES = 128;

const LINE = LINE_BYTES / 4;

export const DEQUE_TOP = 0;
export const DEQUE_BOTTOM: number = LINE;
export const DEQUE_CAPACITY: number = LINE + 1;
export const DEQUE_MAGIC_AT: number = LINE + 2;
export const DEQUE_CELLS: number = 2 * LINE;
export const DEQUE_MAGIC = 0x44455155; // "DEQU"

export const QUEUE_HEAD = 0;
export const QUEUE_TAIL: number = LINE;
export const QUEUE_CAPACITY: number = 2 * LINE;
export const QUEUE_HANDLE_BITS: number = 2 * LINE + 1;
export const QUEUE_MAGIC_AT: number = 2 * LINE + 2;
export const QUEUE_SLOTS: number = 3 * LINE;
export const QUEUE_MAGIC = 0x51554555; // "QUEU"

export const INBOX_HEAD = 0;
export const INBOX_MAGIC_AT = 1;
export const INBOX_MAGIC = 0x494e4258; // "INBX"

export const CELL_STATE = 0;
export const CELL_MAGIC_AT = 1;
export const CELL_MAGIC = 0x5041524b; // "PARK"

/** Bytes of a deque with this capacity, a whole number of lines. */
export function dequeBytes(capacity: number): number {
  return lines(DEQUE_CELLS + capacity);
}

/** Bytes of a global queue with this capacity, a whole number of lines. */
export function globalQueueBytes(capacity: number): number {
  return lines(QUEUE_SLOTS + capacity);
}

/** Bytes of an inbox, without the links, which are the caller's. */
export const INBOX_BYTES: number = lines(INBOX_MAGIC_AT + 1);

/** Bytes of a parking cell. */
export const PARKING_CELL_BYTES: number = lines(CELL_MAGIC_AT + 1);

function lines(cells: number): number {
  return Math.ceil((cells * 4) / LINE_BYTES) * LINE_BYTES;
}
