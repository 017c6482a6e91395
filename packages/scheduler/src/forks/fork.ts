/**
 * `fork` and `join`: a function call in two halves, between which a thief may take it.
 *
 * ## The fast path
 *
 * A fork writes its function and arguments, as they are, into the next entry of this thread's private
 * stack, and reads one shared cell: is anyone hungry? A join of the newest private fork takes the
 * entry back, and calls. No `Atomics` call, no encoding, nothing allocated: some nanoseconds together
 * (benchmarks: `forkjoin`).
 *
 * What keeps it fast in V8: fixed parameters and `arguments.length` instead of a rest array, which
 * would be allocated; calls with as many arguments as were given; entries of one hidden class, whose
 * fields take any value, linked to each other; the function stored only when it differs from the last one at that depth,
 * which spares its check and a write barrier; arguments let go of by writing 0 over them, which unlike
 * `undefined` is no object (5 ns in the benchmark); handles that are small integers; the stack in a
 * constant of this module, which the compiler embeds, and with it the address of the hungry cell.
 *
 * V8 inlines functions of at most 460 bytes of bytecode, and 920 into one function together, which in
 * a recursion is two levels or so. Hence a local variable in place of the constant (which costs five
 * bytes a use), and the rarer ways in functions of their own: a call that never happens is not
 * inlined, and costs nothing.
 *
 * Everything else is in the slow paths: fork-stack.ts, exposer.ts, joiner.ts.
 */

import { kindOf, refusalOf, type TaskFunction } from '../functions/kind.js';
import { nameOf, registered } from '../functions/registry.js';
import type { Task } from '../functions/tasks.js';
import type { Callable, ForkEntry } from './fork-stack.js';
import { threadStack } from './this-thread.js';

declare const result: unique symbol;

/** A fork that was made and not joined. Valid in the task that made it, until that ends. */
export type Fork<R> = number & { readonly [result]: R };

/** A task function that is not async: what `fork` takes. */
export type SyncTask<A extends unknown[], R> = Task<(...args: A) => R> &
  ([R] extends [never] ? unknown : [R] extends [PromiseLike<unknown>] ? never : unknown);

const stack = threadStack();

/**
 * Makes a call that may run on another thread, and goes on. {@link join} hands out its result. If no
 * thread is hungry, the call runs in the join, with these very arguments; else with copies, as
 * `runtime.run` makes them.
 *
 * A fork that is never joined is joined when its task returns, and its error is the task's; if the
 * task throws, it is cancelled. Outside a task the call runs at once. A task that is `async` joins its
 * forks before its next `await`; across awaits there is `forkAsync`.
 *
 * Costs some nanoseconds; some microseconds when a thief takes it.
 *
 * @throws TypeError if `task` was not named by `tasks()`, or is async.
 */
export function fork<A extends unknown[], R>(task: SyncTask<A, R>, ...args: A): Fork<R>;
export function fork(task: TaskFunction, a: unknown, b: unknown, c: unknown): number {
  const here = stack;
  const entry = here.free;
  if (entry.task !== task) admit(entry, task);
  // Not a rest parameter, which would be an array for each call.
  const count = arguments.length - 1;
  entry.count = count;
  if (count > 0) {
    entry.a = a;
    if (count > 1) {
      entry.b = b;
      if (count > 2) {
        entry.c = c;
        for (let i = 4; i <= count; i++) entry.add(arguments[i]); // eslint-disable-line prefer-rest-params
      }
    }
  }
  const handle = (here.last + 1) | 0;
  here.last = handle;
  entry.handle = handle;
  here.free = entry.next;
  if (here.watch[0] > 0) here.host.answer(here);
  return handle;
}

/**
 * The result of a fork: runs it here if nobody else has begun to, else waits for it, and runs other
 * forks meanwhile. Any order of joins is right; newest first is fast. A fork can be joined once, by
 * the task that made it.
 *
 * @throws what the fork threw; WorkerLostError if the thread that ran it is gone; TaskError if it
 * can't be joined here.
 */
export function join<R>(fork: Fork<R>): R;
export function join(handle: number): unknown {
  const here = stack;
  const { base } = here;
  const entry = here.free.prev;
  const { count, index } = entry;
  if (entry.handle !== handle || count > 3 || index < base || here.watch[0] > 0) {
    return here.join(handle);
  }
  let value: unknown;
  here.free = entry;
  here.base = index;
  try {
    if (count === 1) {
      const { a } = entry;
      const task = entry.task as Callable;
      entry.a = 0;
      value = task(a);
    } else if (count === 2) {
      const { a, b } = entry;
      const task = entry.task as Callable;
      entry.a = entry.b = 0;
      value = task(a, b);
    } else if (count === 3) {
      const { a, b, c } = entry;
      const task = entry.task as Callable;
      entry.a = entry.b = entry.c = 0;
      value = task(a, b, c);
    } else {
      value = (entry.task as Callable)();
    }
    if (here.free !== entry) here.joinRest(index);
  } catch (error) {
    throw failed(error, index, base);
  }
  here.base = base;
  return value;
}

/** Ends a fork that has thrown; returns what it threw. */
function failed(error: unknown, index: number, base: number): unknown {
  stack.base = base;
  stack.discard(index);
  return error;
}

/**
 * Says whether some thread would take a fork at this moment: for code that splits its work only when
 * somebody wants a part. One plain read.
 */
export function somebodyIsHungry(): boolean {
  return stack.host.isHungry();
}

const admitted = new WeakSet<TaskFunction>();

/** Lets a function into an entry, if it can be forked. About 20 ns. */
function admit(entry: ForkEntry, task: TaskFunction): void {
  if (!admitted.has(task)) check(task);
  stack.growAbove(entry);
  entry.task = task;
}

function check(task: TaskFunction): void {
  const refusal = refusalOf(task);
  if (refusal !== undefined) throw new TypeError(`fork: ${refusal}`);
  const ref = nameOf(task);
  if (ref === undefined || registered(ref.url, ref.name) !== task) {
    throw new TypeError(
      `fork: ${task.name === '' ? 'the function' : task.name} was not named by tasks(), so another ` +
        'thread could not find it: put it into tasks(import.meta.url, { … })',
    );
  }
  if (kindOf(task) === 'async') {
    throw new TypeError(`fork: ${task.name} is async: use await forkAsync(task, …)`);
  }
  admitted.add(task);
}
