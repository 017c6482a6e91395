/**
 * The scheduling rules as pure functions: the runtime and the simulator import the same ones.
 * Nothing here needs Node, threads or shared memory.
 */

export * from './constants.js';
export * from './exposure.js';
export * from './fairness.js';
export * from './global-queue.js';
export * from './handoff.js';
export * from './placement.js';
export * from './policy.js';
export * from './random.js';
export * from './slices.js';
export * from './spin.js';
export * from './steal.js';
export * from './sysmon.js';
export * from './victim-strategies.js';
export * from './victims.js';
export * from './wake.js';
