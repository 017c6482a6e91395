/**
 * SharedArrayBuffers in payloads cross as numbers; this makes the numbers known on every thread.
 *
 * The thread that first sends a buffer draws the next number and broadcasts both, before any slot
 * that names it is published. Posting puts the message into every thread's port at once, so a
 * receiver that meets an unknown number finds it there, without turning its event loop. A machine
 * that starts late asks for the table.
 *
 * Everybody keeps what it has received until the sender's own buffer is gone and told so; the
 * sender keeps its buffers while any of its tasks is under way ({@link release}). What is forgotten
 * is dropped half a minute later: a result that names it may still be on its way.
 */

import { BroadcastChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { add, wait } from './atomics.js';
import type { SharedBuffers } from './codec/shared-buffers.js';
import { SHARED_IDS } from './layout.js';
import type { Memory } from './memory.js';

/** A broadcast: these buffers have these numbers, or this number is not in use any more. */
type Message =
  | { readonly known: readonly (readonly [number, SharedArrayBuffer])[] }
  | { readonly forgotten: number }
  | { readonly asking: true };

const KEEP_FORGOTTEN_MS = 30_000;

/** How long a thread waits for a table that it asked for. */
const ASK_MS = 5_000;

/** One thread's knowledge of shared buffers. */
export class BufferTable implements SharedBuffers {
  private readonly ids = new WeakMap<SharedArrayBuffer, number>();
  private readonly buffers = new Map<number, SharedArrayBuffer>();
  /** Own buffers that tasks under way may name. */
  private readonly pinned = new Set<SharedArrayBuffer>();
  private readonly forgotten: { readonly id: number; readonly at: number }[] = [];
  private readonly own = new Map<number, WeakRef<SharedArrayBuffer>>();
  private readonly channel: BroadcastChannel;
  private readonly gone: FinalizationRegistry<number>;

  private isClosed = false;

  private readonly memory: Memory;

  constructor(memory: Memory, name: string) {
    this.memory = memory;
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
    this.post({ known: [[id, buffer]] });
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
    for (;;) {
      // The declared type wants a MessagePort; Node takes a channel too.
      const message = receiveMessageOnPort(this.channel as unknown as MessagePort) as
        { readonly message: Message } | undefined;
      if (message === undefined) break;
      this.receive(message.message);
    }
    const now = performance.now();
    while (this.forgotten[0] !== undefined && now - this.forgotten[0].at > KEEP_FORGOTTEN_MS) {
      this.drop((this.forgotten.shift() as { id: number }).id);
    }
  }

  /** None of this thread's tasks is under way: its buffers may go when the program drops them. */
  release(): void {
    if (this.pinned.size > 0) this.pinned.clear();
  }

  /** Ends this thread's part. */
  close(): void {
    this.isClosed = true;
    this.channel.close();
  }

  private receive(message: Message): void {
    if ('known' in message) {
      for (const [id, buffer] of message.known) {
        if (this.find(id) !== undefined) continue;
        this.buffers.set(id, buffer);
        this.ids.set(buffer, id);
      }
    } else if ('forgotten' in message) {
      this.forgotten.push({ id: message.forgotten, at: performance.now() });
    } else {
      const known: [number, SharedArrayBuffer][] = [...this.buffers]; // its sender may be asleep
      for (const [id, reference] of this.own) {
        const buffer = reference.deref();
        if (buffer !== undefined) known.push([id, buffer]);
      }
      if (known.length > 0) this.post({ known });
    }
  }

  private find(id: number): SharedArrayBuffer | undefined {
    return this.buffers.get(id) ?? this.own.get(id)?.deref();
  }

  private drop(id: number): void {
    const buffer = this.buffers.get(id);
    this.buffers.delete(id);
    if (buffer !== undefined) this.ids.delete(buffer);
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
