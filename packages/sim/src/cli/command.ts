/** What a command is, and its help. */

import type { Args, Flags } from './args.js';
import type { Io } from './io.js';

/** A command. */
export interface Command {
  readonly name: string;
  /** One line. */
  readonly about: string;
  /** What follows the name: `<scenario> [flags]`. */
  readonly usage: string;
  readonly flags: Flags;
  /** A command line, and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  /** Returns the exit code. */
  run(args: Args, io: Io): Promise<number> | number;
}

/** Flags that all commands have. */
export const COMMON: Flags = { help: { short: 'h', about: 'this text' } };

/** Returns the help of one command. */
export function helpOf(command: Command): string {
  const flags = Object.entries({ ...command.flags, ...COMMON }).map(
    ([name, { value, short, about }]) => [
      `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
      about,
    ],
  );
  return [
    `pilfer ${command.name}: ${command.about}`,
    '',
    `Usage: pilfer ${command.name} ${command.usage}`.trimEnd(),
    '',
    'Flags:',
    ...columns(flags),
    '',
    'Examples:',
    ...command.examples.flatMap(([line, about]) => [`  ${line}`, `      ${about}`]),
    '',
  ].join('\n');
}

/** Returns the help of the whole. */
export function overview(commands: readonly Command[]): string {
  return [
    'pilfer: simulates how a scheduler with work stealing treats a workload',
    '',
    'Usage: pilfer <command> [flags]',
    '',
    'Commands:',
    ...columns(commands.map(({ name, about }) => [name, about])),
    '',
    'Examples:',
    '  pilfer run fan-out-skew --procs 8',
    '      one run: makespan, waiting, steals, and where the time went',
    '  pilfer compare fork-join --policy go,steal-one,no-stealing --reps 10',
    '      policies side by side, on the same random numbers',
    '  pilfer verify --quick',
    '      known results of theory against this build',
    '',
    "'pilfer <command> --help' tells more. Exit codes: 0 done, 1 failed, 2 wrong",
    'usage, 3 wrong input file, 130 interrupted.',
    '',
  ].join('\n');
}

/** Rows of two columns, the second one wrapped to 80 columns. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const width = Math.min(28, Math.max(...rows.map(([first = '']) => first.length)) + 2);
  return rows.flatMap(([first = '', second = '']) => {
    const lines = wrap(second, 78 - width);
    const head = first.length < width ? `  ${first.padEnd(width)}${lines[0] ?? ''}` : `  ${first}`;
    const rest = first.length < width ? lines.slice(1) : lines;
    return [head.trimEnd(), ...rest.map((line) => ' '.repeat(width + 2) + line)];
  });
}

/** Breaks a text into lines of at most so many columns. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line += (line === '' ? '' : ' ') + word;
  }
  return [...lines, line];
}
