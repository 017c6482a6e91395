/** `pilfer export`: a trace in the formats of other tools. */

import { didYouMean, listed } from '../../scenario/suggest.js';
import { FORMATS } from '../../exchange/formats.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { Exit, UsageError } from '../errors.js';
import { PACKED, writePieces } from '../output.js';
import { RUN_FLAGS } from '../spec.js';
import { loadTraceOrScenario } from '../trace-input.js';

/** Tasks with a row of their own if nobody says: viewers get slow with more. */
const DEFAULT_TASKS = 1000;
const DEFAULT_EVERY = 1_000_000;

const NAMES = FORMATS.map(({ name }) => name);

export const exportCommand: Command = {
  name: 'export',
  about: 'writes a trace for Perfetto, speedscope, ViTE and others',
  usage: '<trace or scenario> [flags]',
  flags: {
    format: {
      value: 'NAME',
      short: 'f',
      about: `${NAMES.join(', ')}; if not given, that of the name of --out, else chrome`,
    },
    out: { value: 'FILE', short: 'o', about: "the file; '-' or none: standard output; .gz packs" },
    tasks: {
      value: 'N',
      about: `chrome, perfetto: a row for each of the first N tasks; default ${DEFAULT_TASKS}`,
    },
    every: { value: 'TIME', about: 'schedtrace: between two lines; default 1ms' },
    detail: { about: 'schedtrace: also each P, M and G, as scheddetail=1' },
    policy: { value: 'NAME', about: "the rules of a scenario; see 'pilfer policies'" },
    ...RUN_FLAGS,
  },
  examples: [
    ['pilfer export run.pilfer -o run.json', 'Chrome JSON: open it in ui.perfetto.dev'],
    ['pilfer export run.pilfer -o run.pftrace', "Perfetto's own format: smaller, for large traces"],
    ['pilfer export fork-join -p 2 -f schedtrace --every 10ms', "a simulation as Go's lines"],
  ],
  async run(args, io) {
    const out = args.text('out');
    const format = formatOf(args, out);
    const options = {
      taskLanes: args.integer('tasks', 0, 0x7fffffff) ?? DEFAULT_TASKS,
      every: args.time('every') ?? DEFAULT_EVERY,
      detail: args.has('detail'),
    };
    if (options.every === 0) throw new UsageError('--every: expected a time above 0');
    const { trace, isSound } = loadTraceOrScenario(args.words[0], args, io);
    await writePieces(format.pieces(trace, options), out, io);
    return isSound ? Exit.ok : Exit.input;
  },
};

/** The format that was asked for, or that the name of the file says. */
function formatOf(args: Args, out: string | undefined): (typeof FORMATS)[number] {
  const name = args.text('format') ?? nameFor(out);
  const format = FORMATS.find((one) => one.name === name);
  if (format !== undefined) return format;
  const names = listed(NAMES);
  throw new UsageError(
    `--format: there is no '${name}'; there are ${names}${didYouMean(name, NAMES)}`,
  );
}

function nameFor(out: string | undefined): string {
  if (out === undefined || out === '-') return 'chrome';
  const plain = out.endsWith(PACKED) ? out.slice(0, -PACKED.length) : out;
  const format = FORMATS.find(({ extensions }) => extensions.some((end) => plain.endsWith(end)));
  if (format !== undefined) return format.name;
  const ends = FORMATS.map(({ extensions }) => extensions[0] ?? '').join(', ');
  throw new UsageError(`--out: '${out}' does not say which format (${ends}); give --format`);
}
