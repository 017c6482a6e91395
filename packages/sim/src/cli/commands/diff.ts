/**
 * `pilfer diff`: two traces, metric by metric; a scenario stands for its simulated trace, and a recording
 * alone is compared with its own simulation.
 */

import type { Trace } from '@pilfer/scheduler/trace';
import { compareMetrics } from '../../metrics/compare.js';
import type { Difference } from '../../metrics/compare.js';
import { measure } from '../../metrics/measure.js';
import { formatTime } from '../../scenario/time.js';
import type { Command } from '../command.js';
import { Exit, UsageError } from '../errors.js';
import { brief, percent, table } from '../format.js';
import { paintOf } from '../io.js';
import type { Io } from '../io.js';
import { RUN_FLAGS } from '../spec.js';
import { loadTraceOrScenario, simulated, titleOf } from '../trace-input.js';

export const diff: Command = {
  name: 'diff',
  about: 'compares two traces, or a recording with its own simulation',
  usage: '<trace or scenario> [<trace or scenario>] [flags]',
  flags: {
    policy: { value: 'NAME', about: "the rules of a scenario; see 'pilfer policies'" },
    ...RUN_FLAGS,
    json: { about: 'one JSON document' },
  },
  examples: [
    ['pilfer diff before.pilfer after.pilfer', 'two recordings'],
    ['pilfer diff run.pilfer', 'a recording, and the same tasks in the simulator'],
    ['pilfer diff run.pilfer --policy global-queue', 'what one queue would have made of them'],
  ],
  run(args, io) {
    const [first, second, ...others] = args.words;
    if (first === undefined || others.length > 0) {
      throw new UsageError(
        `expected one or two traces or scenarios, received ${args.words.length}`,
      );
    }
    const one = loadTraceOrScenario(first, args, io);
    const other =
      second === undefined
        ? { trace: simulated(one.trace, args), isSound: true }
        : loadTraceOrScenario(second, args, io);
    const rows = compareMetrics(measure(one.trace), measure(other.trace));
    if (args.has('json')) {
      const document = { one: one.trace.info, other: other.trace.info, rows };
      io.out(`${JSON.stringify(document, null, 2)}\n`);
    } else io.out(textOf(one.trace, other.trace, rows, io));
    return one.isSound && other.isSound ? Exit.ok : Exit.input;
  },
};

function textOf(one: Trace, other: Trace, rows: readonly Difference[], io: Io): string {
  const paint = paintOf(io);
  const head = ['', 'one', 'other', 'error'];
  return [
    `one    ${paint.bold(titleOf(one))}`,
    `other  ${paint.bold(titleOf(other))}`,
    '',
    ...table([head, ...rows.map(cells)]),
    '',
  ].join('\n');
}

function cells({ metric, unit, one, other, error }: Difference): string[] {
  const show = { time: briefTime, share: percent, count: brief }[unit];
  return [metric, show(one), show(other), error === undefined ? '' : signed(error)];
}

function briefTime(ns: number): string {
  return formatTime(Number(ns.toPrecision(4)));
}

function signed(share: number): string {
  return `${share > 0 ? '+' : ''}${percent(share)}`;
}
