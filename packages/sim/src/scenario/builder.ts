/**
 * Scenarios in TypeScript: one function per operation, times as in files.
 *
 * ```ts
 * const scenario = new ScenarioBuilder('fan-out')
 *   .function('task', [work({ kind: 'exponential', mean: ns('500us') })])
 *   .main([repeat(200, [spawn('task')])])
 *   .build();
 * ```
 */

import { SimError } from '../program/index.js';
import type {
  ArrivalDeclaration,
  Body,
  Distribution,
  Duration,
  Operation,
  Program,
  SelectCase,
} from '../program/index.js';
import { checkProgram } from './check.js';
import { compileJobs } from './dag.js';
import type { Job } from './dag.js';
import type { Scenario, ScenarioDefaults } from './scenario.js';
import { parseTime } from './time.js';

/** A time in nanoseconds, as a text with its unit, or a distribution in nanoseconds. */
export type Time = string | Duration;

/**
 * Returns the nanoseconds of a text like `50us`.
 *
 * @throws SimError if it is no such text.
 */
export function ns(text: string): number {
  const read = parseTime(text);
  if (typeof read === 'number') return read;
  throw new SimError(
    `time: expected one with its unit, like '50us', received '${text}': ${read.problem}`,
  );
}

function timeOf(time: Time): Duration {
  if (typeof time === 'string') return ns(time);
  if (typeof time === 'number' && !(time >= 0)) {
    throw new SimError(`time: expected from 0 on, in ns, received ${time}`);
  }
  return time;
}

/** An exponential time with this mean. */
export function exponential(mean: string | number): Distribution {
  return { kind: 'exponential', mean: typeof mean === 'string' ? ns(mean) : mean };
}

/** Computes for so long. */
export function work(time: Time): Operation {
  return { op: 'work', time: timeOf(time) };
}

/** Creates a G that runs the function. */
export function spawn(name: string): Operation {
  return { op: 'spawn', function: name };
}

/** Runs a function in this G. */
export function call(name: string): Operation {
  return { op: 'call', function: name };
}

/** Runs a body so many times; `Infinity`: for ever. */
export function repeat(count: number, body: Body): Operation {
  return { op: 'repeat', count, body };
}

/** Runs one of the bodies, drawn by its weight. */
export function choose(...options: readonly { weight: number; body: Body }[]): Operation {
  return { op: 'choose', options };
}

/** Sends a value. */
export function send(channel: string): Operation {
  return { op: 'send', channel };
}

/** Receives a value. */
export function receive(channel: string): Operation {
  return { op: 'receive', channel };
}

/** Receives, and runs the body, until the channel is closed and empty. */
export function receiveEach(channel: string, body: Body): Operation {
  return { op: 'receiveEach', channel, body };
}

/** Closes a channel. */
export function close(channel: string): Operation {
  return { op: 'close', channel };
}

/** Does one of the channel operations that can be done. */
export function select(cases: readonly SelectCase[], otherwise?: Body): Operation {
  return { op: 'select', cases, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** Runs a body while holding a mutex. */
export function locked(mutex: string, body: Body): Operation[] {
  return [{ op: 'lock', mutex }, ...body, { op: 'unlock', mutex }];
}

/** Adds to a wait group. */
export function add(waitGroup: string, count = 1): Operation {
  return { op: 'add', waitGroup, count };
}

/** Takes 1 from a wait group. */
export function done(waitGroup: string): Operation {
  return { op: 'done', waitGroup };
}

/** Waits until a wait group is at 0. */
export function wait(waitGroup: string): Operation {
  return { op: 'wait', waitGroup };
}

/** Blocks the thread in the kernel for so long. */
export function systemCall(time: Time): Operation {
  return { op: 'systemCall', time: timeOf(time) };
}

/** Sleeps on a timer. */
export function sleep(time: Time): Operation {
  return { op: 'sleep', time: timeOf(time) };
}

/** Waits for the network for so long. */
export function poll(time: Time): Operation {
  return { op: 'poll', time: timeOf(time) };
}

/** Lets others run first. */
export function yieldNow(): Operation {
  return { op: 'yield' };
}

/** Creates a child that a later join needs. */
export function fork(name: string): Operation {
  return { op: 'fork', function: name };
}

/** Waits for the youngest fork that is not joined yet. */
export function join(): Operation {
  return { op: 'join' };
}

/** Runs a body, then joins what it forked. */
export function scope(body: Body): Operation {
  return { op: 'scope', body };
}

interface Draft {
  functions: Program['functions'];
  main: string | undefined;
  channels: Program['channels'];
  mutexes: Program['mutexes'];
  waitGroups: Program['waitGroups'];
  counters: Program['counters'];
  arrivals: Program['arrivals'];
}

/** Collects the parts of a scenario. Each call returns the builder itself. */
export class ScenarioBuilder {
  readonly #name: string;
  readonly #description: string;
  #defaults: ScenarioDefaults = {};
  readonly #draft: Draft = {
    functions: [],
    main: undefined,
    channels: [],
    mutexes: [],
    waitGroups: [],
    counters: [],
    arrivals: [],
  };

  constructor(name: string, description = '') {
    this.#name = name;
    this.#description = description;
  }

  /** Declares a function that Gs run. */
  function(name: string, body: Body): this {
    this.#draft.functions = [...this.#draft.functions, { name, body }];
    return this;
  }

  /** Says what the first G does, on P0 at time 0. */
  main(body: Body): this {
    this.#draft.main = 'main';
    return this.function('main', body);
  }

  /** Declares a channel; capacity 0 is unbuffered. */
  channel(name: string, capacity = 0): this {
    this.#draft.channels = [...this.#draft.channels, { name, capacity }];
    return this;
  }

  /** Declares a mutex. */
  mutex(name: string): this {
    this.#draft.mutexes = [...this.#draft.mutexes, { name }];
    return this;
  }

  /** Declares a wait group. */
  waitGroup(name: string, count = 0): this {
    this.#draft.waitGroups = [...this.#draft.waitGroups, { name, count }];
    return this;
  }

  /** Declares a source of Gs. */
  arrivals(name: string, arrival: Omit<ArrivalDeclaration, 'name'>): this {
    this.#draft.arrivals = [...this.#draft.arrivals, { ...arrival, name }];
    return this;
  }

  /** Makes a graph of jobs what happens: it is the main function. */
  jobs(jobs: Readonly<Record<string, Job>>): this {
    const graph = compileJobs(new Map(Object.entries(jobs)), (_, message) => {
      throw new SimError(message);
    });
    this.#draft.functions = [...this.#draft.functions, ...graph.functions];
    this.#draft.counters = [...this.#draft.counters, ...graph.counters];
    return this.main(graph.roots);
  }

  /** Says how to run it if nobody says otherwise. */
  defaults(defaults: ScenarioDefaults): this {
    this.#defaults = { ...this.#defaults, ...defaults };
    return this;
  }

  /**
   * Returns the scenario.
   *
   * @throws SimError with all that is impossible in it, and where.
   */
  build(): Scenario {
    const { main, ...rest } = this.#draft;
    const program: Program = {
      name: this.#name,
      ...rest,
      ...(main === undefined ? {} : { main }),
    };
    const faults = checkProgram(program, this.#defaults.maxTime !== undefined);
    if (faults.length > 0) {
      throw new SimError(faults.map(({ where, message }) => `${where}: ${message}`).join('\n'));
    }
    return { program, description: this.#description, defaults: this.#defaults };
  }
}
