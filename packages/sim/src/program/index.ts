/**
 * The compiled form of a scenario, and what goes into a run and comes out: plain data. `simulate`
 * (engine) takes it; scenario files, the builder, metrics and the command line make and read it.
 */

export * from './costs.js';
export * from './distributions.js';
export * from './errors.js';
export * from './operations.js';
export * from './options.js';
export * from './policy.js';
export * from './program.js';
export * from './result.js';
