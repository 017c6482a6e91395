/** `pilfer stats`: the metrics of a trace, recorded or simulated. */

import type { Trace } from '@pilfer/scheduler/trace';
import { measure } from '../../metrics/measure.js';
import type { Command } from '../command.js';
import { Exit } from '../errors.js';
import { count } from '../format.js';
import { paintOf } from '../io.js';
import type { Io } from '../io.js';
import { metricsJson, summaryLines } from '../summary.js';
import { complain, loadTrace, titleOf } from '../trace-input.js';

export const stats: Command = {
  name: 'stats',
  about: 'says what happened in a trace file',
  usage: '<trace file> [flags]',
  flags: { json: { about: 'one JSON document' } },
  examples: [
    ['pilfer stats run.pilfer', 'a recording: PILFER_RECORD=run.pilfer node app.mjs'],
    ['pilfer stats simulated.pftrace', "a simulated one: 'pilfer run … --trace FILE'"],
    ['pilfer stats run.pilfer --json', 'all its numbers'],
  ],
  run(args, io) {
    const path = args.words[0];
    const file = loadTrace(path);
    const { trace, meta } = file;
    if (args.has('json')) {
      const document = { ...trace.info, meta, ...metricsJson(measure(trace)) };
      io.out(`${JSON.stringify(document, null, 2)}\n`);
    } else io.out(statsText(trace, io));
    return complain(path ?? '', file, io) ? Exit.input : Exit.ok;
  },
};

/** The metrics of a trace as text. */
export function statsText(trace: Trace, io: Io): string {
  const metrics = measure(trace);
  const { procs, cores, events } = metrics;
  return [
    paintOf(io).bold(titleOf(trace)),
    `${procs} Ps, ${cores} cores, ${count(events)} events`,
    '',
    ...summaryLines(metrics),
    '',
  ].join('\n');
}
