/** The scenarios by section: who takes part, which figures they give, and what ours must reach. */

import { ABLATIONS } from './catalogue/ablations.js';
import { FAULTS } from './catalogue/faults.js';
import type { Group } from './catalogue/group.js';
import { JOBS } from './catalogue/jobs.js';
import { PRESSURE, SWITCHES } from './catalogue/pressure.js';
import { ELASTICITY, SCALING } from './catalogue/scaling.js';
import { PAYLOADS, RESOURCES, ROUND_TRIP, THROUGHPUT } from './catalogue/tasks.js';

export const GROUPS: readonly Group[] = [
  THROUGHPUT,
  ROUND_TRIP,
  JOBS,
  ABLATIONS,
  FAULTS,
  PRESSURE,
  SWITCHES,
  SCALING,
  ELASTICITY,
  PAYLOADS,
  RESOURCES,
];
