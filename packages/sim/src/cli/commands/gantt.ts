/** `pilfer gantt`: what each P, M or G did when, in the terminal or as SVG. */

import { writeFileSync } from 'node:fs';
import { chartOf, type RowKind } from '../../metrics/chart.js';
import { formatTime } from '../../scenario/time.js';
import type { Command } from '../command.js';
import { Exit, InputError, UsageError } from '../errors.js';
import type { Args } from '../args.js';
import { glyphsFor } from '../glyphs.js';
import { ganttLines, ganttSvg } from '../gantt.js';
import { paintOf } from '../io.js';
import { RUN_FLAGS } from '../spec.js';
import { ASCII } from '../../watch/screen/glyphs.js';
import { loadTraceOrScenario, titleOf } from '../trace-input.js';

const DEFAULT_WIDTH = 76;

export const gantt: Command = {
  name: 'gantt',
  about: 'draws what each P, M or G did when',
  usage: '<trace or scenario> [flags]',
  flags: {
    by: { value: 'ROWS', about: 'a row for each of what: p, m or g; p if not given' },
    from: { value: 'TIME', about: 'begin there; the start if not given' },
    to: { value: 'TIME', about: 'end there; the end if not given' },
    width: { value: 'N', about: `columns; ${DEFAULT_WIDTH} if not given` },
    svg: { value: 'FILE', about: 'write SVG, with an arrow for each steal, to this file' },
    ascii: { about: 'signs that every terminal has' },
    policy: { value: 'NAME', about: "the rules of a scenario; see 'pilfer policies'" },
    ...RUN_FLAGS,
  },
  examples: [
    ['pilfer gantt run.pilfer', 'a recording, in the terminal'],
    ['pilfer gantt fork-join --by g --to 2ms', 'the lives of the first tasks'],
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
    const chart = chartOf(trace, from, to, rowsOf(args));
    const file = args.text('svg');
    if (file === undefined) {
      const isPlain = glyphsFor(args, io) === ASCII;
      io.out(
        [paintOf(io).bold(titleOf(trace)), '', ...ganttLines(chart, width, isPlain), ''].join('\n'),
      );
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

function rowsOf(args: Args): RowKind {
  const by = args.text('by') ?? 'p';
  if (by === 'p' || by === 'm' || by === 'g') return by;
  throw new UsageError(`--by: expected p, m or g, received '${by}'`);
}
