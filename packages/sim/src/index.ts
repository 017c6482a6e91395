export * from './program/index.js';
export * from './costs/index.js';
export { costsOfFile, type CostName, type Measured, type PresetFile } from './costs/preset-file.js';
export { simulate } from './engine/simulate.js';
export * from './policies/index.js';
export * from './scenario/builder.js';
export { ScenarioError, type Problem } from './scenario/located.js';
export { readScenario } from './scenario/read.js';
export type { Scenario, ScenarioDefaults } from './scenario/scenario.js';
export { measure, type MeasureOptions, type Metrics } from './metrics/measure.js';
export type { QueueLengths } from './metrics/queue-lengths.js';
export type { Steals } from './metrics/steals.js';
export type { TaskTimes, Times } from './metrics/tasks.js';
export { USES, type TimeAccount, type Use } from './metrics/why-idle.js';
export {
  criticalPath,
  speedupLaw,
  type CriticalPath,
  type SpeedupLaw,
} from './metrics/critical-path.js';
export {
  speedupBand,
  type PathPart,
  type Then,
  type SpeedupBand,
  type WorkSpan,
} from './metrics/work-span.js';
export { covers, meanInterval, pairedInterval, type Interval } from './statistics/interval.js';
export { batchMeans, warmUpOf } from './statistics/steady.js';
export { parseAxis, type Axis } from './sweep/axis.js';
export { sweep, type SweepOptions, type SweepPlan, type SweepPoint } from './sweep/sweep.js';
export type { Value } from './runs/replica.js';
export * from './theory/bounds.js';
export * from './theory/mean-field.js';
export * from './theory/queues.js';
export { compareWithGo, type GoRun, type GoTruth, type TruthRow } from './truth/compare.js';
export { TRUTH_WORKLOADS, truthProgram } from './truth/workloads.js';
