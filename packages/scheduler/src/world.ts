/**
 * What lies outside of the main thread's side of a runtime: time, the threads that it starts and what
 * they say, and the bell that rings when results have come. {@link NodeWorld} (node-world.ts) is the
 * real one. In tests a virtual one takes its place, and plays a thousand lives of a runtime in a
 * second, with deaths at any moment (test/world).
 */

import type { Cells } from './atomics.js';
import type { Boot, Command, MachineMessage } from './boot.js';
import type { Clock } from './clock.js';

/** A machine's thread that was started. */
export interface MachineHandle {
  /** @throws DataCloneError if the command can't be posted. */
  post(command: Command): void;
  /** It has died, though its exit may not be seen yet: for a main thread that is blocked. */
  isGone(): boolean;
  /** Ends the thread: sooner or later it exits. */
  terminate(): void;
  /** Whether the process must stay alive for this thread; at first it need not. */
  hold(alive: boolean): void;
}

/** What a thread's starter hears of it. */
export interface MachineEvents {
  message(message: MachineMessage): void;
  /** It dies of an error that nobody has caught. */
  error(error: Error | undefined): void;
  /** It writes no more. Whatever it said came before. */
  exit(code: number): void;
}

/** What a thread is told when it starts; how to talk to it is the world's business. */
export type MachineBoot = Omit<Boot, 'port'>;

/** Whoever sleeps on a bell: see bell.ts. */
export interface Sleeper {
  readonly rings: number;
  arm(rings: number): void;
}

/** Everything outside. */
export interface World {
  readonly clock: Clock;
  /**
   * Starts a machine's thread; nothing is heard of it before the present turn is over.
   *
   * @throws Error with the code ERR_WORKER_INIT_FAILED if the system refuses another thread.
   */
  spawn(boot: MachineBoot, events: MachineEvents): MachineHandle;
  /** The sleeper's side of a bell of this thread. */
  sleeper(cells: Cells, at: number, wake: () => void): Sleeper;
}
