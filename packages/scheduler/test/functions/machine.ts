/** A thread with a loader, from the built package, and modules made for it. */

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Cells } from '../../src/atomics.js';
import type { FunctionRef } from '../../src/functions/ref.js';
import { FunctionTable } from '../../src/functions/table.js';
import { functionTableBytes } from '../../src/layout.js';

export const HASH: string = new URL('fixtures/hash.mjs', import.meta.url).href;
export const TASKS: string = new URL('../../dist/functions/tasks.js', import.meta.url).href;

/** An error, as far as it crossed. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly reason: string;
  readonly module?: string;
  readonly export?: string;
  readonly cause: string;
}

interface Answer {
  readonly value?: unknown;
  readonly error?: Failure;
}

/** A thread with a loader, and this thread's view of the table. */
export class Machine {
  readonly #table: FunctionTable;
  readonly #worker: Worker;

  constructor(inline = true) {
    const sizes = { functions: 128, functionBytes: 16384 };
    const cells: Cells = new Int32Array(new SharedArrayBuffer(functionTableBytes(sizes)));
    this.#table = new FunctionTable(cells, 0, sizes);
    const file = new URL('fixtures/machine.mjs', import.meta.url);
    this.#worker = new Worker(file, { workerData: { cells, sizes, inline } });
  }

  async call(ref: FunctionRef, ...args: readonly unknown[]): Promise<unknown> {
    const { value, error } = await this.#ask({ number: this.#table.intern(ref), args });
    if (error !== undefined) throw new Error(error.message);
    return value;
  }

  async failure(
    ref: FunctionRef | { readonly number: number },
    ...args: readonly unknown[]
  ): Promise<Failure> {
    const number = 'number' in ref ? ref.number : this.#table.intern(ref);
    const { value, error } = await this.#ask({ number, args });
    if (error === undefined) throw new Error(`no failure: ${String(value)}`);
    return error;
  }

  async load(url: string): Promise<Failure | undefined> {
    return (await this.#ask({ load: url })).error;
  }

  async #ask(message: object): Promise<Answer> {
    this.#worker.postMessage(message);
    return ((await once(this.#worker, 'message')) as [Answer])[0];
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** A folder for modules that a test writes. */
export class Folder {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async create(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), 'pilfer-loader-')));
  }

  urlOf(file: string): string {
    return pathToFileURL(join(this.#path, file)).href;
  }

  /** Writes a module and returns its URL. */
  async write(file: string, source: string): Promise<string> {
    await writeFile(join(this.#path, file), source);
    return this.urlOf(file);
  }

  async remove(): Promise<void> {
    await rm(this.#path, { recursive: true });
  }
}
