/** `pilfer record`: runs a program, whose runtimes record themselves, and says what happened. */

import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { parse, format } from 'node:path';
import type { Command } from '../command.js';
import { Exit, InputError, UsageError } from '../errors.js';
import type { Io } from '../io.js';
import { complain, loadTrace } from '../trace-input.js';
import { statsText } from './stats.js';

const DEFAULT_FILE = 'run.pilfer';

export const record: Command = {
  name: 'record',
  about: 'runs a program and records its runtimes',
  usage: '[flags] -- <program> [arguments]',
  flags: {
    out: {
      value: 'FILE',
      short: 'o',
      about: `where the trace goes; '${DEFAULT_FILE}' if not given`,
    },
  },
  examples: [
    ['pilfer record -- node app.mjs', `the trace of its runtime is in ${DEFAULT_FILE} then`],
    ['pilfer record -o slow.pilfer -- node app.mjs --size 9', 'what follows -- is the program'],
    ['pilfer record -- npm test', 'a second runtime writes run.2.pilfer, and so on'],
  ],
  async run(args, io) {
    const [program, ...rest] = args.words;
    if (program === undefined) throw new UsageError("expected a program: 'node app.mjs'");
    const path = args.text('out') ?? DEFAULT_FILE;
    const before = stampOf(path);
    const { failure, code } = await runProgram(program, rest, path);
    if (failure !== undefined) io.err(`pilfer: '${args.words.join(' ')}' ${failure}\n`);
    if (stampOf(path) === before) {
      io.err(
        'pilfer: nothing was recorded: the program has made no Runtime of @pilfer/scheduler\n',
      );
      return code === Exit.ok ? Exit.failed : code;
    }
    const isSound = tellAll(path, io);
    return isSound || code !== Exit.ok ? code : Exit.failed;
  },
};

/** How the program ended: what is to be said of it, and our exit code if the recording is good. */
interface End {
  readonly failure: string | undefined;
  readonly code: number;
}

/** Runs it with our input and output. */
async function runProgram(program: string, words: readonly string[], path: string): Promise<End> {
  const env = { ...process.env, PILFER_RECORD: path };
  const child = spawn(program, [...words], { stdio: 'inherit', env });
  // Ctrl-C reaches the program too: what it does then is its own affair, and we wait for that.
  const wait = (): void => undefined;
  process.on('SIGINT', wait);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', (error) =>
        reject(new InputError(`cannot run '${program}': ${error.message}`)),
      );
      child.once('close', (code, signal) => {
        if (signal === 'SIGINT') resolve({ failure: undefined, code: Exit.interrupted });
        else if (code === 0) resolve({ failure: undefined, code: Exit.ok });
        else {
          const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
          resolve({ failure: how, code: Exit.failed });
        }
      });
    });
  } finally {
    process.off('SIGINT', wait);
  }
}

/** Tells where the files are, and what is in them; returns whether all are sound. */
function tellAll(path: string, io: Io): boolean {
  const file = loadTrace(path);
  io.out(`${path}: ${statsText(file.trace, io)}`);
  const { dir, name, ext } = parse(path);
  const second = format({ dir, name: `${name}.2`, ext });
  if (stampOf(second) !== undefined) io.out(`\nmore: ${second} …; 'pilfer stats FILE' tells\n`);
  return !complain(path, file, io);
}

/** Changes when the file is written; undefined if there is none. */
function stampOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
