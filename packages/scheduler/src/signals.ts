/**
 * Abort signals of tasks: one listener per signal, however many tasks it cancels, and none when the
 * last of them has settled.
 */

interface Watch<K> {
  readonly keys: Set<K>;
  readonly listener: () => void;
}

/** Watches signals on behalf of tasks, by keys of the caller's choice. */
export class Signals<K> {
  private readonly watches = new Map<AbortSignal, Watch<K>>();

  private readonly cancel: (key: K, reason: unknown) => void;

  constructor(cancel: (key: K, reason: unknown) => void) {
    this.cancel = cancel;
  }

  /** Cancels `key` when the signal fires. */
  watch(signal: AbortSignal, key: K): void {
    let watch = this.watches.get(signal);
    if (watch === undefined) {
      const keys = new Set<K>();
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
  forget(signal: AbortSignal, key: K): void {
    const watch = this.watches.get(signal);
    if (watch === undefined || !watch.keys.delete(key) || watch.keys.size > 0) return;
    signal.removeEventListener('abort', watch.listener);
    this.watches.delete(signal);
  }
}
