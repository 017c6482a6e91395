/** The Ms on a timeline: which P each holds, and when it sleeps (timeline.ts). */

import { Kind, NONE, type TraceEvent } from '@pilfer/scheduler/trace';
import type { TimelineSink } from './timeline-sink.js';

interface MachineLane {
  proc: number;
  parked: boolean;
  name: string;
  since: number;
}

/** Tells what machines hold. */
export class MachineLanes {
  readonly #sink: TimelineSink;
  readonly #lanes = new Map<number, MachineLane>();

  constructor(sink: TimelineSink) {
    this.#sink = sink;
  }

  see(event: TraceEvent, time: number): void {
    const { kind } = event;
    if (kind === Kind.machineStart && event.machine >= 0) {
      this.#lanes.set(event.machine, { proc: NONE, parked: false, name: '', since: time });
    }
    const id = kind === Kind.retake ? event.a : event.machine;
    const lane = this.#lanes.get(id);
    if (lane === undefined) return;
    switch (kind) {
      case Kind.procAcquire:
        lane.proc = event.proc;
        break;
      case Kind.procRelease:
      case Kind.retake:
        lane.proc = NONE;
        break;
      case Kind.park:
      case Kind.unpark:
        lane.parked = kind === Kind.park;
        break;
      case Kind.machineStop:
      case Kind.machineLost:
        lane.proc = NONE;
        lane.parked = false;
        break;
      default:
        return;
    }
    this.#change(id, lane, time);
  }

  finish(time: number): void {
    for (const [id, lane] of this.#lanes) this.#tell(id, lane, time);
  }

  #change(id: number, lane: MachineLane, time: number): void {
    const holds = lane.proc === NONE ? '' : `P${lane.proc}`;
    const name = lane.parked ? `parked ${holds}`.trimEnd() : holds;
    if (name === lane.name) return;
    this.#tell(id, lane, time);
    lane.name = name;
    lane.since = time;
  }

  #tell(id: number, { name, since: from }: MachineLane, to: number): void {
    if (name === '' || to <= from) return;
    const lane = { group: 'machine', id } as const;
    this.#sink.slice({ lane, from, to, name, state: undefined, index: NONE });
  }
}
