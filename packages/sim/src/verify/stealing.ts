/** Stealing: Mitzenmacher's equations, visits of thieves, steals of fork/join programs, latency. */

import {
  coprimeOrder,
  halfOfQueue,
  oneTask,
  Random,
  uniformOrder,
  wakeAlways,
} from '@pilfer/scheduler/policy';
import type { VictimStrategy } from '@pilfer/scheduler/policy';
import { zeroCosts } from '../costs/index.js';
import { bestOf, retryAtRate } from '../policies/index.js';
import type { PolicySource, SimPolicy } from '../program/index.js';
import { call, fork, join, repeat, ScenarioBuilder, spawn, work } from '../scenario/builder.js';
import { slowestGreedy, visitsByUniformDraws, visitsInRandomOrder } from '../theory/bounds.js';
import { halfOfWaiting, responseAtRetryRate, stealingMeans } from '../theory/mean-field.js';
import type { StealingModel } from '../theory/mean-field.js';
import { changed, EXPONENTIAL, openSystem, runFree, UNIT } from './experiments.js';
import { meanOf, within } from './finding.js';
import type { Check, Effort, Finding } from './finding.js';
import { measure } from '../metrics/measure.js';
import type { Trace } from '@pilfer/scheduler/trace';

/** Attempts per second that are `rate` per {@link UNIT}. */
function retrying(rate: number, choices: Partial<SimPolicy> = {}): SimPolicy {
  return { ...retryAtRate((rate * 1e9) / UNIT), ...choices };
}

/** One of Mitzenmacher's models beside the policy that simulates it. */
interface Pair {
  readonly name: string;
  readonly policy: PolicySource;
  readonly model: Omit<StealingModel, 'arrivalRate'>;
}

function pairs(rate: number): Pair[] {
  return [
    { name: 'one try when empty', policy: retrying(0), model: {} },
    { name: `and at rate ${rate}`, policy: retrying(rate), model: { retryRate: rate } },
    {
      name: 'steal half',
      policy: retrying(0, { amount: halfOfQueue }),
      model: { amount: halfOfWaiting },
    },
    {
      name: 'threshold 4',
      policy: retrying(0, {
        amount: { name: 'one-from-3', amount: (queued) => (queued < 3 ? 0 : 1) },
      }),
      model: { threshold: 4 },
    },
    {
      name: 'best of 2 victims',
      policy: (queues) => {
        const source = bestOf(2);
        const best = typeof source === 'function' ? source(queues) : source;
        return retrying(0, { amount: oneTask, victims: best.victims });
      },
      model: { choices: 2 },
    },
  ];
}

const meanFieldCheck: Check = {
  name: 'mean field of stealing',
  about: 'many processors, each with its own arrivals: the fixed points of the equations',
  source: 'Mitzenmacher, SPAA 1998; theory/mean-field.ts',
  run(effort) {
    const { load: arrivalRate, retryRate } = effort;
    return pairs(retryRate).map(({ name, policy, model }) =>
      meanOfMany(
        `response, ${name}`,
        stealingMeans({ arrivalRate, ...model }).response,
        policy,
        effort,
      ),
    );
  },
};

const rateCheck: Check = {
  name: 'stealing at rate r',
  about: 'idle processors only try at rate r: (1 + r(1 − λ)) / ((1 + r)(1 − λ))',
  source: 'Mitzenmacher, SPAA 1998, §3; closed form in theory/mean-field.ts',
  run(effort) {
    const { load, retryRate } = effort;
    return [retryRate, 4 * retryRate].map((rate) =>
      meanOfMany(
        `response, r = ${rate}`,
        responseAtRetryRate(load, rate),
        retrying(rate, { searchesWhenEmpty: false }),
        effort,
      ),
    );
  },
};

/**
 * The mean of a system of many processors against that of infinitely many. How far these may be apart:
 * as far as those of the fastest stealing there is, one queue for all, where N processors have a mean
 * wait of at most 1/(N(1 − λ)) services and infinitely many have none (Erlang C ≤ 1).
 */
function meanOfMany(what: string, expected: number, policy: PolicySource, effort: Effort): Finding {
  const { many: processors, load } = effort;
  const system = { processors, load, service: EXPONENTIAL, place: 'random', policy } as const;
  const samples = openSystem({ ...system, warmUp: 0.4 }, { ...effort, jobs: 2 * effort.jobs });
  return meanOf(what, expected, samples, 1 / (processors * (1 - load)) / expected);
}

const visitsCheck: Check = {
  name: 'visits of a thief',
  about: 'until it meets the only victim with work: P/2 in random order, P − 1 by draws',
  source: 'uniform place, and geometric distribution; theory/bounds.ts',
  run(effort) {
    const procs = 2 * effort.servers;
    const cases: [VictimStrategy, number][] = [
      [coprimeOrder, visitsInRandomOrder(procs)],
      [uniformOrder, visitsByUniformDraws(procs)],
    ];
    return cases.map(([order, expected]) =>
      meanOf(
        `visits, ${order.name}, P = ${procs}`,
        expected,
        Array.from({ length: effort.reps }, (_, i) =>
          meanVisits(order, procs, effort.seed + i, effort.jobs),
        ),
        0.01,
      ),
    );
  },
};

/** Mean visits, own P not counted, of rounds that go on until the rich P is met. */
export function meanVisits(
  order: VictimStrategy,
  procs: number,
  seed: number,
  searches: number,
): number {
  const random = new Random(seed, 1);
  let visits = 0;
  for (let i = 0; i < searches; i++) {
    const self = random.below(procs);
    const rich = (self + 1 + random.below(procs - 1)) % procs;
    const victims = order.create(procs, self);
    for (let met = false; !met;) {
      victims.reset(random.next());
      for (let victim = victims.next(); victim >= 0 && !met; victim = victims.next()) {
        if (victim === self) continue;
        visits++;
        met = victim === rich;
      }
    }
  }
  return visits / searches;
}

const forkJoinCheck: Check = {
  name: 'steals of fork/join',
  about: 'T1/P + O(T∞) time and O(P T∞) steals: constants that do not grow with P',
  source: 'Blumofe and Leiserson, J. ACM 46 (1999), Theorems 11 to 13',
  run({ seed, reps }) {
    const depth = 10;
    const { program } = forkTree(depth);
    return [2, 4, 8, 16].flatMap((processors): Finding[] => {
      let slowest = 0;
      let steals = 0;
      for (let i = 0; i < reps; i++) {
        const result = runFree(program, {
          processors,
          policy: 'pilfer',
          seed: seed + i,
          trace: true,
        });
        const { work: all, span } = measure(result.trace as Trace).workSpan;
        slowest = Math.max(slowest, result.time / slowestGreedy(all, span, processors));
        steals += result.counts.steals / reps;
      }
      return [
        within(`steals / (P × depth), P = ${processors}`, 0, steals / (processors * depth), 1),
        within(`time / greedy bound, P = ${processors}`, 0, slowest, 1.5),
      ];
    });
  },
};

/** A binary tree of forks: 2^depth leaves of 10 × {@link UNIT}. */
function forkTree(depth: number): ReturnType<ScenarioBuilder['build']> {
  const builder = new ScenarioBuilder('fork tree').function('level0', [work(10 * UNIT)]);
  for (let level = 1; level <= depth; level++) {
    const child = `level${level - 1}`;
    builder.function(`level${level}`, [work(UNIT), fork(child), call(child), join()]);
  }
  return builder.main([call(`level${depth}`)]).build();
}

const latencyCheck: Check = {
  name: 'stealing with latency',
  about: 'W/p plus a constant × latency × log2(W/latency): one constant for all W',
  source: 'Gast, Khatiri, Trystram and Wagner, arXiv 1805.00857',
  run({ seed, reps, servers }) {
    const latency = 40;
    const constants = [2_000, 8_000, 32_000].map((tasks) => {
      let sum = 0;
      for (let i = 0; i < reps; i++) sum += divisibleLoad(tasks, servers, latency, seed + i);
      const over = sum / reps - tasks / servers;
      return over / (latency * Math.log2(tasks / latency));
    });
    const least = Math.min(...constants);
    return [
      within('largest constant', 0, Math.max(...constants), 16),
      within('largest / smallest constant', 1, Math.max(...constants) / least, 3),
    ];
  },
};

/** Time, in tasks, of a divisible load of unit tasks on P0, half of which each steal moves. */
function divisibleLoad(tasks: number, processors: number, latency: number, seed: number): number {
  const unit = 1000;
  const { program } = new ScenarioBuilder('divisible load')
    .function('unit', [work(unit)])
    .main([repeat(tasks, [spawn('unit')])])
    .build();
  const policy = changed(
    'uniform',
    { amount: halfOfQueue, wake: wakeAlways },
    {
      runNext: false,
      localQueue: 2 * tasks,
      stealMax: tasks,
      stealRounds: 1_000_000,
      stealsNext: false,
      searchFactor: 0,
    },
  );
  const costs = { ...zeroCosts, name: 'latency', probe: latency * unit };
  return runFree(program, { processors, policy, costs, seed }).time / unit;
}

/** The checks of stealing. */
export const STEALING: readonly Check[] = [
  meanFieldCheck,
  rateCheck,
  visitsCheck,
  forkJoinCheck,
  latencyCheck,
];
