/** Scenarios by one contender, in a process of its own. */

import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { answer, question } from '../../child.js';
import { JOB_NAMES } from './jobs/job.js';
import type { FaultScenario, Figures, ScenarioName, Setting } from './scenario.js';
import { forkTree, leafTree, nestedTree } from './scenarios/ablations.js';
import { bursts } from './scenarios/bursts.js';
import { burst, even, scaling, skewed } from './scenarios/cpu-tasks.js';
import { faulty } from './scenarios/faults.js';
import { realJob } from './scenarios/jobs.js';
import { bytes, nestedJson, sharedMemory, smallObject } from './scenarios/payloads.js';
import { pressure } from './scenarios/pressure.js';
import { heap, idle, resident, start } from './scenarios/resources.js';
import { roundTrip } from './scenarios/round-trip.js';
import { switches } from './scenarios/switches.js';
import { atOnce, outstanding } from './scenarios/tiny.js';
import type { FaultKind } from './work.js';

type Measure = (setting: Setting) => Promise<Figures>;

const FAULTS: readonly FaultKind[] = ['throw', 'exit', 'loop', 'memory'];

const SCENARIOS: ReadonlyMap<ScenarioName, Measure> = new Map<ScenarioName, Measure>([
  ...Object.entries({
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
    burst,
    bursts,
    forkTree,
    leafTree,
    nestedTree,
    scaling,
    switches,
    pressure,
  } satisfies Partial<Record<ScenarioName, Measure>>),
  ...JOB_NAMES.map((name) => [name, realJob(name)] as const),
  ...FAULTS.map((kind) => [`fault: ${kind}` satisfies FaultScenario, faulty(kind)] as const),
] as [ScenarioName, Measure][]);

/** What a process is asked: scenarios, one after the other. One each, unless it is a smoke run. */
export interface Question extends Setting {
  readonly scenarios: readonly ScenarioName[];
}

const asked = question() as Question;
const figures: Figures[] = [];
try {
  for (const name of asked.scenarios) figures.push(await run(name));
} catch (error) {
  // Told here: a scenario of faults has taught this process to live on after uncaught errors.
  writeSync(2, `${inspect(error)}\n`);
  process.exit(1);
}
answer(figures);
process.exit(0); // some pools have work left, and some keep the process alive

async function run(name: ScenarioName): Promise<Figures> {
  const measure = SCENARIOS.get(name);
  if (measure === undefined) throw new Error(`no such scenario: ${name}`);
  try {
    return await measure(asked);
  } catch (error) {
    throw new Error(`${name}: ${String(error)}`, { cause: error });
  }
}
