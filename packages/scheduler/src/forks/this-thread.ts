/**
 * The forks of this thread: one stack, whatever the copies of this package, behind which a machine
 * puts itself when it starts.
 *
 * Outside a runtime (the main thread, a unit test) there is nobody who could steal: a fork runs at
 * once, inline, and its join hands out what became of it.
 */

import type { TaskFunction } from '../functions/kind.js';
import { Exposed } from './exposed.js';
import { ForkStack, type Callable, type ForkHost } from './fork-stack.js';
import { Rejection } from '../rejection.js';
import { alwaysAsked, type Watch } from './watch.js';

/** Runs each fork at once. */
class Inline implements ForkHost {
  readonly watch: Watch;

  constructor(watch: Watch) {
    this.watch = watch;
  }

  answer(stack: ForkStack): void {
    const entry = stack.oldestPrivate();
    if (entry === undefined) return;
    const exposed = new Exposed(-1, 0);
    const { task, args } = entry;
    entry.exposed = exposed;
    stack.passOldest();
    try {
      exposed.settle(stack.call(task as Callable, args, entry));
    } catch (error) {
      exposed.settle(new Rejection(error));
    }
  }

  claim(): boolean {
    return false;
  }

  isHungry(): boolean {
    return false;
  }

  ran(): void {
    // Nobody claims.
  }

  discard(): void {
    // It has run.
  }

  call(task: Callable, args: unknown[]): unknown {
    return task(...args);
  }

  async submit(task: TaskFunction, args: readonly unknown[]): Promise<unknown> {
    await Promise.resolve(); // starts later, as on a machine
    return (task as Callable)(...args);
  }
}

const KEY = Symbol.for('pilfer.forks.1');

/**
 * This thread's forks.
 *
 * @param watch what they look at: a machine's cell, if the first to ask is one. So the machine comes
 *   before the modules that fork, as far as that is in its hands (fork-stack.ts).
 */
export function threadStack(watch: Watch = alwaysAsked()): ForkStack {
  const home = globalThis as { [KEY]?: ForkStack };
  const found = home[KEY];
  if (found !== undefined) return found;
  const made = new ForkStack(new Inline(watch));
  Object.defineProperty(home, KEY, { value: made });
  return made;
}
