/**
 * Flows of Chrome JSON: an arrow is drawn only if each of its ends finds a slice that is open on its
 * thread at its time, and that was read before it.
 */

import type { Findings } from './finding.js';
import type { LaneSlices } from './lane-slices.js';
import { laneOf, show } from './words.js';

type Event = Readonly<Record<string, unknown>>;

interface End {
  readonly ph: string;
  readonly time: number;
  readonly lane: string;
  readonly where: string;
  readonly order: number;
}

/** Collects the ends of flows. */
export class FlowCheck {
  readonly #findings: Findings;
  readonly #flows = new Map<string, End[]>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** An event `s`, `t` or `f`. */
  see(event: Event, ph: string, time: number, where: string, order: number): void {
    const { id, cat, name, bp } = event;
    if (typeof id === 'string' && !/^(0x)?[0-9a-f]+$/i.test(id)) {
      this.#findings.add(where, `id is ${show(id)}; a text is read as a hexadecimal number`);
      return;
    }
    if (typeof id !== 'number' && typeof id !== 'string') {
      this.#findings.add(where, `id is ${show(id)}; a flow needs one`);
      return;
    }
    if (ph === 'f' && bp !== 'e') {
      this.#findings.add(where, `bp is ${show(bp)}: without "e" it ends at the next slice instead`);
    }
    const number = typeof id === 'number' ? id : parseInt(id.replace(/^0x/i, ''), 16);
    const key = JSON.stringify([cat, name, number]);
    const ends = this.#flows.get(key);
    const end = { ph, time, lane: laneOf(event), where, order };
    if (ends === undefined) this.#flows.set(key, [end]);
    else ends.push(end);
  }

  /** A flow of the second kind: part of a slice, so that it is in one by itself. */
  seeBound({ bind_id: id, flow_in: isIn, flow_out: isOut }: Event, where: string): void {
    if (id !== undefined && isIn !== true && isOut !== true) {
      this.#findings.add(where, 'bind_id without flow_in or flow_out');
    }
  }

  finish(lanes: ReadonlyMap<string, LaneSlices>): void {
    for (const ends of this.#flows.values()) {
      for (const { time, lane, where, order } of ends) {
        if (lanes.get(lane)?.isOpenAt(time, order) !== true) {
          this.#findings.add(where, `no slice that stands before it is open on ${lane}`);
        }
      }
      this.#checkOrder(ends);
    }
  }

  #checkOrder(ends: readonly End[]): void {
    const [first] = ends;
    if (first === undefined) return;
    if (first.ph !== 's') this.#findings.add(first.where, 'a flow that has not begun');
    if (ends.length === 1) this.#findings.add(first.where, 'a flow with one end');
    for (const [i, { ph, time, where }] of ends.entries()) {
      const before = ends[i - 1];
      if (before === undefined) continue;
      if (ph === 's') this.#findings.add(where, `begins the flow of ${before.where} again`);
      if (time < before.time) this.#findings.add(where, `is earlier than ${before.where}`);
    }
  }
}
