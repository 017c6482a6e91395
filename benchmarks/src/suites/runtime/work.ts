/** The work that every pool is given, as plain functions: the same code on every thread. */

/** Next to no work: what remains is the pool's own cost. */
export function add(a: number, b: number): number {
  return a + b;
}

/** Spends processor time, about a nanosecond an iteration, on a chain that V8 can't shorten. */
export function spend(iterations: number): number {
  let x = iterations | 1;
  for (let i = 0; i < iterations; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
  return x;
}

/** Returns what it received: two crossings. */
export function echo(value: unknown): unknown {
  return value;
}

/** Counts in memory that both threads see, if they really do. */
export function touch(shared: Int32Array<SharedArrayBuffer>): number {
  return Atomics.add(shared, 0, 1);
}

/** The work by name, as workers that receive messages look it up. */
export const WORK: {
  readonly add: typeof add;
  readonly spend: typeof spend;
  readonly echo: typeof echo;
  readonly touch: typeof touch;
} = { add, spend, echo, touch };

/** The name of a kind of work. */
export type WorkName = keyof typeof WORK;
