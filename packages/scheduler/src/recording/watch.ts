/**
 * `PILFER_WATCH=1 node app.mjs`, or `new Runtime({ watch: true })`: others of the same user may look at
 * the runtimes of the process while it runs, with `pilfer watch <pid>`. Each runtime listens on a local socket (`trace/live.ts` says
 * where, and what is told). As long as nobody looks, nothing is recorded.
 *
 * *The runtime never waits for a watcher.* What one does not read in time is dropped, and counted: it
 * learns how much is missing. *It lives as long as without:* sockets keep no process alive, and what
 * fails here is a warning. *Nobody else can look:* the folder of the sockets is the user's own.
 */

import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { eventsFrame, helloFrame, stringsFrame, watchFolder, watchSocket } from '../trace/live.js';
import type { LiveHello, WatchPlace } from '../trace/live.js';
import { RECORD_WORDS, writeRecord } from '../trace/layout.js';
import type { Collector, Sink, Units } from './collector.js';
import type { Take } from './packed.js';

/** Bytes that may be on their way to a watcher; what comes meanwhile is dropped. */
const MOST_BYTES = 2 ** 22;
/** Nanoseconds after which a watcher learns the time though nothing has happened. */
const HEARTBEAT = 50e6;

let runtimes = 0;

/** Where this user's sockets are. */
function placeOfWatchers(): WatchPlace {
  return {
    platform: process.platform,
    runtimeDir: process.env['XDG_RUNTIME_DIR'],
    temporary: tmpdir(),
    user: process.getuid?.() ?? 0,
  };
}

/** Lets others look; returns what ends it. */
export function offer(collector: Collector, hello: () => LiveHello): () => void {
  const door = new Door(collector, hello, watchSocket(placeOfWatchers(), process.pid, ++runtimes));
  void door.open();
  return () => door.close();
}

/** One runtime's socket. */
class Door {
  private readonly collector: Collector;
  private readonly hello: () => LiveHello;
  private readonly path: string;
  private readonly watchers = new Set<Watcher>();
  private server: Server | undefined = undefined;
  private isClosed = false;

  constructor(collector: Collector, hello: () => LiveHello, path: string) {
    this.collector = collector;
    this.hello = hello;
    this.path = path;
  }

  async open(): Promise<void> {
    try {
      const { createServer } = await import('node:net');
      if (this.isClosed) return;
      if (process.platform !== 'win32') prepare(this.path);
      this.server = createServer((socket) => this.welcome(socket));
      this.server.on('error', warn);
      this.server.listen({ path: this.path, exclusive: true });
      this.server.unref();
      process.on('exit', this.remove);
    } catch (error) {
      warn(error as Error);
    }
  }

  /** The last events go out, then everything is closed. */
  close(): void {
    this.isClosed = true;
    process.off('exit', this.remove);
    for (const watcher of this.watchers) {
      this.collector.remove(watcher);
      watcher.finish();
    }
    this.server?.close();
  }

  private welcome(socket: Socket): void {
    socket.unref();
    const watcher = new Watcher(socket, this.collector);
    socket.write(helloFrame(this.hello()));
    this.watchers.add(watcher);
    this.collector.add(watcher);
    const leave = (): void => {
      this.collector.remove(watcher);
      this.watchers.delete(watcher);
    };
    socket.on('error', leave);
    socket.on('close', leave);
    socket.resume(); // what a watcher says means nothing
  }

  private readonly remove = (): void => {
    if (process.platform !== 'win32') rmSync(this.path, { force: true });
  };
}

/** Makes the folder, and sees that it is ours alone; removes what an earlier process has left. */
function prepare(path: string): void {
  const folder = watchFolder(placeOfWatchers());
  mkdirSync(folder, { mode: 0o700, recursive: true });
  const found = lstatSync(folder);
  const { uid, mode } = found;
  if (!found.isDirectory() || uid !== process.getuid?.() || (mode & 0o077) !== 0) {
    throw new Error(`the folder '${folder}' is not only this user's own`);
  }
  rmSync(path, { force: true });
}

function warn(error: Error): void {
  process.emitWarning(`this process cannot be watched: ${error.message}`, 'PilferWarning');
}

/** One who looks. */
class Watcher implements Sink {
  private readonly socket: Socket;
  private readonly collector: Collector;
  private texts = 1;
  private lost = 0;
  private lastHorizon = 0;
  private runs: { thread: number; from: number; count: number }[] = [];
  private words = new Int32Array(RECORD_WORDS * 1024);
  private count = 0;

  constructor(socket: Socket, collector: Collector) {
    this.socket = socket;
    this.collector = collector;
  }

  begin(): void {
    this.runs = [];
    this.count = 0;
  }

  take(thread: number, { words, from, to, events, context }: Units): void {
    this.makeRoom(events);
    this.runs.push({ thread, from: this.count, count: events });
    this.collector.texts.unpack(words, from, to, { ...context }, this.tell);
  }

  private readonly tell: Take = (time, kind, proc, machine, task, a, b, c) => {
    const at = this.count++ * RECORD_WORDS;
    writeRecord(this.words, at, time, kind, proc, machine, task, a, b, c);
  };

  private makeRoom(events: number): void {
    const needed = (this.count + events) * RECORD_WORDS;
    if (needed <= this.words.length) return;
    const larger = new Int32Array(2 * needed);
    larger.set(this.words);
    this.words = larger;
  }

  end(horizon: number): void {
    if (this.socket.destroyed) return;
    if (this.socket.writableLength > MOST_BYTES) {
      this.lost += this.count;
      return;
    }
    if (this.count === 0 && horizon - this.lastHorizon < HEARTBEAT) return;
    this.lastHorizon = horizon;
    this.tellTexts();
    const runs = this.runs.map(({ thread, from, count }) => ({
      thread,
      words: this.words.subarray(from * RECORD_WORDS, (from + count) * RECORD_WORDS),
    }));
    this.socket.write(eventsFrame(horizon, this.lost, runs));
    this.lost = 0;
  }

  finish(): void {
    this.socket.end();
  }

  /** Texts that events name and that have not been told. */
  private tellTexts(): void {
    const { strings } = this.collector.texts;
    if (this.texts === strings.size) return;
    const texts: string[] = [];
    while (this.texts < strings.size) texts.push(strings.get(this.texts++));
    this.socket.write(stringsFrame(texts));
  }
}
