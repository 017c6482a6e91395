/** Where each rule is written: in Go, and here. */

/** A rule that decides what a P does. */
export type RuleName =
  | 'next'
  | 'local'
  | 'tick'
  | 'global'
  | 'steal'
  | 'search'
  | 'wake'
  | 'park'
  | 'join'
  | 'help'
  | 'poll'
  | 'direct'
  | 'call'
  | 'slice'
  | 'find'
  | 'turn'
  | 'load';

const GO: Readonly<Partial<Record<RuleName, string>>> = {
  next: 'runqget (runnext)',
  local: 'runqget',
  tick: 'findRunnable, schedtick%61',
  global: 'globrunqget',
  steal: 'stealWork and runqgrab',
  search: 'findRunnable, 2*nmspinning < busy Ps',
  wake: 'wakep',
  park: 'findRunnable and stopm',
  poll: 'findRunnable, netpoll and timers',
  direct: 'execute',
  call: 'entersyscall, exitsyscall and retake',
  slice: 'retake and goschedImpl',
  find: 'schedule and findRunnable',
};

const OURS: Readonly<Record<RuleName, string>> = {
  next: 'Processor.findRunnable (processor.ts)',
  local: 'Processor.findRunnable (processor.ts)',
  tick: 'takesGlobalFirst (policy/fairness.ts)',
  global: 'globalBatch (policy/global-queue.ts)',
  steal: 'Processor.steal (processor.ts), stealHalf (policy/steal.ts)',
  search: 'maySearch (policy/wake.ts)',
  wake: 'shouldWake (policy/wake.ts)',
  park: 'spinBudget (policy/spin.ts), Idle.park (idle.ts)',
  join: 'Joiner.claim (forks/joiner.ts)',
  help: 'mayHelp (policy/spin.ts)',
  poll: 'needsTurn (policy/fairness.ts)',
  direct: 'Runner.take (runner.ts)',
  call: 'policy/handoff.ts',
  slice: 'policy/slices.ts',
  find: 'Processor.findRunnable (processor.ts)',
  turn: 'needsTurn (policy/fairness.ts)',
  load: 'load-gate.ts',
};

/** Returns where a rule is written. */
export function sourceOf(rule: RuleName, isPilfer: boolean): string {
  const go = isPilfer ? undefined : GO[rule];
  return go === undefined ? OURS[rule] : `${go} in Go's runtime/proc.go`;
}
