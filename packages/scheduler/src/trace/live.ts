/**
 * What a running process tells a watcher, as bytes: frames, each with its length and kind in front
 * (two 32-bit words), in the byte order of the machine, since both ends are on it.
 *
 * ```text
 * hello    JSON: {@link LiveHello}
 * strings  JSON: texts, which go to the end of the string table
 * events   horizon (float64) · events lost before these · number of rings,
 *          then for each ring: its thread · number of events · the events, as in layout.ts
 * ```
 *
 * The events of one ring are in the order of their times; between rings there is none. But whatever
 * happened before the *horizon* of a frame has been told by its end, so a watcher can put that part in
 * order. Task ids are those of the runtime ({@link TaskNames} makes them readable).
 */

import { RECORD_WORDS } from './layout.js';

/** Raised when a frame changes its meaning. */
export const LIVE_VERSION = 1;

/** The first frame. */
export interface LiveHello {
  readonly version: number;
  readonly pid: number;
  readonly title: string;
  readonly procs: number;
  readonly cores: number;
  /** Unix time of {@link begin}, milliseconds. */
  readonly epochMs: number;
  /** When the stream begins, on the clock of the events, ns. */
  readonly begin: number;
  /** The machines that there are. */
  readonly machines: readonly {
    readonly machine: number;
    readonly proc: number;
    readonly sleeps: boolean;
  }[];
}

/** The events of one ring. */
export interface LiveRun {
  readonly thread: number;
  /** Records one after the other. */
  readonly words: Int32Array;
}

/** Who is told what has come. */
export interface LiveReader {
  hello(hello: LiveHello): void;
  strings(texts: readonly string[]): void;
  events(horizon: number, lost: number, runs: readonly LiveRun[]): void;
}

/** What came is no such stream. */
export class LiveStreamError extends Error {}

const HELLO = 1;
const STRINGS = 2;
const EVENTS = 3;
const HEAD_BYTES = 8;
/** No frame of ours is longer. */
const MAX_FRAME = 2 ** 29;

/** Makes the first frame. */
export function helloFrame(hello: LiveHello): Uint8Array {
  return jsonFrame(HELLO, hello);
}

/** Makes a frame of new texts. */
export function stringsFrame(texts: readonly string[]): Uint8Array {
  return jsonFrame(STRINGS, texts);
}

/** Makes a frame of events. */
export function eventsFrame(horizon: number, lost: number, runs: readonly LiveRun[]): Uint8Array {
  const words = runs.reduce((sum, run) => sum + 2 + run.words.length, 0);
  const frame = newFrame(EVENTS, 16 + 4 * words);
  const cells = new Int32Array(frame.buffer);
  new Float64Array(frame.buffer, HEAD_BYTES, 1)[0] = horizon;
  cells[4] = lost;
  cells[5] = runs.length;
  let at = 6;
  for (const run of runs) {
    cells[at++] = run.thread;
    cells[at++] = run.words.length / RECORD_WORDS;
    cells.set(run.words, at);
    at += run.words.length;
  }
  return frame;
}

function jsonFrame(kind: number, value: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(value));
  const frame = newFrame(kind, text.length);
  frame.set(text, HEAD_BYTES);
  return frame;
}

function newFrame(kind: number, length: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEAD_BYTES + length);
  new DataView(frame.buffer).setUint32(0, length, LITTLE);
  new DataView(frame.buffer).setUint32(4, kind, LITTLE);
  return frame;
}

const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Takes a stream apart, however it is cut into pieces. */
export class LiveDecoder {
  readonly #reader: LiveReader;
  #rest = new Uint8Array(0);

  constructor(reader: LiveReader) {
    this.#reader = reader;
  }

  /**
   * Reads what has come.
   *
   * @throws LiveStreamError if it is no such stream.
   */
  push(bytes: Uint8Array): void {
    // Not a Buffer of Node: its slices are no copies.
    let all = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    if (this.#rest.length > 0) {
      all = new Uint8Array(this.#rest.length + bytes.length);
      all.set(this.#rest);
      all.set(bytes, this.#rest.length);
    }
    let at = 0;
    while (all.length - at >= HEAD_BYTES) {
      const head = new DataView(all.buffer, all.byteOffset + at);
      const length = head.getUint32(0, LITTLE);
      if (length > MAX_FRAME) throw new LiveStreamError(`a frame of ${length} bytes`);
      if (all.length - at < HEAD_BYTES + length) break;
      // A copy, since the words of events have to begin at a multiple of 4.
      this.#frame(head.getUint32(4, LITTLE), all.slice(at + HEAD_BYTES, at + HEAD_BYTES + length));
      at += HEAD_BYTES + length;
    }
    this.#rest = all.slice(at);
  }

  #frame(kind: number, body: Uint8Array<ArrayBuffer>): void {
    switch (kind) {
      case HELLO:
        this.#hello(body);
        break;
      case STRINGS:
        this.#reader.strings(parse(body) as string[]);
        break;
      case EVENTS:
        this.#events(body);
        break;
      default:
        throw new LiveStreamError(`a frame of kind ${kind}`);
    }
  }

  #hello(body: Uint8Array): void {
    const hello = parse(body) as LiveHello;
    if (hello.version !== LIVE_VERSION) {
      const versions = `version ${hello.version} of the stream; this reads ${LIVE_VERSION}`;
      throw new LiveStreamError(versions);
    }
    this.#reader.hello(hello);
  }

  #events(body: Uint8Array<ArrayBuffer>): void {
    if (body.length < 16 || body.length % 4 !== 0) throw new LiveStreamError('events cut short');
    const cells = new Int32Array(body.buffer);
    const horizon = new Float64Array(body.buffer, 0, 1)[0] as number;
    const runs: LiveRun[] = [];
    let at = 4;
    for (let ring = cells[3] as number; ring > 0; ring--) {
      const end = at + 2 + (cells[at + 1] ?? -1) * RECORD_WORDS;
      if (!(end > at && end <= cells.length)) throw new LiveStreamError('events cut short');
      runs.push({ thread: cells[at] as number, words: cells.subarray(at + 2, end) });
      at = end;
    }
    this.#reader.events(horizon, (cells[2] as number) >>> 0, runs);
  }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new LiveStreamError('a frame that is no JSON');
  }
}

/** What decides where processes that can be watched are found. */
export interface WatchPlace {
  readonly platform: string;
  /** `XDG_RUNTIME_DIR`, if set. */
  readonly runtimeDir: string | undefined;
  readonly temporary: string;
  readonly user: number;
}

/** The folder of this user's sockets; only the user may enter it. On Windows, a prefix of pipes. */
export function watchFolder({ platform, runtimeDir, temporary, user }: WatchPlace): string {
  if (platform === 'win32') return String.raw`\\.\pipe`;
  const isSet = runtimeDir !== undefined && runtimeDir !== '';
  return isSet ? `${runtimeDir}/pilfer` : `${temporary}/pilfer-${user}`;
}

/** The socket of a process's runtime number `count`, from 1. */
export function watchSocket(place: WatchPlace, pid: number, count = 1): string {
  const name = count === 1 ? `${pid}` : `${pid}.${count}`;
  const folder = watchFolder(place);
  return place.platform === 'win32' ? `${folder}\\pilfer-${name}` : `${folder}/${name}.sock`;
}
