/**
 * Who is on the way at a moment: tasks that were just taken, and thieves that go to a victim. A take
 * is one event; the thief's way to it and that of its tasks are shown for a while after it. The way of
 * a thief that searches for long leads from its last visit to its next one, which a recording knows
 * already.
 */

import { Kind, NONE, ProcState } from '@pilfer/scheduler/trace';
import type { TraceEvent } from '@pilfer/scheduler/trace';
import type { Moment } from '../model/moment.js';
import type { Replay } from '../model/replay.js';
import { flightOf } from './view.js';
import type { View } from './view.js';

/** The global queue, where a P is expected. */
export const FROM_GLOBAL: number = NONE;

/** Tasks that travel. */
export interface Flight {
  readonly thief: number;
  /** Whose they were: a P, or {@link FROM_GLOBAL}. */
  readonly from: number;
  readonly count: number;
  readonly first: number;
  /** How far they are, 0 to 1. */
  readonly progress: number;
}

/** A thief that travels. */
export interface Walk {
  /** It is still searching; if not, it has found what it brings home. */
  readonly isSearching: boolean;
  readonly thief: number;
  readonly from: number;
  readonly to: number;
  readonly progress: number;
}

/** A visit in vain, a short while ago. */
interface Failure {
  readonly thief: number;
  readonly victim: number;
}

/** All moves of one moment. */
export interface Moves {
  readonly flights: readonly Flight[];
  readonly walks: readonly Walk[];
  readonly failures: readonly Failure[];
}

/** The part of a flight in which the thief goes to its victim. */
const OUT = 0.35;
/** How many events ahead a thief's next visit is looked for. */
const AHEAD = 1000;
/** Ways that take less of a flight than this are not shown: they would only flicker. */
const SHORTEST = 0.08;

/** Finds what moves. */
export function movesAt(replay: Replay, moment: Moment, view: View): Moves {
  const flight = flightOf(view);
  const flights: Flight[] = [];
  const failures: Failure[] = [];
  const walks = walksAt(replay, moment, view, flight);
  moment.procs.forEach((proc, p) => {
    const take = eventAt(replay, proc.lastTake);
    if (take !== undefined && view.time - take.time < flight) {
      const progress = (view.time - take.time) / flight;
      if (progress < OUT) walks.push(wayOut(p, take, progress / OUT));
      else flights.push(flightOfTake(p, take, (progress - OUT) / (1 - OUT)));
    }
    const miss = eventAt(replay, proc.lastMiss);
    if (miss !== undefined && view.time - miss.time < flight / 2) {
      failures.push({ thief: p, victim: miss.a });
    }
  });
  return { flights, walks, failures };
}

function eventAt({ trace }: Replay, index: number): TraceEvent | undefined {
  return index === NONE ? undefined : trace.event(index);
}

/** The way of a thief to what it takes. */
function wayOut(thief: number, take: TraceEvent, progress: number): Walk {
  const to = take.kind === Kind.steal ? take.a : FROM_GLOBAL;
  return { thief, from: thief, to, progress, isSearching: false };
}

function flightOfTake(thief: number, take: TraceEvent, progress: number): Flight {
  const isSteal = take.kind === Kind.steal;
  return {
    thief,
    from: isSteal ? take.a : FROM_GLOBAL,
    count: isSteal ? take.b : take.a,
    first: take.task,
    progress,
  };
}

function walksAt(replay: Replay, moment: Moment, view: View, flight: number): Walk[] {
  const searching = new Set<number>();
  moment.procs.forEach(({ state }, p) => {
    if (state === ProcState.searching) searching.add(p);
  });
  const walks: Walk[] = [];
  const event = replay.trace.cursor(view.index);
  for (let i = 0; i < AHEAD && searching.size > 0 && event.next(); i++) {
    const { proc: thief, kind, time } = event;
    if (!VISITS.has(kind) || !searching.delete(thief)) continue;
    const { since, lastMiss } = moment.procs[thief] as { since: number; lastMiss: number };
    const miss = eventAt(replay, lastMiss);
    const isOnTour = miss !== undefined && miss.time >= since;
    const begin = isOnTour ? miss.time : since;
    if (time - begin < SHORTEST * flight) continue;
    const to = kind === Kind.globalTake ? FROM_GLOBAL : kind === Kind.searchEnd ? thief : event.a;
    const from = isOnTour ? miss.a : thief;
    walks.push({
      thief,
      from,
      to,
      progress: (view.time - begin) / (time - begin),
      isSearching: true,
    });
  }
  return walks;
}

/** What ends a way. */
const VISITS: ReadonlySet<number> = new Set<number>([
  Kind.miss,
  Kind.steal,
  Kind.globalTake,
  Kind.searchEnd,
]);
