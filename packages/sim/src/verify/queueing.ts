/** Queues: what Erlang, Pollaczek and Khinchine, and Little have shown. */

import { Kind } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { policyByName } from '../policies/index.js';
import type { Duration } from '../program/index.js';
import { repeat, ScenarioBuilder, spawn, work } from '../scenario/builder.js';
import { bagOfExponentialTasks } from '../theory/bounds.js';
import { forkJoinOfTwo, mg1, mm1, mmn, processorSharing } from '../theory/queues.js';
import { changed, EXPONENTIAL, openSystem, patience, runFree, UNIT } from './experiments.js';
import { meanOf } from './finding.js';
import type { Check, Finding } from './finding.js';

const mmnCheck: Check = {
  name: 'M/M/n',
  about: 'one queue before n servers',
  source: 'Erlang C; Kleinrock, Queueing Systems 1, §3.5',
  run(effort) {
    const { servers, load } = effort;
    const samples = openSystem(
      {
        processors: servers,
        load,
        service: EXPONENTIAL,
        place: 'outside',
        policy: policyByName('global-queue'),
      },
      effort,
    );
    const expected = mmn(servers, load * servers, 1).response;
    return [meanOf(`response, n = ${servers}, ρ = ${load}`, expected, samples)];
  },
};

const separateCheck: Check = {
  name: 'n × M/M/1',
  about: 'n queues of their own, each with a random n-th of the arrivals',
  source: 'Kleinrock, Queueing Systems 1, §3.2',
  run(effort) {
    const { servers, load } = effort;
    const samples = openSystem(
      {
        processors: servers,
        load,
        service: EXPONENTIAL,
        place: 'random',
        policy: policyByName('no-stealing'),
      },
      effort,
    );
    return [meanOf(`response, n = ${servers}, ρ = ${load}`, mm1(load, 1).response, samples)];
  },
};

const conservationCheck: Check = {
  name: 'work conservation',
  about: 'stealing that costs nothing never leaves work waiting: the mean of M/M/n',
  source: 'the number present is the same Markov chain; Kleinrock 1, §3.5',
  run(effort) {
    const { servers, load } = effort;
    const expected = mmn(servers, load * servers, 1).response;
    return ['go', 'steal-one'].map((name) => {
      const samples = openSystem(
        {
          processors: servers,
          load,
          service: EXPONENTIAL,
          place: 'random',
          policy: policyByName(name),
        },
        effort,
      );
      return meanOf(`response under ${name}`, expected, samples);
    });
  },
};

/** Two services with their second moments, in units of {@link UNIT}. */
const SERVICES: readonly { name: string; service: Duration; second: number }[] = [
  { name: 'deterministic', service: UNIT, second: 1 },
  {
    name: 'hyper-exponential',
    service: { kind: 'hyperexponential', means: [0.5 * UNIT, 2.5 * UNIT], weights: [3, 1] },
    second: 0.75 * 2 * 0.5 ** 2 + 0.25 * 2 * 2.5 ** 2,
  },
];

const mg1Check: Check = {
  name: 'M/G/1',
  about: 'one server, any service: only its second moment matters',
  source: 'Pollaczek and Khinchine; Kleinrock 1, eq. 5.64',
  run(effort) {
    return SERVICES.map(({ name, service, second }) => {
      const samples = openSystem(
        {
          processors: 1,
          load: effort.load,
          service,
          place: 'outside',
          policy: policyByName('global-queue'),
        },
        { ...effort, reps: 2 * effort.reps },
      );
      return meanOf(`response, ${name}`, mg1(effort.load, 1, second).response, samples);
    });
  },
};

const sharingCheck: Check = {
  name: 'processor sharing',
  about: 'round robin as the quantum goes to 0: the response is 1/(1 − ρ), any service',
  source: 'Kleinrock, Queueing Systems 2, §4.4',
  run(effort) {
    const quantum = UNIT / 20;
    const policy = changed(
      'global-queue',
      {},
      { timeSliceNs: quantum, sysmonMinNs: quantum / 5, sysmonMaxNs: quantum / 5 },
    );
    const [, hyper] = SERVICES;
    const samples = openSystem(
      {
        processors: 1,
        load: effort.load,
        service: hyper?.service ?? UNIT,
        place: 'outside',
        policy,
        rousesMonitor: true,
      },
      { ...effort, reps: 2 * effort.reps, jobs: Math.ceil(effort.jobs / 2) },
    );
    const expected = processorSharing(effort.load, 1).response;
    return [meanOf('response, hyper-exponential, quantum 1/20', expected, samples, 0.04)];
  },
};

const forkJoinCheck: Check = {
  name: 'fork/join of two queues',
  about: 'each job has one task in each of two queues: (12 − ρ) / (8 (1 − ρ))',
  source: 'Flatto and Hahn 1984; Nelson and Tantawi 1988, eq. 6',
  run(effort) {
    const { load } = effort;
    const jobs = Math.round(effort.jobs * patience({ load, processors: 1 }));
    const { program } = new ScenarioBuilder('fork/join')
      .function('task', [work(EXPONENTIAL)])
      .arrivals('jobs', {
        function: 'task',
        process: { kind: 'bursts', gap: { kind: 'exponential', mean: UNIT / load }, size: 2 },
        place: 'turn',
        count: 2 * jobs,
      })
      .build();
    const policy = changed('no-stealing', {}, { runNext: false });
    const samples = Array.from({ length: 2 * effort.reps }, (_, i) => {
      const seed = effort.seed + i;
      const { trace } = runFree(program, { processors: 2, policy, seed, trace: true });
      return meanOfPairs(trace as Trace, Math.floor(0.2 * jobs)) / UNIT;
    });
    return [meanOf(`response, ρ = ${load}`, forkJoinOfTwo(load, 1), samples)];
  },
};

/** Mean time from the creation of two tasks, made together, to the end of the later one. */
function meanOfPairs(trace: Trace, warmUp: number): number {
  const pairOf = new Map<number, number>();
  const ends: number[] = [];
  const starts: number[] = [];
  let created = 0;
  const event = trace.cursor();
  while (event.next()) {
    if (event.kind === Kind.create) {
      pairOf.set(event.task, created >> 1);
      starts[created >> 1] = event.time;
      created++;
    } else if (event.kind === Kind.end) {
      ends[pairOf.get(event.task) ?? 0] = event.time;
    }
  }
  let sum = 0;
  for (let pair = warmUp; pair < ends.length; pair++) {
    sum += (ends[pair] as number) - (starts[pair] as number);
  }
  return sum / (ends.length - warmUp);
}

const bagCheck: Check = {
  name: 'bag of tasks',
  about: 'N exponential tasks on n processors end after (N − n)/n + H_n',
  source: 'minimum of exponentials; derived in theory/bounds.ts',
  run({ seed, reps, jobs, servers }) {
    const tasks = 12 * servers;
    const { program } = new ScenarioBuilder('bag')
      .function('task', [work(EXPONENTIAL)])
      .main([repeat(tasks, [spawn('task')])])
      .build();
    const runs = Math.max(40, reps, Math.ceil((reps * jobs) / (60 * tasks)));
    return ['go', 'global-queue'].map((policy) => {
      const samples = Array.from(
        { length: runs },
        (_, i) => runFree(program, { processors: servers, policy, seed: seed + i }).time / UNIT,
      );
      const expected = bagOfExponentialTasks(tasks, servers);
      return meanOf(`makespan under ${policy}, N = ${tasks}, n = ${servers}`, expected, samples);
    });
  },
};

const littleCheck: Check = {
  name: "Little's law",
  about: 'tasks present = rate of arrivals × response: an identity on each drained run',
  source: 'Little, Operations Research 9 (1961)',
  run({ seed, load, servers }): Finding[] {
    const { program } = new ScenarioBuilder('little')
      .function('job', [work(EXPONENTIAL)])
      .arrivals('jobs', {
        function: 'job',
        process: {
          kind: 'renewal',
          gap: { kind: 'exponential', mean: UNIT / (load * servers) },
        },
        place: 'random',
        count: 3000,
      })
      .build();
    return ['go', 'steal-one', 'no-stealing', 'global-queue', 'pilfer', 'best-of-2'].map(
      (policy) => {
        const { presentTime, response } = runFree(program, { processors: servers, policy, seed });
        const ratio = presentTime / (response.count * response.mean);
        return {
          what: `∫ present dt / Σ response under ${policy}`,
          expected: '1 ± 1e-9',
          observed: String(ratio),
          ok: Math.abs(ratio - 1) <= 1e-9,
        };
      },
    );
  },
};

/** The checks of queues. */
export const QUEUEING: readonly Check[] = [
  mmnCheck,
  separateCheck,
  conservationCheck,
  mg1Check,
  sharingCheck,
  forkJoinCheck,
  bagCheck,
  littleCheck,
];
