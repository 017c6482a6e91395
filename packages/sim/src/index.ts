export { EventQueue } from './event-queue.js';
export * from './program/index.js';
export * from './scenario/builder.js';
export { ScenarioError, type Problem } from './scenario/located.js';
export { readScenario } from './scenario/read.js';
export type { Scenario, ScenarioDefaults } from './scenario/scenario.js';
