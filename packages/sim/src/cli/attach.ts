/** Connects to a process that can be watched. */

import { readdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { LiveDecoder, watchFolder, watchSocket } from '@pilfer/scheduler/trace';
import type { LiveHello, LiveRun, WatchPlace } from '@pilfer/scheduler/trace';
import { LiveTrace } from '../watch/live/live-trace.js';
import { InputError } from './errors.js';

/** How long a process may take to answer: its main thread may be busy. */
const ANSWER_MS = 30_000;

/** A process that is being watched. */
export interface Attached {
  readonly live: LiveTrace;
  /** Calls back when more is known, and once when the process says no more. */
  listen(grown: () => void, ended: () => void): void;
  detach(): void;
}

/** Whether this names a process: its id, or a socket. */
export function isLiveSource(given: string): boolean {
  if (/^\d+$/.test(given)) return true;
  return statSync(given, { throwIfNoEntry: false })?.isSocket() === true;
}

/**
 * Connects, and waits for the first answer.
 *
 * @throws InputError if there is no such process, or it does not let itself be watched.
 */
export async function attach(given: string): Promise<Attached> {
  const place = placeOf(process.env);
  const isPid = /^\d+$/.test(given);
  const path = isPid ? watchSocket(place, Number(given)) : given;
  const stream = new Stream(connect(path));
  try {
    await stream.answered;
  } catch (error) {
    stream.detach();
    throw new InputError(isPid ? noProcess(given, error, place) : noSocket(given, error));
  }
  return stream;
}

function placeOf(env: NodeJS.ProcessEnv): WatchPlace {
  return {
    platform: process.platform,
    runtimeDir: env['XDG_RUNTIME_DIR'],
    temporary: tmpdir(),
    user: process.getuid?.() ?? 0,
  };
}

function noSocket(path: string, error: unknown): string {
  return `cannot watch '${path}': ${(error as Error).message}`;
}

function noProcess(pid: string, error: unknown, place: WatchPlace): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ECONNREFUSED')
    return `cannot watch process ${pid}: ${message}`;
  const others = pidsIn(watchFolder(place));
  const list = others.length === 0 ? '' : `; those that can be: ${others.join(', ')}`;
  return `process ${pid} cannot be watched: start it with PILFER_WATCH=1, or its Runtime with watch: true${list}`;
}

/** Processes whose sockets are there. */
function pidsIn(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => /^(\d+)\.sock$/.exec(name)?.[1] ?? []);
  } catch {
    return [];
  }
}

class Stream implements Attached {
  readonly answered: Promise<void>;
  readonly #socket: Socket;
  #live: LiveTrace | undefined;
  #grown = (): void => undefined;
  #ended = (): void => undefined;
  #hasEnded = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    const decoder = new LiveDecoder({
      hello: (hello: LiveHello) => void (this.#live = new LiveTrace(hello)),
      strings: (texts: readonly string[]) => this.#live?.strings(texts),
      events: (horizon: number, lost: number, runs: readonly LiveRun[]) =>
        this.#live?.events(horizon, lost, runs),
    });
    this.answered = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('it does not answer')), ANSWER_MS);
      socket.on('data', (bytes) => {
        try {
          decoder.push(bytes);
        } catch (error) {
          reject(error);
          socket.destroy();
          return;
        }
        if (this.#live !== undefined) {
          clearTimeout(timer);
          resolve();
          this.#grown();
        }
      });
      socket.on('error', reject);
      socket.on('close', () => {
        clearTimeout(timer);
        reject(new Error('it said nothing'));
        this.#hasEnded = true;
        this.#ended();
      });
    });
  }

  get live(): LiveTrace {
    if (this.#live === undefined) throw new Error('attach: no answer yet');
    return this.#live;
  }

  listen(grown: () => void, ended: () => void): void {
    this.#grown = grown;
    this.#ended = ended;
    grown();
    if (this.#hasEnded) ended();
  }

  detach(): void {
    this.#socket.destroy();
  }
}
