/**
 * Work, span and burdened span of the tasks that a trace tells of, as Cilkview computes them (He,
 * Leiserson and Leiserson, "The Cilkview scalability analyzer", SPAA 2010).
 *
 * Work is the time that tasks ran. The span is the longest chain of running that had to be one after
 * the other: each task carries the length of the longest chain up to its present point. It grows while
 * the task runs or is in a call; a new task starts with its creator's, a readied one with the larger of
 * its own and its waker's; a sleep counts as long as it lasted. The burdened span adds a cost to each
 * creation and each wake-up on the chain, as if it had moved to another P: no real schedule is free of
 * such costs.
 *
 * What a task of the runtime awaits is not recorded: when it goes on, the tasks it created that have
 * ended count as awaited, other waiting does not.
 *
 * A join that found its fork done leaves no event in a simulated trace; what the chain would have got
 * from it is missing, so the span is a lower bound. It is exact where every task ran as soon as it was
 * ready: then who found something done had the longer chain.
 *
 * The critical path is kept on request: each time one chain goes on where another one is, the latter's
 * path is shared, so it costs an object per creation and wake-up.
 */

import { Kind, NONE } from '@pilfer/scheduler/trace';
import type { Cursor } from '@pilfer/scheduler/trace';
import type { Pass } from './pass.js';

/** Work and span, and what they say about more processors. */
export interface WorkSpan {
  /** T1, ns. */
  readonly work: number;
  /** T∞, ns. */
  readonly span: number;
  readonly burdenedSpan: number;
  /** T1/T∞: the mean number of Ps that could be busy. */
  readonly parallelism: number;
  readonly burdenedParallelism: number;
  /** Between these lies the speed-up on the P of the run. */
  readonly speedup: SpeedupBand;
}

/** The speed-up that a number of Ps can be expected to give. */
export interface SpeedupBand {
  readonly low: number;
  readonly high: number;
}

/** What one move costs on the burdened chain if nobody says, ns: a steal and a cold cache. */
export const DEFAULT_BURDEN: number = 5_000;

/** Cilkview's coefficient of the burdened span in the lower bound. */
const SPAN_COEFFICIENT = 1.7;

/**
 * Returns the band: at most min(P, T1/T∞); at least T1 / (T1/P + 1.7 × burdened span) (Cilkview, §3,
 * its empirical coefficient).
 */
export function speedupBand(
  work: number,
  span: number,
  burdenedSpan: number,
  procs: number,
): SpeedupBand {
  if (work === 0) return { low: 1, high: 1 };
  return {
    low: work / (work / procs + SPAN_COEFFICIENT * burdenedSpan),
    high: span === 0 ? procs : Math.min(procs, work / span),
  };
}

/** How the chain went on in another task. */
export type Then = 'creates' | 'wakes' | 'is joined' | 'is awaited' | 'ends';

/** A part of the critical path: a task, until another one goes on. */
export interface PathPart {
  readonly task: number;
  /** Of the task's function; '' if the trace does not say. */
  readonly name: string;
  /** When the chain left it. */
  readonly at: number;
  /** How much of the span this part is, ns. */
  readonly time: number;
  readonly then: Then;
}

/** A path backwards: who was left, when, and how long the chain was then. */
interface Step {
  readonly chain: Chain;
  readonly at: number;
  readonly span: number;
  readonly then: Then;
  readonly before: Step | undefined;
}

interface Chain {
  readonly task: number;
  readonly name: number;
  /** How the chain came here. */
  path: Step | undefined;
  settledPath: Step | undefined;
  span: number;
  burdened: number;
  /** When the present stretch of running began; NaN while it does not run. */
  runsSince: number;
  /** When it began to wait. */
  waitsSince: number;
  readonly creator: Chain | undefined;
  /** The longest chains of the tasks it created that have ended. */
  settled: number;
  settledBurdened: number;
}

/** Follows the chains. */
export class WorkSpanPass implements Pass {
  readonly #burden: number;
  readonly #keepsPath: boolean;
  #last: Step | undefined;
  readonly #chains = new Map<number, Chain>();
  #work = 0;
  #span = 0;
  #burdened = 0;

  constructor(burden: number, keepsPath = false) {
    this.#burden = burden;
    this.#keepsPath = keepsPath;
  }

  see(event: Cursor): void {
    const { kind, time, task } = event;
    switch (kind) {
      case Kind.create:
      case Kind.expose:
        this.#create(task, event);
        break;
      case Kind.ready:
        this.#ready(task, event.a, time);
        break;
      case Kind.start:
        this.#start(task, time);
        break;
      case Kind.syscallEnter:
      case Kind.joinBegin:
      case Kind.block:
      case Kind.yield:
      case Kind.preempt:
      case Kind.asyncPending:
        this.#stop(task, time);
        break;
      case Kind.asyncResume:
        this.#resume(task, time);
        break;
      case Kind.syscallExit:
        this.#leaveCall(task, event.proc, time);
        break;
      case Kind.joinEnd:
        this.#join(task, event.a, time);
        break;
      case Kind.end:
        this.#stop(task, time);
        this.#settle(task, time);
        break;
    }
  }

  finish(procs: number): WorkSpan {
    const ratio = (span: number): number => (span === 0 ? 0 : this.#work / span);
    return {
      work: this.#work,
      span: this.#span,
      burdenedSpan: this.#burdened,
      parallelism: ratio(this.#span),
      burdenedParallelism: ratio(this.#burdened),
      speedup: speedupBand(this.#work, this.#span, this.#burdened, procs),
    };
  }

  /** The critical path, from the first task on; empty unless it was asked for. */
  path(nameOf: (text: number) => string): PathPart[] {
    const parts: PathPart[] = [];
    for (let step = this.#last; step !== undefined; step = step.before) {
      const { chain, at, span, then, before } = step;
      const name = chain.name === NONE ? '' : nameOf(chain.name);
      parts.push({ task: chain.task, name, at, time: span - (before?.span ?? 0), then });
    }
    return parts.reverse();
  }

  #create(task: number, { a: parent, b: name, time }: Cursor): void {
    const creator = parent === NONE ? undefined : this.#chains.get(parent);
    const chain: Chain = {
      task,
      name,
      path: undefined,
      settledPath: undefined,
      span: 0,
      burdened: 0,
      runsSince: NaN,
      waitsSince: time,
      creator,
      settled: 0,
      settledBurdened: 0,
    };
    this.#chains.set(task, chain);
    if (creator === undefined) return;
    this.#advance(creator, time);
    this.#follow(chain, creator, time, 'creates');
  }

  /** The chain goes on from that of another task, if that is longer. */
  #follow(chain: Chain, other: Chain, time: number, then: Then): void {
    chain.burdened = Math.max(chain.burdened, other.burdened + this.#burden);
    if (other.span <= chain.span && then !== 'creates') return;
    chain.span = other.span;
    if (this.#keepsPath) chain.path = stepFrom(other, time, then);
  }

  #ready(task: number, by: number, time: number): void {
    const chain = this.#chains.get(task);
    if (chain === undefined) return;
    const waker = by === NONE ? undefined : this.#chains.get(by);
    if (waker === undefined) {
      // A timer or the network: the wait itself is part of the chain.
      this.#lengthen(chain, time - chain.waitsSince, time);
    } else {
      this.#advance(waker, time);
      this.#follow(chain, waker, time, 'wakes');
    }
  }

  /** A task has ended: its creator may await it. */
  #settle(task: number, time: number): void {
    const chain = this.#chains.get(task);
    const creator = chain?.creator;
    if (chain === undefined || creator === undefined) return;
    if (chain.span > creator.settled) {
      creator.settled = chain.span;
      if (this.#keepsPath) creator.settledPath = stepFrom(chain, time, 'is awaited');
    }
    creator.settledBurdened = Math.max(creator.settledBurdened, chain.burdened + this.#burden);
  }

  #resume(task: number, time: number): void {
    const chain = this.#chains.get(task);
    if (chain === undefined) return;
    if (chain.settled > chain.span) {
      chain.span = chain.settled;
      chain.path = chain.settledPath;
    }
    chain.burdened = Math.max(chain.burdened, chain.settledBurdened);
    chain.runsSince = time;
  }

  #start(task: number, time: number): void {
    const chain = this.#chains.get(task);
    if (chain !== undefined) chain.runsSince = time;
  }

  #stop(task: number, time: number): void {
    const chain = this.#chains.get(task);
    if (chain === undefined) return;
    this.#advance(chain, time);
    chain.runsSince = NaN;
    chain.waitsSince = time;
  }

  #leaveCall(task: number, proc: number, time: number): void {
    const chain = this.#chains.get(task);
    if (chain === undefined) return;
    this.#lengthen(chain, time - chain.waitsSince, time);
    if (proc !== NONE) chain.runsSince = time;
  }

  #join(task: number, joined: number, time: number): void {
    const chain = this.#chains.get(task);
    if (chain === undefined) return;
    const child = this.#chains.get(joined);
    if (child !== undefined) {
      this.#advance(child, time);
      this.#follow(chain, child, time, 'is joined');
    }
    chain.runsSince = time;
  }

  /** Brings a chain up to now, if its task runs. */
  #advance(chain: Chain, time: number): void {
    if (Number.isNaN(chain.runsSince)) return;
    const ran = time - chain.runsSince;
    chain.runsSince = time;
    this.#work += ran;
    this.#lengthen(chain, ran, time);
  }

  #lengthen(chain: Chain, by: number, time: number): void {
    chain.span += by;
    chain.burdened += by;
    if (chain.span > this.#span) {
      this.#span = chain.span;
      if (this.#keepsPath) this.#last = stepFrom(chain, time, 'ends');
    }
    this.#burdened = Math.max(this.#burdened, chain.burdened);
  }
}

function stepFrom(chain: Chain, at: number, then: Then): Step {
  return { chain, at, span: chain.span, then, before: chain.path };
}
