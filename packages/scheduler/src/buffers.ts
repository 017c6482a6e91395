/**
 * SharedArrayBuffers in payloads cross as numbers; this makes the numbers known on every thread.
 *
 * The thread that first sends a buffer draws the next number and broadcasts both, before any slot
 * that names it is published. Posting puts the message into every thread's port at once, so a
 * receiver that meets an unknown number finds it there, without turning its event loop. A machine
 * that starts late asks for the table.
 *
 * Everybody keeps what it has received until the sender's own buffer is gone and told so; the
 * sender keeps its buffers while any of its tasks is under way ({@link release}). For a sender that
 * has died, the main thread says so ({@link abandon}). What is forgotten is dropped half a minute
 * later: a result that names it may still be on its way.
 */

import { BroadcastChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { add, wait } from './atomics.js';
import type { SharedBuffers } from './codec/shared-buffers.js';
import { SHARED_IDS } from './layout.js';
import type { Memory } from './memory.js';

/** A buffer, its number, and the thread that gave it one. */
type Known = readonly [id: number, buffer: SharedArrayBuffer, thread: number];

/** A broadcast: these buffers have these numbers, or this number is not in use any more. */
type Message =
  { readonly known: readonly Known[] } | { readonly forgotten: number } | { readonly asking: true };

/** What another thread has sent. */
interface Received {
  readonly buffer: SharedArrayBuffer;
  readonly thread: number;
  isForgotten: boolean;
}

const KEEP_FORGOTTEN_MS = 30_000;

/** How long a thread waits for a table that it asked for. */
const ASK_MS = 5_000;

/** One thread's knowledge of shared buffers. */
export class BufferTable implements SharedBuffers {
  private readonly ids = new WeakMap<SharedArrayBuffer, number>();
  private readonly buffers = new Map<number, Received>();
  /** Own buffers that tasks under way may name. */
  private readonly pinned = new Set<SharedArrayBuffer>();
  private readonly forgotten: { readonly id: number; readonly at: number }[] = [];
  private readonly own = new Map<number, WeakRef<SharedArrayBuffer>>();
  private readonly channel: BroadcastChannel;
  private readonly gone: FinalizationRegistry<number>;

  private isClosed = false;

  private readonly memory: Memory;
  private readonly thread: number;

  constructor(memory: Memory, name: string, thread: number) {
    this.memory = memory;
    this.thread = thread;
    this.channel = new BroadcastChannel(name);
    this.channel.unref();
    this.gone = new FinalizationRegistry((id) => {
      this.own.delete(id);
      this.post({ forgotten: id });
    });
  }

  idOf(buffer: SharedArrayBuffer): number {
    const known = this.ids.get(buffer);
    if (known !== undefined) {
      if (this.own.has(known)) this.pinned.add(buffer);
      return known;
    }
    const id = add(this.memory.cells, SHARED_IDS, 1) + 1;
    this.ids.set(buffer, id);
    this.own.set(id, new WeakRef(buffer));
    this.pinned.add(buffer);
    this.gone.register(buffer, id);
    this.post({ known: [[id, buffer, this.thread]] });
    return id;
  }

  bufferOf(id: number): SharedArrayBuffer {
    const found = this.find(id);
    if (found !== undefined) return found;
    this.drain();
    const received = this.find(id);
    if (received !== undefined) return received;
    // This thread started after the broadcast.
    this.post({ asking: true });
    for (const end = performance.now() + ASK_MS; performance.now() < end;) {
      sleep(1);
      this.drain();
      const answered = this.find(id);
      if (answered !== undefined) return answered;
    }
    throw new Error(`bufferOf: nobody knows SharedArrayBuffer ${id} any more`);
  }

  /** Answers others as soon as they ask; for a thread that turns its event loop all the time. */
  listen(): void {
    this.channel.onmessage = (event) => this.receive((event as { data: Message }).data);
    this.channel.unref();
  }

  /** Takes in what others have sent; answers those who ask. */
  drain(): void {
    if (this.isClosed) return; // a thread may exit long after
    for (;;) {
      // The declared type wants a MessagePort; Node takes a channel too.
      const message = receiveMessageOnPort(this.channel as unknown as MessagePort) as
        { readonly message: Message } | undefined;
      if (message === undefined) break;
      this.receive(message.message);
    }
    this.dropForgotten();
  }

  /** None of this thread's tasks is under way: its buffers may go when the program drops them. */
  release(): void {
    if (this.pinned.size > 0) this.pinned.clear();
    if (this.forgotten.length > 0) this.dropForgotten();
  }

  /** A thread has died: nobody else will say that its buffers are gone. */
  abandon(thread: number): void {
    this.drain(); // what it said last
    for (const [id, received] of this.buffers) {
      if (received.thread !== thread || received.isForgotten) continue;
      this.forget(id);
      this.post({ forgotten: id });
    }
  }

  /** Ends this thread's part. */
  close(): void {
    this.isClosed = true;
    this.channel.close();
  }

  private receive(message: Message): void {
    if ('known' in message) {
      for (const [id, buffer, thread] of message.known) {
        if (this.find(id) !== undefined) continue;
        this.buffers.set(id, { buffer, thread, isForgotten: false });
        this.ids.set(buffer, id);
      }
    } else if ('forgotten' in message) {
      this.forget(message.forgotten);
    } else {
      const known: Known[] = [];
      for (const [id, { buffer, thread }] of this.buffers) known.push([id, buffer, thread]); // its sender may be asleep
      for (const [id, reference] of this.own) {
        const buffer = reference.deref();
        if (buffer !== undefined) known.push([id, buffer, this.thread]);
      }
      if (known.length > 0) this.post({ known });
    }
  }

  private find(id: number): SharedArrayBuffer | undefined {
    return this.buffers.get(id)?.buffer ?? this.own.get(id)?.deref();
  }

  private forget(id: number): void {
    const received = this.buffers.get(id);
    if (received === undefined || received.isForgotten) return;
    received.isForgotten = true;
    this.forgotten.push({ id, at: performance.now() });
  }

  private dropForgotten(): void {
    const now = performance.now();
    while (this.forgotten[0] !== undefined && now - this.forgotten[0].at > KEEP_FORGOTTEN_MS) {
      const { id } = this.forgotten.shift() as { id: number };
      const received = this.buffers.get(id);
      this.buffers.delete(id);
      if (received !== undefined) this.ids.delete(received.buffer);
    }
  }

  private post(message: Message): void {
    if (this.isClosed) return; // a buffer may be collected long after
    this.channel.postMessage(message);
  }
}

const nobody = new Int32Array(new SharedArrayBuffer(4));

function sleep(ms: number): void {
  wait(nobody, 0, 0, ms);
}
