/**
 * A recording of tasks as a program: each task computes for as long as it did, creates the tasks it
 * created, and waits for them where it first waited. Recorded on one P there was nothing to wait for but
 * the P, so the program holds what the workload asks for, and nothing of the schedule that it got.
 *
 * Forks that stayed private leave no events: a program with forks is built from its definition. So is
 * one whose tasks wait for each other otherwise: a trace does not tell for what.
 */

import { Kind, NONE } from '@pilfer/scheduler/trace';
import type { Cursor, Trace } from '@pilfer/scheduler/trace';
import { SimError } from '../program/errors.js';
import type { Operation } from '../program/operations.js';
import type { ArrivalDeclaration, Program } from '../program/program.js';

/** What is known of one task. */
interface Life {
  /** Of its function, and its place among all tasks: ids are used again. */
  readonly name: string;
  /** When others could take it. */
  published: number;
  readonly parent: Life | undefined;
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
  const functions = lives.map(({ name, published, parent, body }) => {
    if (parent === undefined) {
      const process = { kind: 'times', times: [published - start] } as const;
      arrivals.push({ name, function: name, process, place: 'outside' });
    } else if (parent.waits) body.push({ op: 'done', waitGroup: parent.name });
    return { name, body };
  });
  const waiting = lives.filter(({ waits }) => waits);
  return {
    name: recording.info.title,
    functions,
    channels: [],
    mutexes: [],
    waitGroups: waiting.map(({ name, children }) => ({ name, count: children })),
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

function livesOf(recording: Trace): Life[] {
  const lives: Life[] = [];
  const current = new Map<number, Life>();
  let unpublished: Life[] = [];
  const event = recording.cursor();
  while (event.next()) {
    if (event.kind === Kind.expose) {
      throw new SimError('replay: the recording has forks; record the workload on one P');
    }
    if (event.kind === Kind.block) {
      throw new SimError(
        'replay: the recording has tasks that wait for each other; give its scenario',
      );
    }
    if (event.kind === Kind.create) {
      lives.push(create(current, event, `${recording.strings.get(event.b)} ${lives.length}`));
    }
    const life = current.get(event.task);
    if (event.kind === Kind.create && event.machine === NONE && life) unpublished.push(life);
    else if (event.kind === Kind.globalPush && event.machine === NONE) {
      for (const one of unpublished) one.published = event.time;
      unpublished = [];
    }
    if (life !== undefined) live(life, event);
  }
  if (lives.length === 0) throw new SimError('replay: the recording has no tasks');
  return lives;
}

/** Something has happened to a task. */
function live(life: Life, { kind, time }: Cursor): void {
  switch (kind) {
    case Kind.start:
    case Kind.asyncResume:
      life.since = time;
      break;
    case Kind.end:
    case Kind.yield:
    case Kind.preempt:
      compute(life, time);
      break;
    case Kind.asyncPending:
      compute(life, time);
      if (life.children > 0 && !life.waits) {
        life.waits = true;
        life.body.push({ op: 'wait', waitGroup: life.name });
      }
      break;
  }
}

function create(current: Map<number, Life>, { task, a, time }: Cursor, name: string): Life {
  const parent = a === NONE ? undefined : current.get(a);
  const life = {
    name,
    published: time,
    parent,
    body: [],
    children: 0,
    waits: false,
    since: NaN,
  };
  current.set(task, life);
  if (parent === undefined) return life;
  compute(parent, time);
  parent.since = time;
  parent.children++;
  parent.body.push({ op: 'spawn', function: name });
  return life;
}

function compute(life: Life, until: number): void {
  if (until > life.since) life.body.push({ op: 'work', time: until - life.since });
  life.since = NaN;
}
