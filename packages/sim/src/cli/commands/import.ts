/** `pilfer import`: traces of other tools, as trace files. */

import { parse } from 'node:path';
import { traceFilePieces } from '@pilfer/scheduler/trace';
import type { Command } from '../command.js';
import { Exit } from '../errors.js';
import { count } from '../format.js';
import { writePieces } from '../output.js';
import { complain, loadTrace } from '../trace-input.js';

const EXTENSION = '.pilfer';

export const importCommand: Command = {
  name: 'import',
  about: 'turns a trace of another tool into a trace file',
  usage: '<file> [flags]',
  flags: {
    out: {
      value: 'FILE',
      short: 'o',
      about: `where it goes; the name with ${EXTENSION} if not given, '-': standard output`,
    },
  },
  examples: [
    ['pilfer import run.json', 'Chrome JSON, ours or of another program: writes run.pilfer'],
    ['pilfer import go.txt', "a Go program: what 'go tool trace -d=1 go.trace' printed"],
    ['pilfer import sched.txt', 'the lines of GODEBUG=schedtrace=1'],
  ],
  async run(args, io) {
    const [path] = args.words;
    const file = loadTrace(path);
    const { trace, meta } = file;
    const out =
      args.text('out') ?? `${path === '-' ? 'trace' : parse(path ?? '').name}${EXTENSION}`;
    await writePieces(traceFilePieces(trace, meta), out, io);
    if (out !== '-') io.out(`${out}: ${count(trace.length)} events\n`);
    return complain(path ?? '', file, io) ? Exit.input : Exit.ok;
  },
};
