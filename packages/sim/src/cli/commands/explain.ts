/** `pilfer explain`: which rule fired at a moment, and why. */

import { describeAt } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { GO, PILFER } from '@pilfer/scheduler/policy';
import { explain } from '../../exchange/explain/explain.js';
import type { Explanation } from '../../exchange/explain/explain.js';
import { formatTime } from '../../scenario/time.js';
import { wrap } from '../command.js';
import type { Command } from '../command.js';
import { Exit, UsageError } from '../errors.js';
import { paintOf } from '../io.js';
import type { Io } from '../io.js';
import { RUN_FLAGS } from '../spec.js';
import { loadTraceOrScenario, titleOf } from '../trace-input.js';

/** Events before and after the moment that are shown. */
const EVENTS_BEFORE = 3;
const EVENTS_AFTER = 2;

export const explainCommand: Command = {
  name: 'explain',
  about: 'says why each P does what it does at a moment',
  usage: '<trace or scenario> --at <time> [flags]',
  flags: {
    at: { value: 'TIME', about: 'the moment' },
    'on-p': { value: 'N', about: 'only this P' },
    json: { about: 'one JSON document' },
    policy: { value: 'NAME', about: "the rules of a scenario; see 'pilfer policies'" },
    ...RUN_FLAGS,
  },
  examples: [
    ['pilfer explain run.pilfer --at 1.25ms', 'all Ps of a recording'],
    ['pilfer explain fork-join -p 4 --at 80us --on-p 2', 'one P of a simulation'],
    ['pilfer explain go.txt --at 3ms --json', 'a Go program, for a program'],
  ],
  run(args, io) {
    const time = args.time('at');
    if (time === undefined) throw new UsageError("expected --at TIME, like '--at 1.5ms'");
    const only = args.integer('on-p', 0, 4095);
    const { trace, isSound, policy, rules } = loadTraceOrScenario(args.words[0], args, io);
    if (time < trace.startTime || time > trace.endTime) {
      const [from, to] = [formatTime(trace.startTime), formatTime(trace.endTime)];
      throw new UsageError(
        `--at: expected a time from ${from} to ${to}, received ${formatTime(time)}`,
      );
    }
    const isPilfer = policy === 'pilfer';
    const constants = { ...(isPilfer ? PILFER : GO), ...rules };
    const all = explain(trace, time, { constants, isPilfer }, only);
    if (all.length === 0) throw new UsageError(`--on-p: there is no P${only ?? 0} at that time`);
    if (args.has('json')) {
      io.out(`${JSON.stringify({ ...trace.info, at: time, policy, procs: all }, null, 2)}\n`);
    } else io.out(textOf(trace, time, policy, all, io));
    return isSound ? Exit.ok : Exit.input;
  },
};

function textOf(
  trace: Trace,
  time: number,
  policy: string,
  all: readonly Explanation[],
  io: Io,
): string {
  const paint = paintOf(io);
  const heading = `${paint.bold(titleOf(trace))}  at ${formatTime(time)}  policy ${policy}`;
  const parts = all.flatMap(({ proc, what, why, rule }) => [
    '',
    `${paint.bold(`P${proc}`)} ${what}`,
    ...wrap(why, 76).map((line) => `    ${line}`),
    paint.dim(`    rule: ${rule}`),
  ]);
  const first = trace.indexAt(time + 1);
  const around = Array.from(
    { length: EVENTS_BEFORE + EVENTS_AFTER },
    (_, i) => first - EVENTS_BEFORE + i,
  ).filter((index) => index >= 0 && index < trace.length);
  const lines = around.map((index) => {
    const mark = index === first - 1 ? '>' : ' ';
    return `  ${mark} ${describeAt(trace, index)}`.slice(0, 80);
  });
  return [heading, ...parts, '', 'events around it', ...lines, ''].join('\n');
}
