import { Worker } from 'node:worker_threads';
import type { Call } from '../message.worker.js';
import { withArguments, type Pool } from '../pool.js';

/** A call that waits or runs, and the next one behind it. */
interface Entry {
  readonly call: Call;
  readonly resolve: (value: unknown) => void;
  next?: Entry;
}

/** What people write first: a queue on the main thread, one task a thread, messages. */
export function open(workers: number): Pool {
  let first: Entry | undefined;
  let last: Entry | undefined;
  const free: Worker[] = [];
  const running = new Map<Worker, Entry>();

  const start = (worker: Worker, entry: Entry): void => {
    running.set(worker, entry);
    worker.postMessage(entry.call);
  };
  const threads = Array.from({ length: workers }, () => {
    const worker = new Worker(new URL('../message.worker.js', import.meta.url));
    worker.on('message', (value) => {
      const done = running.get(worker);
      running.delete(worker);
      const next = first;
      if (next === undefined) free.push(worker);
      else {
        first = next.next;
        start(worker, next);
      }
      done?.resolve(value);
    });
    free.push(worker);
    return worker;
  });
  return withArguments(
    (work, args) =>
      new Promise((resolve) => {
        const entry: Entry = { call: { work, args }, resolve };
        const worker = free.pop();
        if (worker !== undefined) start(worker, entry);
        else if (first === undefined) first = last = entry;
        else last = (last as Entry).next = entry;
      }),
    { close: () => Promise.all(threads.map((worker) => worker.terminate())) },
  );
}
