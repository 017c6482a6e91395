/** Flags of a command: declared once, parsed with `node:util`, refused with a suggestion. */

import { parseArgs } from 'node:util';
import { didYouMean } from '../scenario/suggest.js';
import { parseTime } from '../scenario/time.js';
import { UsageError } from './errors.js';

/** One flag. */
interface Flag {
  /** What its value is called in the help; absent: it has none. */
  readonly value?: string;
  readonly short?: string;
  readonly about: string;
}

/** The flags of a command, by name. */
export type Flags = Readonly<Record<string, Flag>>;

/** What was given on the command line. */
export class Args {
  readonly words: readonly string[];
  readonly #values: ReadonlyMap<string, string>;

  constructor(words: readonly string[], values: ReadonlyMap<string, string>) {
    this.words = words;
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** An integer from `low` to `high`, if given. */
  integer(name: string, low: number, high: number = Number.MAX_SAFE_INTEGER): number | undefined {
    return this.#number(name, low, high, true);
  }

  /** A number from `low` to `high`, if given. */
  number(name: string, low: number, high: number): number | undefined {
    return this.#number(name, low, high, false);
  }

  /** A time, ns, if given. */
  time(name: string): number | undefined {
    const text = this.#values.get(name);
    if (text === undefined) return undefined;
    const read = parseTime(text);
    if (typeof read === 'number') return read;
    throw new UsageError(
      `--${name}: expected a time with its unit, like '10ms', received '${text}': ${read.problem}`,
    );
  }

  #number(name: string, low: number, high: number, whole: boolean): number | undefined {
    const text = this.#values.get(name);
    if (text === undefined) return undefined;
    const value = text.trim() === '' ? NaN : Number(text);
    if (value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
    const upTo = high === Number.MAX_SAFE_INTEGER ? ' on' : ` to ${high}`;
    throw new UsageError(
      `--${name}: expected ${whole ? 'a whole' : 'a'} number from ${low}${upTo}, received '${text}'`,
    );
  }
}

/**
 * Parses what follows the name of a command.
 *
 * @throws UsageError for a flag that it does not have, or a value that is missing or too much.
 */
export function parse(argv: readonly string[], flags: Flags): Args {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { value, short }]) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const values = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = flags[token.name];
    if (flag === undefined) {
      const hint = didYouMean(token.name, Object.keys(flags)).replace("mean '", "mean '--");
      throw new UsageError(`unknown flag '${token.rawName}'${hint}`);
    }
    if (flag.value !== undefined && token.value === undefined) {
      throw new UsageError(`--${token.name}: expected a value: ${flag.value}`);
    }
    if (flag.value === undefined && token.value !== undefined) {
      throw new UsageError(`--${token.name}: expected no value, received '${token.value}'`);
    }
    values.set(token.name, token.value ?? '');
  }
  return new Args(words, values);
}
