import { expect, test } from '@jest/globals';
import type { Trace } from '@pilfer/scheduler/trace';
import protobuf from 'protobufjs';
import { perfettoPieces } from '../../src/exchange/perfetto.js';
import { ProtoWriter } from '../../src/exchange/protobuf.js';
import { nonsense, randomRun, SMALL } from './traces.js';

/** The fields that we use, as Perfetto's .proto files number them. */
const SCHEMA = `
syntax = "proto2";
message Trace { repeated TracePacket packet = 1; }
message TracePacket {
  optional uint64 timestamp = 8;
  optional uint32 trusted_packet_sequence_id = 10;
  optional TrackEvent track_event = 11;
  optional InternedData interned_data = 12;
  optional uint32 sequence_flags = 13;
  optional TrackDescriptor track_descriptor = 60;
  optional bool first_packet_on_sequence = 87;
}
message TrackDescriptor {
  optional uint64 uuid = 1;
  optional string name = 2;
  optional ProcessDescriptor process = 3;
  optional ThreadDescriptor thread = 4;
  optional uint64 parent_uuid = 5;
  optional CounterDescriptor counter = 8;
}
message ProcessDescriptor { optional int32 pid = 1; optional string process_name = 6; }
message ThreadDescriptor {
  optional int32 pid = 1;
  optional int32 tid = 2;
  optional int32 legacy_sort_index = 3;
  optional string thread_name = 5;
}
message CounterDescriptor {}
message TrackEvent {
  enum Type { TYPE_UNSPECIFIED = 0; TYPE_SLICE_BEGIN = 1; TYPE_SLICE_END = 2; TYPE_INSTANT = 3; TYPE_COUNTER = 4; }
  repeated uint64 category_iids = 3;
  repeated DebugAnnotation debug_annotations = 4;
  optional Type type = 9;
  optional uint64 name_iid = 10;
  optional uint64 track_uuid = 11;
  optional int64 counter_value = 30;
  repeated fixed64 flow_ids = 47;
  repeated fixed64 terminating_flow_ids = 48;
  optional uint64 correlation_id = 52;
}
message DebugAnnotation { optional uint64 name_iid = 1; optional int64 int_value = 4; optional string string_value = 6; }
message InternedString { optional uint64 iid = 1; optional string name = 2; }
message InternedData {
  repeated InternedString event_categories = 1;
  repeated InternedString event_names = 2;
  repeated InternedString debug_annotation_names = 3;
}
`;
const Root = protobuf.parse(SCHEMA, { keepCase: true }).root;
const TraceMessage = Root.lookupType('Trace');

interface Interned {
  readonly iid: string;
  readonly name: string;
}
interface Packet {
  readonly timestamp?: string;
  readonly sequence_flags: number;
  readonly first_packet_on_sequence?: boolean;
  readonly track_descriptor?: {
    readonly uuid: string;
    readonly name?: string;
    readonly parent_uuid?: string;
    readonly thread?: { readonly thread_name: string; readonly tid: number };
    readonly counter?: object;
  };
  readonly interned_data?: Readonly<Record<string, readonly Interned[]>>;
  readonly track_event?: {
    readonly type: string;
    readonly track_uuid: string;
    readonly name_iid?: string;
    readonly counter_value?: string;
    readonly flow_ids?: readonly string[];
    readonly terminating_flow_ids?: readonly string[];
    readonly debug_annotations?: readonly {
      name_iid: string;
      int_value?: string;
      string_value?: string;
    }[];
  };
}

function packets(trace: Trace): Packet[] {
  const bytes = Buffer.concat([...perfettoPieces(trace, 10)]);
  const message = TraceMessage.decode(bytes);
  const plain = TraceMessage.toObject(message, { longs: String, enums: String });
  return (plain as { packet: Packet[] }).packet;
}

interface Told {
  readonly track: string;
  readonly type: string;
  readonly time: number;
  readonly name: string;
}

/** Reads it as the viewer does: descriptors before events, names by number, slices that nest. */
function read(trace: Trace): { told: Told[]; flows: Map<string, string[]>; numbers: number[] } {
  const tracks = new Map<string, string>();
  const names = new Map<string, string>();
  const depth = new Map<string, number>();
  const last = new Map<string, number>();
  const flows = new Map<string, string[]>();
  const told: Told[] = [];
  const numbers: number[] = [];
  const all = packets(trace);
  expect(all.map((one) => one.sequence_flags)).toEqual(all.map((_, i) => (i === 0 ? 3 : 2)));
  expect(all.map((one) => one.first_packet_on_sequence)).toEqual(
    all.map((_, i) => (i === 0 ? true : undefined)),
  );
  for (const { timestamp, track_descriptor: track, track_event: event, interned_data } of all) {
    for (const list of Object.values(interned_data ?? {})) {
      for (const { iid, name } of list) names.set(iid, name);
    }
    if (track !== undefined) {
      if (track.parent_uuid !== undefined) expect(tracks.has(track.parent_uuid)).toBe(true);
      tracks.set(track.uuid, track.name ?? track.thread?.thread_name ?? 'process');
      if (track.thread !== undefined) expect(track.thread.tid).toBeGreaterThan(0);
    }
    if (event === undefined) continue;
    const { type, track_uuid: uuid } = event;
    const time = Number(timestamp);
    expect(tracks.has(uuid)).toBe(true);
    if (type === 'TYPE_SLICE_BEGIN') {
      expect(time).toBeGreaterThanOrEqual(last.get(uuid) ?? 0);
      depth.set(uuid, (depth.get(uuid) ?? 0) + 1);
    } else if (type === 'TYPE_SLICE_END') {
      expect(depth.get(uuid)).toBeGreaterThan(0);
      depth.set(uuid, (depth.get(uuid) ?? 0) - 1);
      last.set(uuid, time);
    }
    const name =
      event.name_iid === undefined ? (event.counter_value ?? '') : names.get(event.name_iid);
    expect(name).toBeDefined();
    const lane = tracks.get(uuid) ?? '';
    told.push({ track: lane, type: type.slice(5), time, name: name ?? '' });
    for (const id of event.flow_ids ?? []) flows.set(id, [lane]);
    for (const id of event.terminating_flow_ids ?? []) flows.get(id)?.push(lane);
    for (const note of event.debug_annotations ?? []) {
      if (names.get(note.name_iid) === 'i') numbers.push(Number(note.int_value));
    }
  }
  expect([...depth.values()].filter((open) => open !== 0)).toEqual([]);
  return { told, flows, numbers };
}

test('a small trace, read back by protobufjs', () => {
  const { told, flows } = read(SMALL);
  const slices = told.filter(({ track, type }) => /^P\d/.test(track) && type.startsWith('SLICE'));
  expect(slices.map(({ track, type, time, name }) => [track, type, time, name])).toEqual([
    ['P0', 'SLICE_BEGIN', 0, 'schedule'],
    ['P0', 'SLICE_END', 100, ''],
    ['P1', 'SLICE_BEGIN', 0, 'schedule'],
    ['P1', 'SLICE_END', 100, ''],
    ['P1', 'SLICE_BEGIN', 100, 'steal P0→P1 ×1'],
    ['P1', 'SLICE_END', 300, ''],
    ['P0', 'SLICE_BEGIN', 100, 'G1 first'],
    ['P0', 'SLICE_END', 500, ''],
    ['P1', 'SLICE_BEGIN', 300, 'G2 second'],
    ['P1', 'SLICE_END', 900, ''],
    ['P1', 'SLICE_BEGIN', 900, 'schedule'],
    ['P1', 'SLICE_END', 1000, ''],
  ]);
  expect([...flows]).toEqual([['1', ['P0', 'P1']]]);
  const queue = told.filter(({ track, type }) => track === 'queue P0' && type === 'COUNTER');
  expect(queue.map(({ time, name }) => [time, name])).toEqual([
    [0, '2'],
    [100, '1'],
    [300, '0'],
  ]);
});

test('any trace: every event once, every flow with two ends, slices balanced', () => {
  const traces = [
    ...Array.from({ length: 5 }, (_, i) => randomRun(5 * i + 2)),
    ...Array.from({ length: 40 }, (_, i) => nonsense(i)),
  ];
  for (const trace of traces) {
    const { flows, numbers } = read(trace);
    expect(numbers.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: trace.length }, (_, i) => i),
    );
    expect([...flows.values()].filter((lanes) => lanes.length !== 2)).toEqual([]);
  }
});

test('numbers of any size', () => {
  const writer = new ProtoWriter();
  const values = [
    0,
    1,
    127,
    128,
    2 ** 28,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53 - 1,
    -1,
    -128,
    -(2 ** 53) + 1,
  ];
  for (const value of values) writer.int(1, value).fixed64(2, Math.abs(value));
  const { root } = protobuf.parse('message M { repeated int64 a = 1; repeated fixed64 b = 2; }');
  const type = root.lookupType('M');
  expect(type.toObject(type.decode(writer.take()), { longs: Number })).toEqual({
    a: values,
    b: values.map(Math.abs),
  });
});
