/** What scenarios ask of a contender. */

/** A pool of threads, behind the same few calls. */
export interface Pool {
  add(a: number, b: number): Promise<number>;
  spend(iterations: number): Promise<number>;
  echo(value: unknown): Promise<unknown>;
  touch(shared: Int32Array<SharedArrayBuffer>): Promise<number>;
  close(): Promise<unknown>;
}

/** Not a pool: each thread gets its share of a whole list in one message. The ceiling. */
export interface Split {
  /** Returns the sum of the results. */
  sum(work: 'add' | 'spend', list: Float64Array): Promise<number>;
  close(): Promise<unknown>;
}
