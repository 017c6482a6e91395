/** The instructions of compiled programs: three words each, the operation and two operands. */

/** Words of an instruction. */
export const WIDTH = 3;

export const Op = {
  // Control: takes no time, has no effect that others see.
  jump: 0,
  /** a: number of the count, b: where to go on after the loop. */
  repeat: 1,
  /** a: first instruction of the body. */
  loop: 2,
  /** a: number of the choice. */
  choose: 3,
  /** a: function. */
  call: 4,
  scope: 5,
  /** a: duration. */
  work: 6,

  // What others may see: its price is paid first.
  /** The end of a function: of the G, or of a call. */
  return: 7,
  endScope: 8,
  spawn: 9,
  fork: 10,
  join: 11,
  send: 12,
  receive: 13,
  /** b: where to go on when the channel is closed and empty. */
  receiveEach: 14,
  close: 15,
  select: 16,
  lock: 17,
  unlock: 18,
  add: 19,
  wait: 20,
  /** a: counter, b: function. */
  countDown: 21,
  systemCall: 22,
  sleep: 23,
  poll: 24,
  yield: 25,
  lockThread: 26,
  unlockThread: 27,
  setProcessors: 28,
} as const;

/** Operations below this one are control and work. */
export const FIRST_EFFECT: number = Op.return;
