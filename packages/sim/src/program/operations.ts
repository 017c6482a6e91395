/**
 * What a G does: a list of operations, as plain data. A scenario file and the builder end in this
 * form; the engine compiles it further. Names refer to the declarations of the {@link Program}.
 */

import type { Duration } from './distributions.js';

/** One step of a G. A list of them is a body. */
export type Operation =
  | Work
  | Spawn
  | Call
  | Repeat
  | Choose
  | Send
  | Receive
  | ReceiveEach
  | Close
  | Select
  | Lock
  | Unlock
  | Add
  | Done
  | Wait
  | CountDown
  | SystemCall
  | Sleep
  | Poll
  | Yield
  | Fork
  | Join
  | Scope
  | LockThread
  | UnlockThread
  | SetProcessors;

/** Operations, one after the other. */
export type Body = readonly Operation[];

/** Computes for so long; can be preempted. */
export interface Work {
  readonly op: 'work';
  readonly time: Duration;
}

/** `go f()`: creates a G that runs the function; the creator goes on. */
export interface Spawn {
  readonly op: 'spawn';
  readonly function: string;
}

/** Runs a function in this very G. Recursion needs an end: see {@link Choose}. */
export interface Call {
  readonly op: 'call';
  readonly function: string;
}

/** Runs the body so many times; `Infinity`: for ever. */
export interface Repeat {
  readonly op: 'repeat';
  readonly count: number;
  readonly body: Body;
}

/** Runs one of the bodies, drawn with probability proportional to its weight. */
export interface Choose {
  readonly op: 'choose';
  readonly options: readonly { readonly weight: number; readonly body: Body }[];
}

/** Sends a value; waits while the channel is full or, unbuffered, nobody receives. */
export interface Send {
  readonly op: 'send';
  readonly channel: string;
}

/** Receives a value; waits while there is none. Returns at once from a channel closed and empty. */
export interface Receive {
  readonly op: 'receive';
  readonly channel: string;
}

/** `for range channel`: receives and runs the body, until the channel is closed and empty. */
export interface ReceiveEach {
  readonly op: 'receiveEach';
  readonly channel: string;
  readonly body: Body;
}

/** Closes a channel: all its receivers are readied. */
export interface Close {
  readonly op: 'close';
  readonly channel: string;
}

/** One way out of a {@link Select}. */
export interface SelectCase {
  readonly on: 'send' | 'receive';
  readonly channel: string;
  readonly body: Body;
}

/**
 * Does one of the channel operations that can be done, drawn with equal probability, then runs its
 * body. If none can: runs `otherwise` if there is one (Go's `default`), else waits for the first.
 */
export interface Select {
  readonly op: 'select';
  readonly cases: readonly SelectCase[];
  readonly otherwise?: Body;
}

/** Locks a mutex (Go's `sync.Mutex`). */
export interface Lock {
  readonly op: 'lock';
  readonly mutex: string;
}

export interface Unlock {
  readonly op: 'unlock';
  readonly mutex: string;
}

/** Adds to a wait group. */
export interface Add {
  readonly op: 'add';
  readonly waitGroup: string;
  readonly count: number;
}

/** Takes 1 from a wait group; at 0 its waiters are readied. */
export interface Done {
  readonly op: 'done';
  readonly waitGroup: string;
}

/** Waits until a wait group is at 0. */
export interface Wait {
  readonly op: 'wait';
  readonly waitGroup: string;
}

/** Takes 1 from a counter; whoever brings it to 0 spawns the function: the edges of a DAG of jobs. */
export interface CountDown {
  readonly op: 'countDown';
  readonly counter: string;
  readonly function: string;
}

/** Blocks the thread in the kernel for so long; the P may be taken meanwhile. */
export interface SystemCall {
  readonly op: 'systemCall';
  readonly time: Duration;
}

/** Sleeps on a timer of the P. */
export interface Sleep {
  readonly op: 'sleep';
  readonly time: Duration;
}

/** Waits for the network poller, which has news after so long. */
export interface Poll {
  readonly op: 'poll';
  readonly time: Duration;
}

/** `runtime.Gosched()`. */
export interface Yield {
  readonly op: 'yield';
}

/** Creates a child that a later join of this G needs. */
export interface Fork {
  readonly op: 'fork';
  readonly function: string;
}

/** Waits for the youngest fork of this activation that is not joined yet. */
export interface Join {
  readonly op: 'join';
}

/** Runs the body, then waits for all forks it has not joined, the oldest first. */
export interface Scope {
  readonly op: 'scope';
  readonly body: Body;
}

/** `runtime.LockOSThread()`: from now on the G runs only on this M. */
export interface LockThread {
  readonly op: 'lockThread';
}

export interface UnlockThread {
  readonly op: 'unlockThread';
}

/** `runtime.GOMAXPROCS(n)`: stops the world and changes the number of Ps. */
export interface SetProcessors {
  readonly op: 'setProcessors';
  readonly processors: number;
}
