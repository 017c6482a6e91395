/**
 * Abort signals of tasks: one listener per signal, however many tasks it cancels, and none when the
 * last of them has settled.
 */

/** Something to cancel, by a number of the caller's choice. */
type Cancel = (key: number, reason: unknown) => void;

interface Watch {
  readonly keys: Set<number>;
  readonly listener: () => void;
}

/** Watches signals on behalf of tasks. */
export class Signals {
  private readonly watches = new Map<AbortSignal, Watch>();

  private readonly cancel: Cancel;

  constructor(cancel: Cancel) {
    this.cancel = cancel;
  }

  /** Cancels `key` when the signal fires. */
  watch(signal: AbortSignal, key: number): void {
    let watch = this.watches.get(signal);
    if (watch === undefined) {
      const keys = new Set<number>();
      const listener = (): void => {
        this.watches.delete(signal);
        for (const each of keys) this.cancel(each, signal.reason);
      };
      watch = { keys, listener };
      this.watches.set(signal, watch);
      signal.addEventListener('abort', listener, { once: true });
    }
    watch.keys.add(key);
  }

  /** The task has settled. */
  forget(signal: AbortSignal, key: number): void {
    const watch = this.watches.get(signal);
    if (watch === undefined || !watch.keys.delete(key) || watch.keys.size > 0) return;
    signal.removeEventListener('abort', watch.listener);
    this.watches.delete(signal);
  }
}
