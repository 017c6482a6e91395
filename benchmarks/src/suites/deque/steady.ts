/** What V8 does once it has settled: bytes per operation, collections, deoptimizations. */

import { runChild } from '../../child.js';
import type { Order, Row, Section } from '../../suite.js';
import { allContests } from './contests.js';
import type { Growth } from './steady-child.js';

/** Bytes per operation that count as none: a whole run's own bookkeeping is a few kilobytes. */
const NONE = 0.01;

const SCAVENGES = 'scavenges during all of these';
const DEOPTS = 'deoptimizations during all of these';

/** Runs every one-thread loop again in a process that watches its own heap. */
export function measureSteadyState({ smoke, wants, log }: Order): Section {
  const names = [...allContests().map(({ name }) => name), SCAVENGES, DEOPTS];
  return {
    title: 'Steady state: heap growth per operation',
    about:
      'The same loops after warm-up in a child process: growth of the used heap between a forced ' +
      'collection before and the end of the loop, with no collection in between.',
    rows: names.some(wants)
      ? observe(smoke ? 1e5 : 1e7, log).filter(({ name }) => wants(name))
      : [],
  };
}

function observe(operations: number, log: Order['log']): Row[] {
  log('  steady state');
  const child = new URL('./steady-child.js', import.meta.url);
  const { answer, lines } = runChild<readonly Growth[]>(child, operations);
  const rows = answer.map(({ name, bytes, done }): Row => {
    const perOperation = Math.max(0, bytes) / done;
    return {
      name,
      unit: 'B',
      value: perOperation,
      goal: { text: '0', reached: perOperation < NONE },
      note: `${bytes} B over ${done.toExponential(0)} operations`,
    };
  });
  return [
    ...rows,
    eventRow(
      SCAVENGES,
      lines.filter((line) => line.includes('Scavenge')),
    ),
    eventRow(
      DEOPTS,
      lines.filter((line) => line.startsWith('[bailout')),
    ),
  ];
}

function eventRow(name: string, lines: readonly string[]): Row {
  return {
    name,
    unit: '×',
    value: lines.length,
    goal: { text: '0', reached: lines.length === 0 },
    ...(lines.length === 0 ? {} : { note: lines.slice(0, 3).join(' ').slice(0, 160) }),
  };
}
