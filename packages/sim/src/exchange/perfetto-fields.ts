/** Numbers of the fields of a Perfetto trace that we write and check. */

export const PacketField = {
  timestamp: 8,
  sequence: 10,
  trackEvent: 11,
  internedData: 12,
  sequenceFlags: 13,
  trackDescriptor: 60,
  firstOnSequence: 87,
} as const;
export const TrackField = {
  uuid: 1,
  name: 2,
  process: 3,
  thread: 4,
  parent: 5,
  counter: 8,
} as const;
export const ProcessField = { pid: 1, name: 6 } as const;
export const ThreadField = { pid: 1, tid: 2, sortIndex: 3, name: 5 } as const;
export const EventField = {
  categoryIid: 3,
  annotation: 4,
  type: 9,
  nameIid: 10,
  track: 11,
  counterValue: 30,
  flow: 47,
  terminatingFlow: 48,
  correlation: 52,
} as const;
export const EventType = { begin: 1, end: 2, instant: 3, counter: 4 } as const;
export const Interned = { categories: 1, names: 2, annotationNames: 3 } as const;
export const AnnotationField = { nameIid: 1, int: 4, string: 6 } as const;
