/**
 * The program: `pnpm start [path]`.
 *
 *   options → walk → all-cores (shrink.tasks on every core) → one-thread → summary → render
 *
 * Exit codes: 0 done; 1 it failed, or the two passes differ; 2 the command line is wrong; 130 ended
 * by Ctrl-C.
 */

import { interruptOf } from './interrupt.js';
import { HELP, parseOptions, UsageError, type Options } from './options.js';
import { Progress } from './progress.js';
import { render } from './render.js';
import { runJob } from './run-job.js';
import type { Summary } from './summary.js';
import { painter, wantsColour } from './terminal.js';

const DIFFERENT = 1;
const FAILED = 1;
const USAGE = 2;
const INTERRUPTED = 130;
const BROKEN_PIPE = 141;

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const interrupt = interruptOf(process);
  const progress = new Progress(process.stderr);
  interrupt.signal.addEventListener('abort', () => {
    progress.note('ending; Ctrl-C again ends it at once');
  });
  let summary: Summary;
  try {
    summary = await runJob(options, progress, interrupt.signal);
  } finally {
    progress.end();
    interrupt.release();
  }
  process.stdout.write(document(summary, options));
  if (summary.interrupted) return INTERRUPTED;
  return summary.different.count > 0 ? DIFFERENT : 0;
}

function document(summary: Summary, { json }: Options): string {
  if (json) return `${JSON.stringify(summary, undefined, 2)}\n`;
  return render(summary, painter(wantsColour(process.stdout.isTTY, process.env)));
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read it has gone: there is nobody to tell.
    process.exit(error.code === 'EPIPE' ? BROKEN_PIPE : FAILED);
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError;
  const hint = isUsage ? '\nSee pnpm start --help.' : '';
  process.stderr.write(
    `shrink: ${error instanceof Error ? error.message : String(error)}${hint}\n`,
  );
  process.exitCode = isUsage ? USAGE : FAILED;
}
