/**
 * Where failed tasks were submitted: their errors carry the machine's stack, and then the submitter's.
 *
 * Capturing a stack takes some microseconds, more than all the rest of a submission. So by default
 * (`auto`) it is done for the first task of a turn of the event loop, at most once a millisecond, and
 * tasks of the same function in that turn share it: most often they come from one loop. `always`
 * captures each task's own, `never` none. V8 formats a stack only when it is read: here, when a task
 * fails.
 */

import { fileURLToPath } from 'node:url';

/** Which tasks remember where they were submitted. */
export type StackMode = 'auto' | 'always' | 'never';

/** At most so often a stack is captured by itself. */
const AUTO_EVERY_MS = 1;

/** Frames of this package say nothing to its users: as URLs or paths, as built or mapped to sources. */
const ROOT = new URL(import.meta.url.replace(/^(.*\/)(?:dist|src)\/.*$/, '$1'));
const OWN = [ROOT.href, fileURLToPath(ROOT)].flatMap((root) => [`${root}dist`, `${root}src`]);

interface Captured {
  readonly stack?: string;
}

/** The stacks of one thread's tasks under way. */
export class Stacks {
  private readonly mode: StackMode;
  private readonly bySlot: (Captured | undefined)[] = [];
  private shared: Captured | undefined = undefined;
  private sharedBy = 0;
  private lastCapture = -Infinity;

  private readonly first: number;

  /** @param first the first slot of the thread. */
  constructor(mode: StackMode, first: number) {
    this.mode = mode;
    this.first = first;
  }

  /** A turn's first task is about to be submitted. */
  beginTurn(fn: number, now: number = performance.now()): void {
    if (this.mode !== 'auto') return;
    const isDue = now - this.lastCapture >= AUTO_EVERY_MS;
    this.shared = isDue ? capture() : undefined;
    this.sharedBy = fn;
    if (isDue) this.lastCapture = now;
  }

  /** A task is submitted. */
  note(slot: number, fn: number): void {
    if (this.mode === 'never') return;
    const isShared = this.mode === 'auto' && fn === this.sharedBy;
    const captured = this.mode === 'always' ? capture() : isShared ? this.shared : undefined;
    this.bySlot[slot - this.first] = captured;
  }

  /** A task has settled. What is captured holds on to what was on the stack. */
  forget(slot: number): void {
    if (this.mode !== 'never') this.bySlot[slot - this.first] = undefined;
  }

  /** Adds the stack of its submission to the error of a task that has failed. */
  explain(slot: number, error: unknown): void {
    const captured = this.bySlot[slot - this.first];
    if (captured === undefined || typeof error !== 'object' || error === null) return;
    const { stack } = error as { readonly stack?: unknown };
    const frames = framesOf(captured);
    if (typeof stack !== 'string' || frames.length === 0) return;
    const value = `${stack}\n    at --- submitted ---\n${frames.join('\n')}`;
    Object.defineProperty(error, 'stack', { value, writable: true, configurable: true });
  }
}

function capture(): Captured {
  const holder = {};
  Error.captureStackTrace(holder);
  return holder;
}

function framesOf({ stack = '' }: Captured): string[] {
  return stack
    .split('\n')
    .slice(1)
    .filter((frame) => !OWN.some((own) => frame.includes(own)));
}
