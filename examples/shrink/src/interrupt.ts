/** Ctrl-C, once: the second one does what it does to any program. */

import type { EventEmitter } from 'node:events';

/** Ctrl-C as an abort signal. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Ctrl-C is as usual again. */
  release(): void;
}

/** Turns the first SIGINT of a process into an abort. */
export function interruptOf(target: Pick<EventEmitter, 'once' | 'off'>): Interrupt {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  target.once('SIGINT', abort);
  return { signal: controller.signal, release: () => void target.off('SIGINT', abort) };
}
