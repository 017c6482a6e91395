/** `pilfer truth`: the model against recorded runs of real Go, or against this library. */

import { readdirSync, readFileSync } from 'node:fs';
import { compareWithGo } from '../../truth/compare.js';
import type { GoTruth, TruthRow } from '../../truth/compare.js';
import { didYouMean, listed } from '../../scenario/suggest.js';
import type { Command } from '../command.js';
import { Exit, UsageError } from '../errors.js';
import { brief, percent, table } from '../format.js';
import { paintOf } from '../io.js';
import { loadCosts } from '../load.js';
import { truthOfLibrary } from '../truth-library.js';

const FOLDER = new URL('../../../truth/', import.meta.url);
const EXTENSION = '.json';

export const truth: Command = {
  name: 'truth',
  about: 'compares the model with real Go, or with this library',
  usage: '[workload…] [flags]',
  flags: {
    library: { about: 'run this library on this machine, and compare with that' },
    procs: {
      value: 'N',
      short: 'p',
      about: 'with --library: number of Ps; the cores if not given',
    },
    reps: { value: 'N', about: 'with --library: recordings of each workload; default 7' },
    costs: { value: 'NAME', about: "costs; 'go' or 'pilfer-node20' if not given" },
    json: { about: 'one JSON document' },
  },
  examples: [
    ['pilfer truth', 'all six workloads, with 1, 2 and 4 Ps'],
    ['pilfer truth spawn-storm', 'one of them'],
    ['pilfer truth --library', 'five workloads on the real runtime, and in its model'],
  ],
  run(args, io) {
    if (args.has('library')) return truthOfLibrary(args, io);
    for (const flag of ['procs', 'reps']) {
      if (args.has(flag)) throw new UsageError(`--${flag}: only with --library`);
    }
    const names = workloads();
    for (const word of args.words) {
      if (names.includes(word)) continue;
      throw new UsageError(
        `no workload is named '${word}'; there are ${listed(names)}${didYouMean(word, names)}`,
      );
    }
    const costs = loadCosts(args.text('costs')) ?? 'go';
    const chosen = args.words.length === 0 ? names : args.words;
    const rows = chosen.flatMap((name) => compareWithGo(read(name), { costs }));
    const missed = rows.filter(({ meets }) => !meets).length;
    if (args.has('json')) {
      io.out(`${JSON.stringify({ costs, missed, rows }, null, 2)}\n`);
    } else {
      const paint = paintOf(io);
      const head = ['workload', 'Ps', 'metric', 'Go', 'model', 'error', 'goal', ''];
      io.out(`${table([head, ...rows.map(cells)]).join('\n')}\n\n`);
      const verdict = `${rows.length - missed} within their goals, ${missed} not`;
      io.out(`${missed === 0 ? paint.green(verdict) : paint.red(verdict)}\n`);
    }
    return missed === 0 ? Exit.ok : Exit.failed;
  },
};

function workloads(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => name.slice(0, -EXTENSION.length))
    .sort();
}

function read(name: string): GoTruth {
  return JSON.parse(readFileSync(new URL(`${name}${EXTENSION}`, FOLDER), 'utf8')) as GoTruth;
}

/** Times in µs; the error of a count is a factor, any other a share. */
function cells({
  workload,
  processors,
  metric,
  go,
  model,
  error,
  goal,
  meets,
}: TruthRow): string[] {
  const show = (value: number): string =>
    metric === 'cross starts' ? `× ${value.toFixed(2)}` : percent(value);
  return [
    workload,
    String(processors),
    metric,
    brief(go),
    brief(model),
    show(error),
    goal === undefined ? '' : show(goal),
    meets ? '' : 'missed',
  ];
}
