/** One scenario by one contender, in a process of its own. */

import { answer, question } from '../../child.js';
import type { Figures, ScenarioName, Setting } from './scenario.js';
import { even, skewed } from './scenarios/cpu-tasks.js';
import { bytes, nestedJson, sharedMemory, smallObject } from './scenarios/payloads.js';
import { heap, idle, resident, start } from './scenarios/resources.js';
import { roundTrip } from './scenarios/round-trip.js';
import { atOnce, outstanding } from './scenarios/tiny.js';

type Measure = (setting: Setting) => Promise<Figures>;

const SCENARIOS: Readonly<Record<ScenarioName, Measure>> = {
  outstanding,
  atOnce,
  even,
  skewed,
  roundTrip,
  smallObject,
  nestedJson,
  bytes,
  sharedMemory,
  heap,
  start,
  resident,
  idle,
};

/** What a process is asked. */
export interface Question extends Setting {
  readonly scenario: ScenarioName;
}

const asked = question() as Question;
answer(await SCENARIOS[asked.scenario](asked));
process.exit(0); // some pools have work left, and some keep the process alive
