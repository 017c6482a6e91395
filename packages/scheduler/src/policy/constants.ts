/**
 * The numbers of the rules, as data. The functions beside this file take the number they need as an
 * argument, so that a simulator can change it; {@link GO} and {@link PILFER} are the two presets.
 *
 * A rule is switched off by the value its line names. Times are integer nanoseconds. "Go §5" and the
 * like name the section of the fact sheet on Go 1.23, and the function of Go's `proc.go`.
 */

/** The end of its own queue at which an owner takes: the oldest task (Go) or the newest (fork/join). */
export type OwnerOrder = 'fifo' | 'lifo';

/** Which of several sleepers is woken: the one asleep for the shortest time, or for the longest. */
export type SleeperOrder = 'lifo' | 'fifo';

/** Every number and switch of the scheduling rules. */
export interface PolicyConstants {
  /** The end at which an owner takes. Go: `runqget`, §5. */
  readonly ownerOrder: OwnerOrder;
  /** A task created or readied here goes to the `next` slot and runs before the queue. Go: `runqput`, §5. */
  readonly runNext: boolean;
  /** A task taken from `next` runs in what is left of its predecessor's slice. Go: `runqget`, §5. */
  readonly inheritsSlice: boolean;
  /** Capacity of a local queue, in tasks. Go: `p.runq`, §1. */
  readonly localQueue: number;
  /** Oldest tasks that leave a full local queue, beside the new one. Go: half, `runqputslow`, §5. */
  readonly overflowBatch: number;
  /** Most tasks one batch takes from the global queue. Go: half a local queue, `globrunqget`, §5. */
  readonly globalBatchMax: number;
  /** Every how many ticks the global queue comes before the local one; 0: never. Go: `findRunnable`, §6. */
  readonly globalInterval: number;
  /**
   * At that tick an owner that takes its newest first takes its own oldest, if the global queue is
   * empty. Not in Go, whose owner always takes the oldest.
   */
  readonly tickTakesOldest: boolean;

  /** Rounds over all victims before a search gives up; 0: no stealing. Go: `stealWork`, §7. */
  readonly stealRounds: number;
  /** Most tasks one steal moves. Go: half a local queue, `runqgrab`, §5. */
  readonly stealMax: number;
  /** The last round also steals the victim's `next`. Go: `stealWork`, §7. */
  readonly stealsNext: boolean;
  /** Pause before `next` of a running victim is stolen, ns; 0: none. Go: `runqgrab`, §5. */
  readonly nextBackoffNs: number;

  /** One more may search while this × searching < busy Ps; 0: no limit. Go: `findRunnable`, §6. */
  readonly searchFactor: number;
  /** The last searcher that finds work wakes the next one. Go: `resetspinning`, §8. */
  readonly chainsWakes: boolean;
  /** A wake-up that found no idle P sends the next M that gives up round once more. Go: `needspinning`, §8. */
  readonly remembersWakes: boolean;
  /** Which sleeper is woken. Go: the stacks `midle` and `pidle`, §4. */
  readonly sleeperOrder: SleeperOrder;
  /** How long after its last task an M keeps searching before it parks, ns; 0: one pass of rounds, as Go. */
  readonly spinAfterWorkNs: number;

  /** Age of a slice at which the task is asked to stop, ns; 0: never. Go: `forcePreemptNS`, §10. */
  readonly timeSliceNs: number;
  /** The P of a long system call is given to another M. Go: `retake`, §10. */
  readonly retakesSyscalls: boolean;
  /** Age of a system call from which even an unneeded P is retaken, ns. Go: `retake`, §10. */
  readonly syscallRetakeNs: number;
  /** Shortest sleep of the monitor, ns. Go: `sysmon`, §10. */
  readonly sysmonMinNs: number;
  /** Idle rounds at the shortest sleep before it doubles each round. Go: `sysmon`, §10. */
  readonly sysmonIdleRounds: number;
  /** Longest sleep of the monitor, ns. Go: `sysmon`, §10. */
  readonly sysmonMaxNs: number;
  /** Silence after which the monitor polls the network itself, ns; 0: never. Go: `sysmon`, §10. */
  readonly pollNs: number;

  /** Shortest time between two wake-ups of parked thieves by one P's forks, ns; 0: no limit. */
  readonly exposureWakeNs: number;
  /** A fork whose joiner comes back for it sooner than this was not worth exposing, ns. */
  readonly exposurePaysNs: number;
  /** Pause of a P after its first exposure in a row that was not worth it, ns; it doubles … */
  readonly exposurePauseNs: number;
  /** … up to this. */
  readonly exposurePauseMaxNs: number;
  /** How long a thief sleeps before it asks a P again that pauses, ns. */
  readonly napNs: number;
  /** How long it then waits awake for an answer, ns. */
  readonly lookNs: number;
  /** How many joins deep a waiting M helps with other forks; 0: it does not help. */
  readonly helpDepth: number;
  /** An M with pending async tasks turns its event loop at least every so many ns; 0: never. */
  readonly turnNs: number;
  /** … and at least every so many tasks; 0: never. */
  readonly turnTasks: number;
}

/** The rules of Go 1.23, with its numbers. */
export const GO: PolicyConstants = Object.freeze<PolicyConstants>({
  ownerOrder: 'fifo',
  runNext: true,
  inheritsSlice: true,
  localQueue: 256,
  overflowBatch: 128,
  globalBatchMax: 128,
  globalInterval: 61,
  tickTakesOldest: false,

  stealRounds: 4,
  stealMax: 128,
  stealsNext: true,
  nextBackoffNs: 3_000,

  searchFactor: 2,
  chainsWakes: true,
  remembersWakes: true,
  sleeperOrder: 'lifo',
  spinAfterWorkNs: 0,

  timeSliceNs: 10_000_000,
  retakesSyscalls: true,
  syscallRetakeNs: 10_000_000,
  sysmonMinNs: 20_000,
  sysmonIdleRounds: 50,
  sysmonMaxNs: 10_000_000,
  pollNs: 10_000_000,

  exposureWakeNs: 0,
  exposurePaysNs: 0,
  exposurePauseNs: 0,
  exposurePauseMaxNs: 0,
  napNs: 0,
  lookNs: 0,
  helpDepth: 0,
  turnNs: 0,
  turnTasks: 0,
});

/**
 * The rules of this runtime: Go's, where the lines below do not say otherwise. A JavaScript function
 * cannot be stopped and resumed elsewhere, nor can its thread lend its P while it is in a call: so
 * there are no time slices and no retaken system calls.
 */
export const PILFER: PolicyConstants = Object.freeze<PolicyConstants>({
  ...GO,
  ownerOrder: 'lifo',
  tickTakesOldest: true,

  // Longer than the 200 µs of silence after which a call must still find somebody awake.
  spinAfterWorkNs: 250_000,

  timeSliceNs: 0,
  retakesSyscalls: false,
  pollNs: 0,

  exposureWakeNs: 100_000,
  // Handing a fork over costs both sides a few µs, ten times that if the thief slept.
  exposurePaysNs: 30_000,
  exposurePauseNs: 50_000,
  // With a nap: a hungry thief is answered within a millisecond all the same.
  exposurePauseMaxNs: 400_000,
  napNs: 250_000,
  lookNs: 50_000,
  helpDepth: 8,
  turnNs: 1_000_000,
  turnTasks: 61,
});
