/** What imports of JSON have in common. */

import type { TraceInfo } from '@pilfer/scheduler/trace';

/** True for an object with names. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns what a head of ours says of its trace; what it does not say is what it would be. */
export function infoOf(head: Readonly<Record<string, unknown>>, title: string): TraceInfo {
  const { source, title: given, epochMs } = head;
  return {
    source: source === 'simulator' ? 'simulator' : 'runtime',
    title: typeof given === 'string' ? given : title,
    epochMs: typeof epochMs === 'number' && epochMs >= 0 ? epochMs : 0,
  };
}
