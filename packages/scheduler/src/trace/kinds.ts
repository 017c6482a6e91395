/**
 * What can happen. The simulator and the runtime record the same kinds; the table of what each means
 * is in the `schema-….ts` files.
 *
 * Four conventions make a trace readable without knowing who wrote it.
 *
 * 1. *Who.* `machine` is the M that does it, `proc` the P it holds while doing it. Both are
 *    `NONE` outside: the main thread, the monitor, a timer.
 * 2. *When.* What makes a task visible to others is recorded before it is done, what takes something
 *    from others after it is done. So in the merged trace causes come before effects, without a lock.
 * 3. *States.* The state of a P lasts from the event that enters it to the next such event on that P
 *    (`enters` in the table): every nanosecond of a P belongs to one state.
 * 4. *Queues.* `into` and `source` say where a task was put and found; with `steal`, `overflow` and
 *    `globalTake` they give the length of each queue. `globalPush` adds no task to the account: it
 *    says that tasks already counted were published together.
 *
 * Numbers are part of the file format: never reuse one.
 */
export const Kind = {
  runStart: 1,
  runStop: 2,
  procsChange: 3,

  machineStart: 10,
  machineStop: 11,
  machineLost: 12,
  procAcquire: 13,
  procRelease: 14,

  create: 20,
  ready: 21,
  start: 22,
  end: 23,
  block: 24,
  yield: 25,
  preemptRequest: 26,
  preempt: 27,
  syscallEnter: 28,
  syscallExit: 29,
  retake: 30,
  handOff: 31,
  asyncPending: 32,
  asyncResume: 33,
  refuse: 34,
  settle: 35,

  fork: 40,
  expose: 41,
  joinBegin: 42,
  joinEnd: 43,

  searchBegin: 50,
  searchEnd: 51,
  miss: 52,
  hungry: 53,
  steal: 54,
  overflow: 55,
  globalTake: 56,
  globalPush: 57,

  wake: 60,
  park: 61,
  unpark: 62,

  loadBegin: 70,
  loadEnd: 71,
  turnBegin: 72,
  turnEnd: 73,

  error: 80,
  label: 81,
  counter: 82,
  lost: 83,
} as const;

/** One of {@link Kind}. */
export type Kind = (typeof Kind)[keyof typeof Kind];

/** The name of a kind. */
export type KindName = keyof typeof Kind;
