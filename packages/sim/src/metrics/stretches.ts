/** What each P did when, as stretches of time in one state, and the steals: what a Gantt chart shows. */

import { kindInfo, Kind, NONE, ProcState } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';

/** A P in one state; times in ns. */
interface Stretch {
  readonly proc: number;
  readonly state: ProcState;
  readonly from: number;
  readonly to: number;
}

/** A successful steal. */
interface Theft {
  readonly time: number;
  readonly thief: number;
  readonly victim: number;
}

/** What happened between two times. */
export interface Stretches {
  readonly procs: number;
  readonly from: number;
  readonly to: number;
  /** In the order of their ends. */
  readonly stretches: readonly Stretch[];
  readonly thefts: readonly Theft[];
}

/** Cuts a trace, or its part from `from` to `to`, into stretches. */
export function stretchesOf(trace: Trace, from: number, to: number): Stretches {
  const stretches: Stretch[] = [];
  const thefts: Theft[] = [];
  const present: { state: ProcState; since: number }[] = [];
  const close = (proc: number, time: number): void => {
    const { state, since } = present[proc] as { state: ProcState; since: number };
    const [begin, end] = [Math.max(from, since), Math.min(to, time)];
    if (end > begin) stretches.push({ proc, state, from: begin, to: end });
  };
  const event = trace.cursor();
  while (event.next()) {
    const { kind, time, proc } = event;
    if (kind === Kind.runStart || kind === Kind.procsChange) {
      while (present.length < event.a) present.push({ state: ProcState.idle, since: time });
    }
    if (kind === Kind.steal && time >= from && time <= to) {
      thefts.push({ time, thief: proc, victim: event.a });
    }
    const state = kindInfo(kind)?.enters;
    if (state === undefined || proc === NONE || proc >= present.length) continue;
    close(proc, time);
    present[proc] = { state, since: time };
  }
  for (let proc = 0; proc < present.length; proc++) close(proc, trace.endTime);
  return { procs: present.length, from, to, stretches, thefts };
}
