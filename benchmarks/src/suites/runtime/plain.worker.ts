/** The work as plain exports. */

export { runJob as job } from './jobs/load.js';
export { add, echo, fault, spend, touch } from './work.js';
