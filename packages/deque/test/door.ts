import { jest } from '@jest/globals';

/**
 * A door to shared memory that counts its `Atomics` calls and can stop a thread in the middle of
 * one operation, for as long as another one works.
 *
 * Call {@link installDoor} first and import the sources afterwards, by `await import`.
 */
export interface Door {
  /** Counts the `Atomics` calls of an operation. */
  readonly costOf: (operation: () => unknown) => number;
  /** Performs `others` once, just before the next `Atomics` call that may fail: the swap. */
  readonly beforeNextSwap: (others: () => void) => void;
}

export async function installDoor(): Promise<Door> {
  const real = await import('../src/atomics.js');
  let calls = 0;
  let pending: (() => void) | undefined;

  function counted<Args extends unknown[], Answer>(call: (...args: Args) => Answer) {
    return (...args: Args): Answer => {
      calls++;
      return call(...args);
    };
  }

  const swap: typeof real.compareExchange = (...args) => {
    const others = pending;
    pending = undefined;
    others?.();
    return real.compareExchange(...args);
  };

  jest.unstable_mockModule('../src/atomics.js', () => ({
    read: real.read,
    write: real.write,
    load: counted(real.load),
    store: counted(real.store),
    exchange: counted(real.exchange),
    compareExchange: counted(swap),
    wait: counted(real.wait),
    notify: counted(real.notify),
  }));

  return {
    costOf(operation) {
      const before = calls;
      operation();
      return calls - before;
    },
    beforeNextSwap(others) {
      pending = others;
    },
  };
}
