/** Memory: a million Gs at once, and many events in a row. Each in a process of its own. */

import { runChild } from '../../child.js';
import type { Order, Row, Section } from '../../suite.js';

/** What the child reports. */
export interface MemoryReport {
  readonly events: number;
  readonly created: number;
  readonly seconds: number;
  /** Resident memory at its peak, and before the run. */
  readonly peakBytes: number;
  readonly baseBytes: number;
}

/** What the child is told to do: so many Gs, which sleep at the same time or come one by one. */
export interface MemoryOrder {
  readonly kind: 'sleepers' | 'requests';
  readonly count: number;
}

export function measureMemory(order: Order): Section {
  const rows: Row[] = [];
  const gs = order.smoke ? 10_000 : 1_000_000;
  const manyGs = `${gs.toLocaleString('en')} Gs at once`;
  if (order.wants(manyGs)) {
    order.log(manyGs);
    const { created, peakBytes, baseBytes, seconds } = ask({
      kind: 'sleepers',
      count: gs,
    });
    const value = peakBytes / 1e6;
    rows.push({
      name: manyGs,
      unit: 'MB',
      value,
      rounds: [value],
      goal: { text: '≤ 1,000', reached: value <= 1000 },
      note: `peak of the process; ${Math.round((peakBytes - baseBytes) / created)} bytes per G; ${seconds.toFixed(1)} s`,
    });
  }
  const requests = order.smoke ? 5_000 : 17_500_000;
  const manyEvents = order.smoke ? 'a short stream' : '10^8 events streamed';
  if (order.wants(manyEvents)) {
    order.log(manyEvents);
    const { events, peakBytes, baseBytes, seconds } = ask({
      kind: 'requests',
      count: requests,
    });
    const value = (peakBytes - baseBytes) / 1e6;
    rows.push({
      name: manyEvents,
      unit: 'MB',
      value,
      rounds: [value],
      goal: { text: '≤ 100', reached: value <= 100 },
      note: `growth of the process; ${(events / 1e6).toFixed(0)} M events, traced into a sink, in ${seconds.toFixed(0)} s`,
    });
  }
  return {
    title: 'Memory',
    about: 'Resident memory at its peak, of a process that does nothing else, 64 Ps.',
    rows,
  };
}

function ask(task: MemoryOrder): MemoryReport {
  const script = new URL('./memory-child.js', import.meta.url);
  return runChild<MemoryReport>(script, task, { limit: 300_000 }).answer;
}
