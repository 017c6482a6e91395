/** The command line: what was asked for, or what is wrong with it. */

import { parseArgs } from 'node:util';

/** What was asked for. */
export interface Options {
  /** The folder, as written; by default this repository's `node_modules`. */
  readonly path: string | undefined;
  /** Processors; by default one per usable core. */
  readonly procs: number | undefined;
  /** At most so many files. */
  readonly limit: number | undefined;
  readonly json: boolean;
  /** Whether the work is done once more, in one thread, to compare with. */
  readonly check: boolean;
  readonly help: boolean;
}

/** The command line makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const HELP = `Usage: pnpm start [path] [options]

Minifies, compresses and fingerprints every file of a folder, by default of this
repository's node_modules, on all cores; then once more in one thread, to compare.
Nothing is written: the files stay as they are.

Options:
  --procs N     processors to use (default: one per usable core)
  --limit N     take only N of the files, spread evenly over the folder
  --no-check    leave out the comparison with one thread
  --json        print one JSON document instead of the summary
  -h, --help    print this

Examples:
  pnpm start                          the whole node_modules
  pnpm start ../my-app --procs 2      a folder of yours, on two processors
  pnpm -s start --limit 1000 --json   a sample, for a script

Links are followed within the folder and into other node_modules, and every file is
taken once; .git folders are left out. Ctrl-C ends it with a summary of what is done.
`;

const FLAGS = {
  procs: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  'no-check': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Flag = keyof typeof FLAGS;

/**
 * Understands the arguments of the command line.
 *
 * @throws UsageError saying which argument is wrong, and what was probably meant.
 */
export function parseOptions(args: readonly string[]): Options {
  const { tokens } = parseArgs({
    args: args[0] === '--' ? args.slice(1) : [...args], // `pnpm start -- …` hands the dashes on
    options: FLAGS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const paths: string[] = [];
  const given = new Map<Flag, string | undefined>();
  for (const token of tokens) {
    if (token.kind === 'positional') paths.push(token.value);
    else if (token.kind === 'option') {
      given.set(checkFlag(token.name, token.rawName, token.value), token.value);
    }
  }
  if (paths.length > 1) {
    throw new UsageError(`expected one path, received ${paths.length}: ${paths.join(' ')}`);
  }
  return {
    path: paths[0],
    procs: count('--procs', given.has('procs'), given.get('procs'), 120),
    limit: count('--limit', given.has('limit'), given.get('limit'), Number.MAX_SAFE_INTEGER),
    json: given.has('json'),
    check: !given.has('no-check'),
    help: given.has('help'),
  };
}

function checkFlag(name: string, written: string, value: string | undefined): Flag {
  if (!isFlag(name)) {
    const meant = (Object.keys(FLAGS) as Flag[]).find((flag) => distance(name, flag) <= 2);
    const hint = meant === undefined ? '' : `; did you mean --${meant}?`;
    throw new UsageError(`there is no option ${written}${hint}`);
  }
  if (FLAGS[name].type === 'boolean' && value !== undefined) {
    throw new UsageError(`${written} takes no value, received '${value}'`);
  }
  return name;
}

function isFlag(name: string): name is Flag {
  return Object.hasOwn(FLAGS, name);
}

function count(
  name: string,
  given: boolean,
  value: string | undefined,
  max: number,
): number | undefined {
  if (!given) return undefined;
  const number = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= max) return number;
  const range = max < Number.MAX_SAFE_INTEGER ? `from 1 to ${max}` : 'from 1 on';
  throw new UsageError(
    `${name}: expected a whole number ${range}, received ${value === undefined ? 'none' : `'${value}'`}`,
  );
}

/** How many letters must be inserted, removed or replaced to turn one word into the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
