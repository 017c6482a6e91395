/** Measuring in a process of its own: fresh type feedback, and V8 flags that only a start can set. */

import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a child left behind. */
export interface Outcome<Answer> {
  readonly answer: Answer;
  /** What V8 printed. */
  readonly lines: readonly string[];
}

/**
 * V8 compiles while the program waits. Left to a thread in the background, on a busy machine, the
 * optimized code may come after the measurement.
 */
const FLAGS = ['--no-concurrent-recompilation', '--expose-gc'];

/** How a child is run. */
export interface ChildOptions {
  /** Node's and V8's flags. */
  readonly flags?: readonly string[];
  /** Milliseconds after which it is ended. */
  readonly limit?: number;
}

/** A child did not answer: it failed, or took too long. The message is what it wrote. */
export class ChildFailure extends Error {
  override readonly name = 'ChildFailure';
}

/** Somebody has pressed Ctrl-C: nothing more is to be run. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Listens while a child runs: else Ctrl-C would end this process, and what it has measured with it. */
function listen(): void {
  // That the child was ended says it all.
}

/**
 * Runs a script to its end. Its arguments arrive as one JSON text; see {@link answer}.
 *
 * @throws ChildFailure if it fails.
 * @throws Interrupted if Ctrl-C was pressed.
 */
export function runChild<Answer>(
  script: URL,
  argument: unknown,
  { flags = FLAGS, limit }: ChildOptions = {},
): Outcome<Answer> {
  process.on('SIGINT', listen);
  const child = spawnSync(
    process.execPath,
    [...flags, fileURLToPath(script), JSON.stringify(argument)],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      maxBuffer: 2 ** 26,
      killSignal: 'SIGKILL',
      ...(limit === undefined ? {} : { timeout: limit }),
    },
  );
  process.off('SIGINT', listen);
  if (child.signal === 'SIGINT') throw new Interrupted('stopped by Ctrl-C');
  const written = child.output[3] ?? '';
  if (child.status !== 0 || written === '') {
    const how = child.error === undefined ? `exit ${String(child.status)}` : child.error.message;
    throw new ChildFailure(`${fileURLToPath(script)}: ${how}\n${child.stderr}`);
  }
  return { answer: JSON.parse(written) as Answer, lines: child.stdout.split('\n') };
}

/** Inside a child: what the parent asked. */
export function question(): unknown {
  return JSON.parse(process.argv[2] ?? 'null');
}

/** Inside a child: answers the parent, on descriptor 3. Standard output belongs to V8. */
export function answer(value: unknown): void {
  writeSync(3, JSON.stringify(value));
}
