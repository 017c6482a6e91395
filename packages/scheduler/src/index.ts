export type { CloseReport } from './backend.js';
export type { RuntimeEvents } from './runtime.js';
export { Runtime } from './runtime.js';
export { context, type TaskContext } from './context.js';
export {
  AbortError,
  ClosedError,
  EncodeError,
  QueueFullError,
  TaskError,
  TimeoutError,
  WorkerLostError,
} from './errors.js';
export type { HistogramStats } from './histogram.js';
export { move } from './codec/move.js';
export { tasks, type Result, type Task, type TaskFunction, type Tasks } from './functions/tasks.js';
export type { ModuleTasks } from './functions/module-tasks.js';
export { forkAsync } from './forks/fork-async.js';
export { fork, join, type Fork, type SyncTask } from './forks/fork.js';
export { scope, type Scope } from './forks/scope.js';
export type { Loss } from './hand.js';
export type { FullPolicy, RuntimeOptions, TaskOptions } from './options.js';
export {
  filter,
  map,
  parallelFor,
  reduce,
  scan,
  sort,
  sortOrder,
  type Parallel,
} from './parallel/parallel.js';
export type { OutputOption } from './parallel/elements.js';
export type { ArgsOption, LoopOptions, OptionsFor, ReduceOptions } from './parallel/loops.js';
export type { Operation } from './parallel/operation.js';
export type { Grain, Range } from './parallel/range.js';
export type { ScanOptions } from './parallel/scan.js';
export { sharedArray, type Element, type SharedArray } from './parallel/shared-array.js';
export type { Recording, RecordOptions } from './recording/recording.js';
export type { SortOptions } from './parallel/sort.js';
export type { ProcessorStats, Stats } from './stats.js';
export type { MapOptions, TaskRunner } from './task-runner.js';
