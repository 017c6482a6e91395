/** Packages whose declarations TypeScript does not find: what is used of them. */

declare module 'comlink/dist/esm/node-adapter.mjs' {
  import type { MessagePort, Worker } from 'node:worker_threads';
  import type { Endpoint } from 'comlink';

  /** Makes what comlink talks through of a worker, or of a worker's port. */
  export default function nodeEndpoint(port: Worker | MessagePort): Endpoint;
}

declare module 'threads' {
  export class Worker {
    constructor(file: string);
  }
  export function spawn<Thread>(worker: Worker): Promise<Thread>;
  export function Pool<Thread>(
    start: () => Promise<Thread>,
    size: number,
  ): {
    queue<Result>(task: (thread: Thread) => Promise<Result>): Promise<Result>;
    terminate(force: boolean): Promise<void>;
  };
}

declare module 'threads/worker' {
  export function expose(functions: object): void;
}
