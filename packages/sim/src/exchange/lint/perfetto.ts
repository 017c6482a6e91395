/** Does a Perfetto trace of track events obey the rules of its importer? */

import { EventField, Interned, PacketField, TrackField, EventType } from '../perfetto-fields.js';
import type { Findings } from './finding.js';
import { fieldsIn, type Field } from './protobuf-reader.js';

/** The number of the packets in a trace. */
const PACKET = 1;

/** True if the bytes begin with a packet. */
export function looksLikePerfetto(bytes: Uint8Array): boolean {
  const first = fieldsIn(bytes.subarray(0, 100_000)).next().value;
  return (
    first?.field === PACKET &&
    first.bytes !== undefined &&
    fieldsIn(first.bytes).next().value !== undefined
  );
}

/** Checks a file; returns the number of packets. */
export function lintPerfetto(bytes: Uint8Array, findings: Findings): number {
  const check = new PerfettoCheck(findings);
  let packets = 0;
  let end = 0;
  for (const field of fieldsIn(bytes)) {
    if (field === undefined) findings.add('file', `ends within a packet, after byte ${end}`);
    else if (field.field === PACKET && field.bytes !== undefined) check.see(field.bytes, packets++);
    end = field?.end ?? end;
  }
  check.finish();
  return packets;
}

class PerfettoCheck {
  readonly #findings: Findings;
  readonly #tracks = new Set<number>();
  readonly #names = new Set<number>();
  /** Flow → the packet in which it began; NaN when it has ended. */
  readonly #flows = new Map<number, number>();
  readonly #slices = new Map<number, { time: number; isEnd: boolean; packet: number }[]>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  see(bytes: Uint8Array, packet: number): void {
    const fields = [...fieldsIn(bytes)];
    const add = (message: string): void => this.#findings.add(`packet ${packet}`, message);
    if (fields.includes(undefined)) {
      add('ends within a field');
      return;
    }
    const all = fields as Field[];
    const find = (number: number): Field | undefined => all.find(({ field }) => field === number);
    if (packet === 0 && ((find(PacketField.sequenceFlags)?.value ?? 0) & 1) === 0) {
      add('the first packet does not say that the state was cleared');
    }
    for (const { field, bytes: inner } of all) {
      if (field === PacketField.internedData && inner !== undefined) this.#intern(inner);
      if (field === PacketField.trackDescriptor && inner !== undefined) this.#describe(inner, add);
    }
    const event = find(PacketField.trackEvent)?.bytes;
    if (event === undefined) return;
    const time = find(PacketField.timestamp)?.value;
    if (time === undefined) add('an event without a timestamp');
    else this.#event(event, time, packet, add);
  }

  finish(): void {
    for (const [track, steps] of this.#slices) this.#checkNesting(track, steps);
    for (const packet of this.#flows.values()) {
      if (!Number.isNaN(packet)) this.#findings.add(`packet ${packet}`, 'a flow with one end');
    }
  }

  #intern(bytes: Uint8Array): void {
    for (const field of fieldsIn(bytes)) {
      if (field?.field !== Interned.names || field.bytes === undefined) continue;
      for (const part of fieldsIn(field.bytes)) if (part?.field === 1) this.#names.add(part.value);
    }
  }

  #describe(bytes: Uint8Array, add: (message: string) => void): void {
    let uuid: number | undefined;
    let parent: number | undefined;
    for (const field of fieldsIn(bytes)) {
      if (field?.field === TrackField.uuid) uuid = field.value;
      if (field?.field === TrackField.parent) parent = field.value;
    }
    if (uuid === undefined) add('a track without uuid');
    else this.#tracks.add(uuid);
    if (parent !== undefined && !this.#tracks.has(parent))
      add(`no track ${parent} was described before`);
  }

  #event(bytes: Uint8Array, time: number, packet: number, add: (message: string) => void): void {
    let type = 0;
    let track = NaN;
    for (const field of fieldsIn(bytes)) {
      if (field === undefined) add('ends within a field of its event');
      else if (field.field === EventField.type) type = field.value;
      else if (field.field === EventField.track) track = field.value;
      else if (field.field === EventField.nameIid && !this.#names.has(field.value)) {
        add(`name ${field.value} has not been interned`);
      } else if (field.field === EventField.flow) this.#beginFlow(field.value, packet, add);
      else if (field.field === EventField.terminatingFlow) this.#endFlow(field.value, add);
    }
    if (!this.#tracks.has(track)) add(`no track ${track} was described before`);
    if (type !== EventType.begin && type !== EventType.end) return;
    const steps = this.#slices.get(track);
    const step = { time, isEnd: type === EventType.end, packet };
    if (steps === undefined) this.#slices.set(track, [step]);
    else steps.push(step);
  }

  #beginFlow(id: number, packet: number, add: (message: string) => void): void {
    if (this.#flows.has(id)) add(`flow ${id} begins again`);
    this.#flows.set(id, packet);
  }

  #endFlow(id: number, add: (message: string) => void): void {
    if (Number.isNaN(this.#flows.get(id) ?? NaN)) add(`flow ${id} ends and has not begun`);
    this.#flows.set(id, NaN);
  }

  /** Slices of a track begin and end like brackets, in the order of time. */
  #checkNesting(track: number, steps: { time: number; isEnd: boolean; packet: number }[]): void {
    steps.sort((one, other) => one.time - other.time);
    const open: number[] = [];
    for (const { isEnd, packet, time } of steps) {
      if (!isEnd) open.push(packet);
      else if (open.pop() === undefined) {
        this.#findings.add(
          `packet ${packet}`,
          `ends at ${time} ns on track ${track} what has not begun`,
        );
      }
    }
    for (const packet of open)
      this.#findings.add(`packet ${packet}`, `a slice of track ${track} never ends`);
  }
}
