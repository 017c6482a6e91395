/** Known results of theory, against this build. */

import { EXACT } from './exact.js';
import type { Check } from './finding.js';
import { QUEUEING } from './queueing.js';
import { STEALING } from './stealing.js';

export { FULL, QUICK } from './finding.js';
export type { Check, Effort, Finding } from './finding.js';

/** All checks: exact ones first. */
export const CHECKS: readonly Check[] = [...EXACT, ...QUEUEING, ...STEALING];
