/** The small numbers that stand in events, and what each is called in a sentence. */

/** Where a task that may run was put. */
export const Into = { next: 0, local: 1, global: 2, direct: 3 } as const;

/** Where a task that starts was found. */
export const Source = {
  next: 0,
  local: 1,
  global: 2,
  /** The global queue, before the local one, since the tick said so. */
  tick: 3,
  stolen: 4,
  /** By its own joiner, which runs it inside the join. */
  join: 5,
  /** By a joiner that waits for another task. */
  help: 6,
  /** The network poller or the event loop. */
  poll: 7,
  /** Given to this M by another one, or kept by it. */
  direct: 8,
} as const;

/** How a task ended. */
export const Outcome = {
  ok: 0,
  threw: 1,
  cancelled: 2,
  timedOut: 3,
  /** Its machine died. */
  lost: 4,
  /** Removed by the policy of a full queue. */
  dropped: 5,
} as const;

/** What a task waits for: Go's wait reasons (fact sheet §17), then ours. */
export const WaitReason = {
  chanReceive: 0,
  chanSend: 1,
  select: 2,
  semaphore: 3,
  sleep: 4,
  mutex: 5,
  rwMutex: 6,
  cond: 7,
  io: 8,
  gcWorker: 9,
  forceGc: 10,
  finalizer: 11,
  gcSweep: 12,
  gcScavenge: 13,
  preempted: 14,
  coroutine: 15,
  stopTheWorld: 16,
  forever: 17,
  join: 18,
  promise: 19,
  queueFull: 20,
  module: 21,
  retry: 22,
} as const;

/** Why a visit to a victim brought nothing. */
export const Miss = {
  empty: 0,
  /** Another thread was faster. */
  raced: 1,
  /** The victim is idle, so its queue was not looked at. */
  idle: 2,
  /** There is only a `next` task, which this round leaves alone. */
  onlyNext: 3,
} as const;

/** Why a machine was woken. */
export const WakeCause = {
  submit: 0,
  ready: 1,
  /** The last searcher found work. */
  chain: 2,
  /** A fork was exposed. */
  fork: 3,
  /** A P was taken from a call. */
  handOff: 4,
  /** What it waits for in a join is done. */
  joined: 5,
  /** A message: a module to load, a cancellation, the end. */
  message: 6,
  /** Nobody: it looks by itself after a while. */
  backstop: 7,
  /** The number of Ps changed. */
  procs: 8,
} as const;

/** How a machine sleeps. */
export const ParkMode = { futex: 0, loop: 1 } as const;

/** How a join got its result. */
export const JoinHow = { inline: 0, done: 1, helped: 2, parked: 3 } as const;

/** What a machine finds when it comes back from a system call. */
export const SyscallExit = { kept: 0, otherProc: 1, queued: 2 } as const;

/** Why a run stopped. */
export const StopReason = {
  drained: 0,
  timeLimit: 1,
  eventLimit: 2,
  closed: 3,
  failed: 4,
} as const;

/** Each set of codes, as words in the order of the numbers. */
export const CODE_WORDS: CodeWords = {
  into: ['the next slot', 'the local queue', 'the global queue', 'its own hands'],
  source: [
    'the next slot',
    'the local queue',
    'the global queue',
    'the global queue, by the tick',
    'a steal',
    'its join',
    'helping in a join',
    'the poller',
    'hand to hand',
  ],
  outcome: ['ok', 'threw', 'cancelled', 'timed out', 'lost', 'dropped'],
  wait: [
    'chan receive',
    'chan send',
    'select',
    'semacquire',
    'sleep',
    'sync.Mutex.Lock',
    'sync.RWMutex.Lock',
    'sync.Cond.Wait',
    'IO wait',
    'GC worker (idle)',
    'force gc (idle)',
    'finalizer wait',
    'GC sweep wait',
    'GC scavenge wait',
    'preempted',
    'coroutine',
    'stopping the world',
    'forever',
    'join',
    'promise',
    'queue full',
    'module',
    'retry',
  ],
  miss: ['empty', 'lost the race', 'idle', 'only a next task'],
  wake: ['submit', 'ready', 'chain', 'fork', 'hand-off', 'joined', 'message', 'backstop', 'procs'],
  park: ['futex', 'event loop'],
  join: ['inline', 'it was done', 'after helping', 'after parking'],
  exit: ['keeps its P', 'found another P', 'found no P'],
  stop: ['drained', 'time limit', 'event limit', 'closed', 'failed'],
};

/** The sets of codes, by the name under which the table of kinds refers to them. */
export interface CodeWords {
  readonly into: readonly string[];
  readonly source: readonly string[];
  readonly outcome: readonly string[];
  readonly wait: readonly string[];
  readonly miss: readonly string[];
  readonly wake: readonly string[];
  readonly park: readonly string[];
  readonly join: readonly string[];
  readonly exit: readonly string[];
  readonly stop: readonly string[];
}

/** The name of a set of codes. */
export type CodeSet = keyof CodeWords;

/** Names of the counters that views know; other names are a program's own. */
export const CounterName = {
  /** Length of a P's queue, `next` not counted. */
  localQueue: 'local queue',
  globalQueue: 'global queue',
  idleProcs: 'idle procs',
  machines: 'machines',
  searching: 'searching',
  parked: 'parked',
} as const;
