/** `pilfer gantt`: what each P did when, in the terminal or as SVG. */

import { writeFileSync } from 'node:fs';
import { stretchesOf } from '../../metrics/stretches.js';
import { formatTime } from '../../scenario/time.js';
import type { Command } from '../command.js';
import { Exit, InputError, UsageError } from '../errors.js';
import { ganttLines, ganttSvg } from '../gantt.js';
import { paintOf } from '../io.js';
import { RUN_FLAGS } from '../spec.js';
import { loadTraceOrScenario, titleOf } from '../trace-input.js';

const DEFAULT_WIDTH = 76;

export const gantt: Command = {
  name: 'gantt',
  about: 'draws what each P did when',
  usage: '<trace or scenario> [flags]',
  flags: {
    from: { value: 'TIME', about: 'begin there; the start if not given' },
    to: { value: 'TIME', about: 'end there; the end if not given' },
    width: { value: 'N', about: `columns; ${DEFAULT_WIDTH} if not given` },
    svg: { value: 'FILE', about: 'write SVG, with an arrow for each steal, to this file' },
    policy: { value: 'NAME', about: "the rules of a scenario; see 'pilfer policies'" },
    ...RUN_FLAGS,
  },
  examples: [
    ['pilfer gantt run.pilfer', 'a recording, in the terminal'],
    ['pilfer gantt fan-out-skew -p 8 --from 10ms --to 20ms', 'a part of a simulated run'],
    ['pilfer gantt run.pilfer --svg run.svg', 'a picture, with steals'],
  ],
  run(args, io) {
    const { trace, isSound } = loadTraceOrScenario(args.words[0], args, io);
    const from = args.time('from') ?? trace.startTime;
    const to = Math.min(args.time('to') ?? trace.endTime, trace.endTime);
    if (from >= to) {
      const received = `received ${formatTime(from)}`;
      throw new UsageError(`--from: expected a time before ${formatTime(to)}, ${received}`);
    }
    const width = args.integer('width', 10, 1_000) ?? DEFAULT_WIDTH;
    const chart = stretchesOf(trace, from, to);
    const file = args.text('svg');
    if (file === undefined) {
      io.out([paintOf(io).bold(titleOf(trace)), '', ...ganttLines(chart, width), ''].join('\n'));
    } else {
      try {
        writeFileSync(file, ganttSvg(chart));
      } catch (error) {
        throw new InputError(`cannot write '${file}': ${(error as Error).message}`);
      }
    }
    return isSound ? Exit.ok : Exit.input;
  },
};
