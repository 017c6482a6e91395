/** `pilfer report`: one HTML file about one trace or several. */

import { readFileSync, writeFileSync } from 'node:fs';
import { Kind } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { simulate } from '../../engine/simulate.js';
import { reportHtml } from '../../report/page.js';
import type { ReportTrace } from '../../report/page.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { Exit, InputError, UsageError } from '../errors.js';
import { count } from '../format.js';
import type { Io } from '../io.js';
import { loadScenario } from '../load.js';
import { optionsOf, RUN_FLAGS, specOf } from '../spec.js';
import { complain, isTraceAt, loadTrace } from '../trace-input.js';

const DEFAULT_FILE = 'report.html';

export const report: Command = {
  name: 'report',
  about: 'makes one HTML file to look at: timeline, steals, charts, events',
  usage: '<trace or scenario…> [flags]',
  flags: {
    out: {
      value: 'FILE',
      short: 'o',
      about: `where it goes; '${DEFAULT_FILE}' if not given, '-' is standard output`,
    },
    policy: { value: 'A,B,…', about: 'run scenarios under each of these policies' },
    title: { value: 'TEXT', about: 'its heading' },
    ...RUN_FLAGS,
  },
  examples: [
    ['pilfer report run.pilfer', `a recording; open ${DEFAULT_FILE} in a browser`],
    ['pilfer report before.pilfer after.pilfer -o change.html', 'two recordings, side by side'],
    ['pilfer report fan-out-skew -p 8 --policy go,steal-one,global-queue', 'three policies'],
  ],
  run(args, io) {
    if (args.words.length === 0) throw new UsageError('expected a trace file or a scenario');
    const traces = distinct(args.words.flatMap((word) => tracesOf(word, args, io)));
    const html = reportHtml({
      title: args.text('title') ?? titleOf(traces),
      command: ['pilfer report', ...args.words].join(' '),
      version: version(),
      traces,
    });
    const file = args.text('out') ?? DEFAULT_FILE;
    if (file === '-') io.out(html);
    else {
      write(file, html);
      const events = traces.reduce((sum, { trace }) => sum + trace.length, 0);
      io.out(`${file}: ${count(events)} events, ${count(Math.ceil(html.length / 1000))} kB\n`);
    }
    return traces.every(({ isSound }) => isSound) ? Exit.ok : Exit.input;
  },
};

/** A trace of the report, and whether nothing had to be complained of. */
interface Input extends ReportTrace {
  readonly isSound: boolean;
}

/** The trace of a file, or those of a scenario's runs: one for each policy. */
function tracesOf(given: string, args: Args, io: Io): Input[] {
  if (isTraceAt(given)) {
    const file = loadTrace(given);
    const { trace } = file;
    const isSound = !complain(given, file, io);
    const about = isSound ? [] : [`not whole: it ${file.problem ?? 'is not sound'}`];
    return [{ label: trace.info.title, about: [...aboutOf(trace), ...about], trace, isSound }];
  }
  const scenario = loadScenario(given);
  const policies = args.text('policy')?.split(',');
  return (policies ?? [undefined]).map((policy) => {
    const spec = specOf(scenario, args, policy?.trim());
    const { trace } = simulate(spec.program, { ...optionsOf(spec), trace: true });
    if (trace === undefined) throw new Error('the simulator returned no trace');
    const label = policies === undefined ? trace.info.title : spec.policy;
    const [who = '', ...rest] = aboutOf(trace);
    return { label, about: [who, `policy ${spec.policy}`, ...rest], trace, isSound: true };
  });
}

/** Short facts about a trace, for the line below the title. */
function aboutOf(trace: Trace): string[] {
  const { source, epochMs } = trace.info;
  const event = trace.cursor();
  while (event.next() && event.kind !== Kind.runStart);
  const { a: procs, b: cores, c: seed } = event;
  return [
    source === 'runtime' ? 'recorded' : 'simulated',
    `${procs} Ps on ${cores} cores`,
    `${count(trace.length)} events`,
    ...(source === 'runtime' ? [] : [`seed ${seed}`]),
    ...(epochMs === 0 ? [] : [new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')]),
  ];
}

/** Traces of the same name are told apart by a number. */
function distinct(traces: readonly Input[]): Input[] {
  return traces.map((one, i) => {
    const before = traces.slice(0, i).filter(({ label }) => label === one.label).length;
    return before === 0 ? one : { ...one, label: `${one.label} (${before + 1})` };
  });
}

/** The title that all traces have, or all of theirs. */
function titleOf(traces: readonly ReportTrace[]): string {
  return [...new Set(traces.map(({ trace }) => trace.info.title))].join(', ');
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new InputError(`cannot write '${path}': ${(error as Error).message}`);
  }
}

function version(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
