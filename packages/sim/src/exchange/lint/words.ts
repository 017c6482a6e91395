/** Events of Chrome JSON in messages. */

/** The lane of an event. */
export function laneOf({ pid, tid }: Readonly<Record<string, unknown>>): string {
  return `pid ${show(pid)} tid ${show(tid)}`;
}

/** A value. */
export function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
