/** From the words of a command line to an exit code. */

import { readFileSync } from 'node:fs';
import { SimError } from '../program/index.js';
import { ScenarioError } from '../scenario/located.js';
import { didYouMean, listed } from '../scenario/suggest.js';
import { parse } from './args.js';
import { COMMON, helpOf, overview } from './command.js';
import type { Command } from './command.js';
import { calibrate } from './commands/calibrate.js';
import { compare } from './commands/compare.js';
import { demo } from './commands/demo.js';
import { diff } from './commands/diff.js';
import { explainCommand } from './commands/explain.js';
import { exportCommand } from './commands/export.js';
import { gantt } from './commands/gantt.js';
import { importCommand } from './commands/import.js';
import { lintCommand } from './commands/lint.js';
import { policies } from './commands/policies.js';
import { record } from './commands/record.js';
import { report } from './commands/report.js';
import { run } from './commands/run.js';
import { scenarios } from './commands/scenarios.js';
import { stats } from './commands/stats.js';
import { sweep } from './commands/sweep.js';
import { truth } from './commands/truth.js';
import { verify } from './commands/verify.js';
import { watch } from './commands/watch.js';
import { workspan } from './commands/workspan.js';
import { Exit, InputError, UsageError } from './errors.js';
import type { Io } from './io.js';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  run,
  compare,
  sweep,
  workspan,
  watch,
  record,
  stats,
  diff,
  gantt,
  exportCommand,
  report,
  importCommand,
  lintCommand,
  explainCommand,
  scenarios,
  policies,
  demo,
  verify,
  truth,
  calibrate,
];

/** Runs a command line (without `node` and the script); returns the exit code. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (error instanceof UsageError) {
      const command = COMMANDS.find(({ name }) => name === argv[0]);
      const help = command === undefined ? 'pilfer --help' : `pilfer ${command.name} --help`;
      io.err(`pilfer: ${error.message}\nTry '${help}'.\n`);
      return Exit.usage;
    }
    if (error instanceof ScenarioError || error instanceof InputError) {
      io.err(`pilfer: ${error.message}\n`);
      return Exit.input;
    }
    if (error instanceof SimError) {
      io.err(`pilfer: ${error.message}\n`);
      return Exit.failed;
    }
    throw error;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = argv;
  if (first === undefined) {
    io.err(overview(COMMANDS));
    return Exit.usage;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    const command = COMMANDS.find(({ name }) => name === rest[0]);
    io.out(command === undefined ? overview(COMMANDS) : helpOf(command));
    return Exit.ok;
  }
  if (first === '--version') {
    io.out(`${version()}\n`);
    return Exit.ok;
  }
  const command = COMMANDS.find(({ name }) => name === first);
  if (command === undefined) {
    const names = COMMANDS.map(({ name }) => name);
    const what = first.startsWith('-') ? 'flag' : 'command';
    throw new UsageError(
      `unknown ${what} '${first}'; commands: ${listed(names)}${didYouMean(first, names)}`,
    );
  }
  const args = parse(rest, { ...command.flags, ...COMMON });
  if (args.has('help')) {
    io.out(helpOf(command));
    return Exit.ok;
  }
  return command.run(args, io);
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
