/** What can be checked to the nanosecond: Graham's anomalies, greedy trees, Go's queue arithmetic. */

import { Kind, Source } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { zeroCosts } from '../costs/index.js';
import { measure } from '../metrics/measure.js';
import type { PolicySource } from '../program/index.js';
import { policyByName } from '../policies/index.js';
import { repeat, ScenarioBuilder, spawn, work } from '../scenario/builder.js';
import type { Job } from '../scenario/dag.js';
import { fastest, grahamRatio, slowestGreedy } from '../theory/bounds.js';
import { runFree, UNIT } from './experiments.js';
import { exact, within } from './finding.js';
import type { Check, Finding } from './finding.js';

/**
 * Makespan of a graph of jobs, in {@link UNIT}s, by list scheduling in the order given. A nanosecond
 * passes between the end of a job and the choice of the next, so that of jobs that end together all
 * are seen before: that is how Graham's schedules are drawn.
 */
function listSchedule(jobs: Readonly<Record<string, Job>>, processors: number): number {
  const { program } = new ScenarioBuilder('list').jobs(jobs).build();
  const costs = { ...zeroCosts, name: 'pause', end: 1, wakeLatency: 1, wakeLatencyCold: 1 };
  return Math.round(runFree(program, { processors, policy: 'central-list', costs }).time / UNIT);
}

/** Graham's nine tasks: T9 after T1, and T5 to T8 after T4. */
function grahamTasks(shorter = 0, relaxed = false): Record<string, Job> {
  const times = [3, 2, 2, 2, 4, 4, 4, 4, 9];
  return Object.fromEntries(
    times.map((time, i): [string, Job] => {
      const after = i === 8 ? ['T1'] : i >= 4 && !(relaxed && i <= 5) ? ['T4'] : [];
      return [`T${i + 1}`, { work: (time - shorter) * UNIT, after }];
    }),
  );
}

const anomalies: Check = {
  name: "Graham's anomalies",
  about: 'more processors, shorter tasks and fewer constraints can each make a schedule longer',
  source: 'Graham, SIAM J. Appl. Math. 17 (1969), §2',
  run: () => [
    exact('3 processors', 12, listSchedule(grahamTasks(), 3)),
    exact('4 processors', 15, listSchedule(grahamTasks(), 4)),
    exact('each task shorter by 1', 13, listSchedule(grahamTasks(1), 3)),
    exact('T5 and T6 free at once', 16, listSchedule(grahamTasks(0, true), 3)),
  ],
};

const ratio: Check = {
  name: "Graham's bound",
  about: 'list scheduling is at most 2 − 1/P times as long as the best, and can be that long',
  source: 'Graham, SIAM J. Appl. Math. 17 (1969), Theorem 1',
  run: ({ servers }) =>
    [2, servers, 2 * servers].map((procs) => {
      const small = Array.from({ length: procs * (procs - 1) }, (_, i): [string, Job] => [
        `s${i}`,
        { work: UNIT },
      ]);
      const last: [string, Job] = ['long', { work: procs * UNIT }];
      const worst = listSchedule(Object.fromEntries([...small, last]), procs);
      const best = listSchedule(Object.fromEntries([last, ...small]), procs);
      return exact(`worst / best list, P = ${procs}`, grahamRatio(procs), worst / best);
    }),
};

/** A complete binary tree of unit nodes, each of which creates its two children when it is done. */
function tree(levels: number): ReturnType<ScenarioBuilder['build']> {
  const builder = new ScenarioBuilder('tree').function('level1', [work(UNIT)]);
  for (let level = 2; level <= levels; level++) {
    const child = spawn(`level${level - 1}`);
    builder.function(`level${level}`, [work(UNIT), child, child]);
  }
  return builder.main([spawn(`level${levels}`)]).build();
}

const trees: Check = {
  name: 'greedy trees',
  about: 'max(T1/P, T∞) ≤ TP ≤ T1/P + T∞; a binary tree of d levels takes 2^(d−m) + m − 1 on 2^m',
  source: 'Graham 1966; Brent 1974; Blumofe and Leiserson 1999, Theorem 1; count of full steps',
  run() {
    const levels = 10;
    const { program } = tree(levels);
    return [0, 1, 2, 3, 5].flatMap((m): Finding[] => {
      const processors = 2 ** m;
      const expected = 2 ** (levels - m) + m - 1;
      const allWork = 2 ** levels - 1;
      return ['global-queue', 'go', 'pilfer', 'work-first'].map((policy) => {
        const time = runFree(program, { processors, policy }).time / UNIT;
        const what = `P = ${processors} under ${policy}`;
        if (policy === 'global-queue') return exact(what, expected, time);
        const low = fastest(allWork, levels, processors);
        return within(what, low, time, slowestGreedy(allWork, levels, processors));
      });
    });
  },
};

/** A trace in which one G creates `tasks` others, each of one {@link UNIT}. */
function spawnTrace(tasks: number, processors: number, policy: PolicySource): Trace {
  const { program } = new ScenarioBuilder('spawn')
    .function('task', [work(UNIT)])
    .main([repeat(tasks, [spawn('task')])])
    .build();
  const { trace } = runFree(program, { processors, policy, firstTick: 1, trace: true });
  return trace as Trace;
}

/** Counts the events of a kind, and those for which `holds` is false. */
function failures(
  trace: Trace,
  kind: number,
  holds: (a: number, b: number, c: number) => boolean,
): string {
  let count = 0;
  let wrong = 0;
  const event = trace.cursor();
  while (event.next()) {
    if (event.kind !== kind) continue;
    count++;
    if (!holds(event.a, event.b, event.c)) wrong++;
  }
  return count === 0 ? 'no such event' : `${wrong} wrong`;
}

/** Ranks of the starts on P0 that the tick took from the global queue. */
function tickRanks(trace: Trace): number[] {
  const ranks: number[] = [];
  let ticks = 0;
  const event = trace.cursor();
  while (event.next()) {
    if (event.kind !== Kind.start) continue;
    if (event.a === Source.tick) ranks.push(ticks);
    // A start that inherits its predecessor's slice does not count.
    if (event.b === 0) ticks++;
  }
  return ranks;
}

/** Checks Go's numbers on the traces of a policy; the tests give it a wrong one. */
export function goArithmetic(policy: PolicySource = policyByName('go')): Finding[] {
  const one = spawnTrace(1000, 1, policy);
  const four = spawnTrace(1000, 4, policy);
  const few = spawnTrace(200, 4, policy);
  const procsOf = (trace: Trace): number => measure(trace).procs;
  const batch = (procs: number) => (taken: number, left: number, tick: number) => {
    const queued = taken + left;
    return taken === (tick === 1 ? 1 : Math.min(queued, Math.floor(queued / procs) + 1, 128));
  };
  const ranks = tickRanks(one);
  return [
    exact(
      'tasks that leave a full queue of 256, the new one too',
      '0 wrong',
      failures(one, Kind.overflow, (moved) => moved === 129),
    ),
    exact('overflows of 1,000 creations', 6, measure(one).steals.overflows),
    exact(
      'steals: half, rounded up',
      '0 wrong',
      failures(few, Kind.steal, (_, moved, of) => moved === (of === 0 ? 1 : Math.ceil(of / 2))),
    ),
    exact('global batches on 1 P', '0 wrong', failures(one, Kind.globalTake, batch(procsOf(one)))),
    exact(
      'global batches on 4 Ps',
      '0 wrong',
      failures(four, Kind.globalTake, batch(procsOf(four))),
    ),
    exact(
      'starts by the tick, modulo 61',
      '0',
      [...new Set(ranks.map((rank) => rank % 61))].join(),
    ),
    within('starts by the tick', 1, ranks.length, 1000 / 61),
  ];
}

const arithmetic: Check = {
  name: "Go's queue arithmetic",
  about: 'overflow of 129, steal half, batches of the global queue, the tick of 61',
  source: 'Go 1.23, proc.go: runqputslow, runqgrab, globrunqget, findRunnable',
  run: () => goArithmetic(),
};

const account: Check = {
  name: 'account of time',
  about: 'the uses of the Ps add up to exactly P × makespan',
  source: 'every nanosecond of a P belongs to one state; trace/kinds.ts, convention 3',
  run({ servers }) {
    const { program } = tree(9);
    return ['go', 'pilfer', 'global-queue', 'no-stealing'].map((policy) => {
      const { trace, time } = runFree(program, {
        processors: servers,
        policy,
        costs: 'go',
        trace: true,
      });
      return exact(
        `sum of uses under ${policy}, ns`,
        time * servers,
        measure(trace as Trace).time.total,
      );
    });
  },
};

/** The exact checks. */
export const EXACT: readonly Check[] = [anomalies, ratio, trees, arithmetic, account];
