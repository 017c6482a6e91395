/** `pilfer lint`: does a file keep the rules of who will read it? */

import { readFileSync } from 'node:fs';
import { TraceFileError } from '@pilfer/scheduler/trace';
import { lint } from '../../exchange/lint/lint.js';
import type { LintResult } from '../../exchange/lint/lint.js';
import type { Command } from '../command.js';
import { Exit, InputError, UsageError } from '../errors.js';
import { count } from '../format.js';
import { paintOf } from '../io.js';
import type { Io } from '../io.js';

const DEFAULT_LIMIT = 20;

export const lintCommand: Command = {
  name: 'lint',
  about: 'checks traces, exported files and scenarios',
  usage: '<file…> [flags]',
  flags: {
    limit: { value: 'N', about: `findings that are shown of each file; default ${DEFAULT_LIMIT}` },
    json: { about: 'one JSON document' },
  },
  examples: [
    ['pilfer lint run.pilfer', 'a trace: clocks, Ps, lives of tasks, promises'],
    ['pilfer lint run.json run.pftrace', 'exports: slices nest, arrows have both ends in slices'],
    ['pilfer lint mine.yaml', 'a scenario: every problem with line and column'],
  ],
  run(args, io) {
    if (args.words.length === 0) throw new UsageError('expected the path of a file');
    const limit = args.integer('limit', 1, 1_000_000) ?? DEFAULT_LIMIT;
    const results = args.words.map((path) => ({ path, ...lintFile(path, limit) }));
    if (args.has('json')) io.out(`${JSON.stringify(results, null, 2)}\n`);
    else for (const result of results) tell(result.path, result, io);
    return results.every(({ count: found }) => found === 0) ? Exit.ok : Exit.failed;
  },
};

function lintFile(path: string, limit: number): LintResult {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    throw new InputError(`cannot read '${path}': ${(error as Error).message}`);
  }
  try {
    return lint(bytes, path, limit);
  } catch (error) {
    if (!(error instanceof TraceFileError)) throw error;
    return {
      what: 'trace',
      size: '',
      findings: [{ where: 'file', message: error.message }],
      count: 1,
    };
  }
}

function tell(path: string, { what, size, findings, count: found }: LintResult, io: Io): void {
  const paint = paintOf(io);
  if (found === 0) {
    io.out(`${path}: ${paint.green('ok')}, ${what}, ${size}\n`);
    return;
  }
  for (const { where, message } of findings) {
    io.out(`${path}: ${paint.bold(where)}: ${message}\n`);
  }
  const more = found - findings.length;
  const hidden = more > 0 ? `, ${count(more)} of them not shown` : '';
  io.out(`${path}: ${paint.red(`${count(found)} findings`)}${hidden} (${what})\n`);
}
