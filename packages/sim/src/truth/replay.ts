/**
 * A recording of tasks as a program: each task computes for as long as it did, creates the tasks it
 * created, and waits for them where it first waited. Recorded on one P there was nothing to wait for but
 * the P, so the program holds what the workload asks for, and nothing of the schedule that it got.
 *
 * Forks that stayed private leave no events: a program with forks is built from its definition.
 */

import { Kind, NONE } from '@pilfer/scheduler/trace';
import type { Cursor, Trace } from '@pilfer/scheduler/trace';
import { SimError } from '../program/errors.js';
import type { Operation } from '../program/operations.js';
import type { ArrivalDeclaration, Program } from '../program/program.js';

/** What is known of one task. */
interface Life {
  readonly name: string;
  /** When others could take it. */
  published: number;
  readonly parent: number;
  readonly body: Operation[];
  children: number;
  waits: boolean;
  /** When its present stretch of running began. */
  since: number;
}

/**
 * Returns the program of a recording. Time 0 is the first creation; what came from outside comes when it
 * was published.
 *
 * @throws SimError if the recording has no tasks, or forks.
 */
export function replay(recording: Trace): Program {
  const lives = livesOf(recording);
  const start = firstCreation(recording);
  const arrivals: ArrivalDeclaration[] = [];
  const functions = [...lives].map(([task, { name, published, parent, body }]) => {
    const own = nameOf(task, name);
    const above = lives.get(parent);
    if (above === undefined) {
      const process = { kind: 'times', times: [published - start] } as const;
      arrivals.push({ name: own, function: own, process, place: 'outside' });
    } else if (above.waits) body.push({ op: 'done', waitGroup: nameOf(parent, above.name) });
    return { name: own, body };
  });
  const waiting = [...lives].filter(([, { waits }]) => waits);
  return {
    name: recording.info.title,
    functions,
    channels: [],
    mutexes: [],
    waitGroups: waiting.map(([task, { name, children }]) => ({
      name: nameOf(task, name),
      count: children,
    })),
    counters: [],
    arrivals,
  };
}

/** Time of the first creation; NaN if there is none. */
export function firstCreation(trace: Trace): number {
  const event = trace.cursor();
  while (event.next()) if (event.kind === Kind.create) return event.time;
  return NaN;
}

function nameOf(task: number, name: string): string {
  return `${name} ${task}`;
}

function livesOf(recording: Trace): Map<number, Life> {
  const lives = new Map<number, Life>();
  let unpublished: Life[] = [];
  const event = recording.cursor();
  while (event.next()) {
    if (event.kind === Kind.expose) {
      throw new SimError('replay: the recording has forks; record the workload on one P');
    }
    if (event.kind === Kind.create) create(lives, event, recording.strings.get(event.b));
    const life = lives.get(event.task);
    if (event.kind === Kind.create && event.machine === NONE && life) unpublished.push(life);
    else if (event.kind === Kind.globalPush && event.machine === NONE) {
      for (const one of unpublished) one.published = event.time;
      unpublished = [];
    }
    if (life === undefined) continue;
    if (event.kind === Kind.start || event.kind === Kind.asyncResume) life.since = event.time;
    else if (event.kind === Kind.end || event.kind === Kind.asyncPending) {
      compute(life, event.time);
      if (event.kind === Kind.asyncPending && life.children > 0 && !life.waits) {
        life.waits = true;
        life.body.push({ op: 'wait', waitGroup: nameOf(event.task, life.name) });
      }
    }
  }
  if (lives.size === 0) throw new SimError('replay: the recording has no tasks');
  return lives;
}

function create(lives: Map<number, Life>, { task, a: parent, time }: Cursor, name: string): void {
  lives.set(task, {
    name,
    published: time,
    parent,
    body: [],
    children: 0,
    waits: false,
    since: NaN,
  });
  const above = lives.get(parent);
  if (above === undefined) return;
  compute(above, time);
  above.since = time;
  above.children++;
  above.body.push({ op: 'spawn', function: nameOf(task, name) });
}

function compute(life: Life, until: number): void {
  if (until > life.since) life.body.push({ op: 'work', time: until - life.since });
  life.since = NaN;
}
