/** Reads the command line. */

/** What the command line asks for. */
export interface Request {
  readonly suites: readonly string[];
  readonly smoke: boolean;
  readonly help: boolean;
  /** Where the raw results go. */
  readonly json?: string;
  /** Only rows whose name, or section's title, contains this. */
  readonly filter?: string;
  /** Only contenders whose name contains this, beside ours. */
  readonly rival?: string;
  /** The measured rows replace those in the results' files; the other rows stay. */
  readonly merge: boolean;
  /** After so many minutes, what has been measured once is not measured again. */
  readonly minutes?: number;
  /** Goes on with a run that was stopped. */
  readonly resume: boolean;
  /** Stored results that the new ones are compared with. */
  readonly against?: string;
}

/** The command line makes no sense: say so, and exit with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const SWITCHES = ['--smoke', '--merge', '--resume', '--help'];
const WITH_VALUE = ['--json', '--filter', '--rival', '--minutes', '--against'];

/**
 * Reads the arguments after the command's name. Without a suite, all are meant.
 *
 * @throws UsageError for an unknown suite or flag, or a flag without its value.
 */
export function parseArguments(
  given: readonly string[],
  suites: readonly string[],
  rivals: readonly string[] = [],
): Request {
  const chosen: string[] = [];
  const switches = new Set<string>();
  const values = new Map<string, string>();
  for (let i = 0; i < given.length; i++) {
    const word = given[i] as string;
    const [flag = word, inline] = word.startsWith('--') ? splitOnce(word, '=') : [word];
    if (WITH_VALUE.includes(flag)) {
      const value = inline ?? given[++i];
      if (value === undefined || value === '' || value.startsWith('--')) {
        throw new UsageError(`${flag}: expected a value, received none`);
      }
      values.set(flag, value);
    } else if (SWITCHES.includes(flag)) {
      if (inline !== undefined)
        throw new UsageError(`${flag}: expected no value, received ${JSON.stringify(inline)}`);
      switches.add(flag);
    } else if (word.startsWith('-')) {
      throw new UsageError(unknown('flag', flag, [...SWITCHES, ...WITH_VALUE]));
    } else if (suites.includes(word)) {
      chosen.push(word);
    } else {
      throw new UsageError(unknown('suite', word, suites));
    }
  }
  const rival = values.get('--rival');
  if (switches.has('--merge') && (switches.has('--smoke') || rival !== undefined)) {
    throw new UsageError('--merge: expected whole rows, received --smoke or --rival with it');
  }
  if (switches.has('--smoke') && values.has('--against')) {
    throw new UsageError('--against: expected a run that measures, received --smoke with it');
  }
  if (rival !== undefined && !rivals.some((name) => contains(name, rival))) {
    throw new UsageError(unknown('rival', rival, rivals));
  }
  return {
    suites: chosen.length === 0 ? suites : [...new Set(chosen)],
    smoke: switches.has('--smoke'),
    merge: switches.has('--merge'),
    resume: switches.has('--resume'),
    help: switches.has('--help'),
    ...optional('json', values.get('--json')),
    ...optional('filter', values.get('--filter')),
    ...optional('rival', rival),
    ...optional('against', values.get('--against')),
    ...optional('minutes', minutesOf(values.get('--minutes'))),
  };
}

/** Says whether a name has a part, whatever the case. */
export function contains(name: string, part: string): boolean {
  return name.toLowerCase().includes(part.toLowerCase());
}

function minutesOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const minutes = Number(text);
  if (minutes > 0 && minutes < Infinity) return minutes;
  throw new UsageError(`--minutes: expected a number above 0, received ${JSON.stringify(text)}`);
}

function optional<Name extends keyof Request>(
  name: Name,
  value: Request[Name] | undefined,
): Partial<Request> {
  return value === undefined ? {} : { [name]: value };
}

/** How to call the command. */
export function usage(suites: readonly string[]): string {
  return `usage: pnpm bench [suite…] [options]

suites   ${suites.join(', ')} (all, if none is named)
options  --smoke         at most 30 s a suite: does everything run, are the answers right?
         --filter TEXT   only rows whose name, or section's title, contains TEXT
         --merge         with --filter: update these rows in benchmarks/results/
         --rival TEXT    only contenders whose name contains TEXT, beside ours
         --minutes N     suite runtime: measures everything once, and again until N minutes are over
         --resume        suite runtime: goes on with a run that was stopped
         --against FILE  compares with stored results of the same CPU: a suite's .json, as in benchmarks/results/
         --json FILE     write the raw results to FILE (of several suites: the last one's)
         --help          print this

A full run (no --smoke, --filter or --rival) also writes benchmarks/results/<suite>.md and .json.`;
}

/** Returns the candidate closest to the word, if one is close. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 2)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Suggests words of the names: as many in a row as the part has. */
export function suggestPart(part: string, names: readonly string[]): string | undefined {
  const count = part.trim().split(/\s+/).length;
  const runs = names.flatMap((name) => {
    const words = name.split(/[\s:,;()]+/);
    return words.map((_, i) => words.slice(i, i + count).join(' '));
  });
  return suggest(part.trim(), runs);
}

/** Counts the insertions, deletions and replacements that turn one word into the other. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

function unknown(kind: string, word: string, known: readonly string[]): string {
  const close = suggest(word, known);
  const hint = close === undefined ? '' : `; did you mean ${close}?`;
  return `unknown ${kind} ${JSON.stringify(word)}: expected ${known.join(', ')}${hint}`;
}

function splitOnce(word: string, separator: string): string[] {
  const at = word.indexOf(separator);
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}
