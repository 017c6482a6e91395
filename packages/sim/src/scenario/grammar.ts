/** The whole of a scenario file. */

import type { PolicyConstants } from '@pilfer/scheduler/policy';
import type {
  ArrivalDeclaration,
  ArrivalPlace,
  Body,
  ChannelDeclaration,
  Costs,
  Process,
} from '../program/index.js';
import type { Job } from './dag.js';
import { duration, quantity, time } from './durations.js';
import { orTimesFile, orYamlFile } from './files.js';
import type { Bag, Divisible } from './forms.js';
import { received } from './located.js';
import { body, operation } from './operations.js';
import {
  list,
  mapped,
  named,
  nameOf,
  needed,
  number,
  optional,
  record,
  text,
  word,
} from './shape.js';
import type { Field, JsonSchema, Read, Shape } from './shape.js';
import { listOr, scalarOr } from './tagged.js';

const whole = (low: number, high: number = Number.MAX_SAFE_INTEGER): Shape<number> =>
  number(
    high === Number.MAX_SAFE_INTEGER
      ? `a whole number from ${low} on`
      : `a whole number from ${low} to ${high}`,
    low,
    high,
    true,
  );

const boolean: Shape<boolean> = {
  what: 'true or false',
  read(value, reader) {
    if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value;
    reader.add(value.at, `expected true or false, received ${received(value)}`);
    return undefined;
  },
  schema: () => ({ type: 'boolean' }),
};

const orders = word<'fifo' | 'lifo'>(['fifo', 'lifo']);

/**
 * Each constant of a policy, so that the compiler notices one that is missing here. After a change,
 * `UPDATE=1 pnpm test scenario/schema` writes the published schema anew.
 */
const ruleFields: Readonly<Record<keyof PolicyConstants, Field<unknown>>> = {
  ownerOrder: optional(orders),
  runNext: optional(boolean),
  inheritsSlice: optional(boolean),
  localQueue: optional(whole(0)),
  overflowBatch: optional(whole(0)),
  globalBatchMax: optional(whole(0)),
  globalInterval: optional(whole(0)),
  tickTakesOldest: optional(boolean),
  stealRounds: optional(whole(0)),
  stealMax: optional(whole(0)),
  stealsNext: optional(boolean),
  nextBackoffNs: optional(time),
  searchFactor: optional(whole(0)),
  chainsWakes: optional(boolean),
  remembersWakes: optional(boolean),
  sleeperOrder: optional(orders),
  spinAfterWorkNs: optional(time),
  timeSliceNs: optional(time),
  retakesSyscalls: optional(boolean),
  syscallRetakeNs: optional(time),
  sysmonMinNs: optional(time),
  sysmonIdleRounds: optional(whole(0)),
  sysmonMaxNs: optional(time),
  pollNs: optional(time),
  exposureWakeNs: optional(time),
  exposurePaysNs: optional(time),
  exposurePauseNs: optional(time),
  exposurePauseMaxNs: optional(time),
  napNs: optional(time),
  lookNs: optional(time),
  helpDepth: optional(whole(0)),
  turnNs: optional(time),
  turnTasks: optional(whole(0)),
};

const placeWord = word<'outside' | 'random' | 'turn'>(['outside', 'random', 'turn']);
const placeNumber = whole(0, 4095);
const place: Shape<ArrivalPlace> = {
  what: "'outside', 'random', 'turn' or the number of a P",
  read: (value, reader): ArrivalPlace | undefined =>
    value.kind === 'scalar' && typeof value.value === 'number'
      ? placeNumber.read(value, reader)
      : placeWord.read(value, reader),
  schema: () => ({ anyOf: [placeWord.schema(), placeNumber.schema()] }),
};

/** What is read of `arrivals.<name>`. */
type ReadArrival = Omit<ArrivalDeclaration, 'name'>;

const arrivalFields = {
  function: needed(nameOf('function'), 'what each arriving G runs'),
  every: optional(duration, 'the gap between arrivals; exponential gaps make it Poisson'),
  size: optional(quantity, 'with every: how many come at once'),
  clients: optional(whole(1), 'closed loop: so many clients, each with one G at a time'),
  think: optional(duration, 'closed loop: from the end of a G to the next of its client'),
  at: optional(
    orTimesFile(list('a list of times', time, 1)),
    'driven by a trace: these times, or a file with one a line',
  ),
  place: optional(place, 'where they show up; outside if not given'),
  count: optional(whole(1), 'how many come in all'),
  until: optional(time, 'nothing comes after this time'),
};

const arrival: Shape<ReadArrival> = mapped(
  record('arrivals', arrivalFields),
  (read, reader, at) => {
    const process = processOf(read);
    if (process === undefined) {
      reader.add(at, "arrivals: expected exactly one of 'every', 'clients' and 'at'");
      return undefined;
    }
    const { count, until } = read;
    const found: ReadArrival = {
      function: read.function ?? '',
      process,
      place: read.place ?? 'outside',
      ...(count === undefined ? {} : { count }),
      ...(until === undefined ? {} : { until }),
    };
    return reader.place(found, at);
  },
);

function processOf(read: Read<typeof arrivalFields>): Process | undefined {
  const { every, size, clients, think, at } = read;
  if ([every, clients, at].filter((one) => one !== undefined).length !== 1) return undefined;
  if (clients !== undefined) return { kind: 'closed', clients, think: think ?? 0 };
  if (at !== undefined) return { kind: 'times', times: [...at].sort((a, b) => a - b) };
  if (every === undefined) return undefined;
  return size === undefined
    ? { kind: 'renewal', gap: every }
    : { kind: 'bursts', gap: every, size };
}

const job: Shape<Job> = mapped(
  record('job', {
    work: needed(duration),
    after: optional(list('a list of names of jobs', text), 'jobs that must have ended before'),
    rank: optional(whole(0), 'place in the list of a list scheduler; default: the order here'),
  }),
  ({ work = 0, after, rank }, reader, at) => {
    const found: Job = {
      work,
      ...(after === undefined ? {} : { after }),
      ...(rank === undefined ? {} : { rank }),
    };
    return reader.place(found, at);
  },
);

/** Most tasks of a bag, and grains of a divisible load. */
const MOST_PIECES = 100_000_000;

const bag: Shape<Bag> = mapped(
  record('bag', { tasks: needed(whole(1, MOST_PIECES)), work: needed(duration) }),
  ({ tasks = 1, work = 0 }, reader, at) => reader.place({ tasks, work }, at),
);

const divisible: Shape<Divisible> = mapped(
  record('divisible', {
    work: needed(time, 'all of it'),
    grain: needed(time, 'what is not divided further'),
  }),
  ({ work = 0, grain = 0 }, reader, at) => {
    if (grain > 0 && work / grain <= MOST_PIECES) return reader.place({ work, grain }, at);
    reader.add(at, `divisible: expected a grain above 0, and at most ${MOST_PIECES} of them`);
    return undefined;
  },
);

const counted = (what: string): Shape<Map<string, number>> => {
  const form = `${what}: a list of names, or a map from names to numbers`;
  return listOr(
    form,
    mapped(list(form, text), (names) => new Map(names.map((name) => [name, 0]))),
    named(form, whole(0)),
  );
};

const channels: Shape<ChannelDeclaration[]> = mapped(counted('channels'), (read) =>
  [...read].map(([name, capacity]) => ({ name, capacity })),
);

/** Each single cost, so that the compiler notices one that is missing here. */
const costFields: Readonly<Record<Exclude<keyof Costs, 'name'>, Field<number>>> = {
  spawn: optional(time),
  spawnCold: optional(time),
  firstRun: optional(time),
  switch: optional(time),
  block: optional(time),
  ready: optional(time),
  sync: optional(time),
  yield: optional(time),
  end: optional(time),
  globalLock: optional(time),
  lockTransfer: optional(time),
  probe: optional(time),
  steal: optional(time),
  migration: optional(time),
  wake: optional(time),
  wakeLatency: optional(time),
  wakeLatencyCold: optional(time),
  wakeColdAfter: optional(time),
  threadStart: optional(time),
  park: optional(time),
  timerSlack: optional(time),
  systemCall: optional(time),
  preempt: optional(time),
  threadSwitch: optional(time),
  threadSlice: optional(time),
  fork: optional(time),
  expose: optional(time),
  slowdown: optional(whole(0), 'extra running time, in thousandths'),
  interruption: optional(time),
};

const costChanges = record('costs', { base: optional(text, 'name of a preset'), ...costFields });
const costs: Shape<{ readonly base?: string | undefined }> = scalarOr(
  'the name of a preset, or a map of single costs',
  mapped(text, (base) => ({ base })),
  costChanges,
);

/** What is read of a file: what was left out is undefined. */
export interface ReadFile {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly processors: number | undefined;
  readonly cores: number | undefined;
  readonly policy: string | undefined;
  readonly costs: { readonly base?: string | undefined } | undefined;
  readonly rules: Partial<PolicyConstants> | undefined;
  readonly seed: number | undefined;
  readonly maxTime: number | undefined;
  readonly warmUp: number | undefined;
  readonly channels: ChannelDeclaration[] | undefined;
  readonly mutexes: string[] | undefined;
  readonly waitGroups: Map<string, number> | undefined;
  readonly counters: Map<string, number> | undefined;
  readonly main: Body | undefined;
  readonly functions: Map<string, Body> | undefined;
  readonly arrivals: Map<string, ReadArrival> | undefined;
  readonly jobs: Map<string, Job> | undefined;
  readonly bag: Bag | undefined;
  readonly divisible: Divisible | undefined;
}

/** The file as a whole. */
export const file: Shape<ReadFile> = record('scenario', {
  name: optional(text),
  description: optional(text, 'what it shows'),
  processors: optional(whole(1, 4096), 'number of Ps'),
  cores: optional(whole(1, 4096), 'number of hardware cores; as many as Ps if not given'),
  policy: optional(text, "name of a policy; 'go' if not given"),
  costs: optional(costs),
  rules: optional(
    record('rules', ruleFields) as Shape<Partial<PolicyConstants>>,
    "numbers and switches that differ from the policy's",
  ),
  seed: optional(whole(0, 0x7fffffff)),
  maxTime: optional(time, 'the run stops then'),
  warmUp: optional(time, 'what happens before is not counted'),
  channels: optional(channels, 'with capacities; 0 is unbuffered'),
  mutexes: optional(list('a list of names', text)),
  waitGroups: optional(counted('waitGroups'), 'with the numbers they start from'),
  counters: optional(counted('counters'), 'with the numbers they start from'),
  main: optional<Body>(body, 'what the first G does, on P0 at time 0'),
  functions: optional(named<Body>('a map from names to lists of operations', body)),
  arrivals: optional(named('a map from names to arrivals', arrival)),
  jobs: optional(
    orYamlFile(named('a map from names to jobs', job)),
    'a graph of jobs, here or in a file of its own',
  ),
  bag: optional(bag, 'independent tasks, which main creates'),
  divisible: optional(divisible, 'work that can be halved again and again, which main does'),
});

/** The JSON schema (draft 2020-12) of a scenario file: made of the very shapes that read it. */
export function scenarioSchema(): JsonSchema {
  const definitions = [duration, quantity, body, operation];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'pilfer scenario',
    ...file.schema(),
    $defs: Object.fromEntries(definitions.map((one) => [one.name, one.definition()])),
  };
}
