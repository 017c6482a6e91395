/** Events per second, without and with a trace. */

import { simulate, type Program, type TraceSink } from '@pilfer/sim';
import type { Goal, Order, Row, Section } from '../../suite.js';
import { median } from '../../statistics.js';
import { requests, tree } from './programs.js';

const ROUNDS = 5;
/** Goals of DESIGN: at 64 Ps, millions of events a second. */
const GOALS: ReadonlyMap<string, number> = new Map([
  ['requests, 64 Ps', 5],
  ['requests, 64 Ps, traced', 2],
]);

export function measureSpeed(order: Order): Section {
  const rows: Row[] = [];
  for (const processors of [8, 64, 1024]) {
    const programs: [string, Program][] = [
      ['requests', requests(processors, order.smoke ? 2_000 : 500_000)],
      ['fork tree', tree(order.smoke ? 8 : 17)],
    ];
    for (const [kind, program] of programs) {
      for (const isTraced of [false, true]) {
        const name = `${kind}, ${processors} Ps${isTraced ? ', traced' : ''}`;
        if (!order.wants(name)) continue;
        order.log(name);
        rows.push(speedRow(name, program, processors, isTraced, order.smoke ? 1 : ROUNDS));
      }
    }
  }
  return {
    title: 'Speed',
    about:
      'Events simulated per second of real time, policy and costs `go`; an event is one step of a ' +
      'machine, of the monitor or of a source. Traced: into a sink that drops what it gets, 8,192 ' +
      `records at a time. Medians of ${ROUNDS} runs in one process.`,
    rows,
  };
}

function speedRow(
  name: string,
  program: Program,
  processors: number,
  isTraced: boolean,
  rounds: number,
): Row {
  let records = 0;
  const sink: TraceSink = (_, count) => (records += count);
  const rates: number[] = [];
  let events = 0;
  for (let round = 0; round < rounds; round++) {
    records = 0;
    const start = performance.now();
    ({ events } = simulate(program, { processors, trace: isTraced ? sink : false }));
    rates.push(events / 1000 / (performance.now() - start));
  }
  const value = median(rates);
  const limit = GOALS.get(name);
  const goal: Goal | undefined =
    limit === undefined ? undefined : { text: `≥ ${limit} M/s`, reached: value >= limit };
  const traced = isTraced ? `, ${(records / 1e6).toFixed(1)} M records` : '';
  return {
    name,
    unit: 'M/s',
    value,
    better: 'more',
    rounds: rates,
    ...(goal === undefined ? {} : { goal }),
    note: `${(events / 1e6).toFixed(2)} M events${traced}`,
    raw: { least: Math.min(...rates), most: Math.max(...rates) },
  };
}
