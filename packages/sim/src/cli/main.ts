#!/usr/bin/env node
/**
 * The bin `pilfer`: the outside of the process, around {@link runCli}. Ctrl-C is left to Node, whose
 * default ends the process at once: a simulation keeps the thread busy, and a handler would have to
 * wait for its end. Shells report 130.
 */

import { runCli } from './cli.js';
import { Exit } from './errors.js';
import { wantsColor } from './io.js';
import { terminalOf } from './process-terminal.js';

/** Who reads our output has gone, or the terminal is: there is nobody to tell. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  process.exit(Exit.ok);
}

process.stdout.on('error', leaveQuietly);
process.stderr.on('error', leaveQuietly);

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  color: wantsColor({ isTerminal: process.stdout.isTTY, env: process.env }),
  terminal: terminalOf(process),
});
