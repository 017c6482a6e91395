/**
 * Visits every interleaving of a small program on shared memory, running the real code.
 *
 * loom, without its hard part: in JavaScript the `Atomics` are sequentially consistent, so the
 * interleavings of single accesses are all there is (and plain accesses may see old values, on
 * request: `weak.ts`). A thread is unfolded into an automaton by running it again and again
 * (`automaton.ts`); a state of the world is a row of numbers (`world.ts`); states are visited
 * breadth first, each once, so the schedule of a violation is a shortest one (`search.ts`). The
 * interleavings are not walked one by one, but counted exactly over the graph of states
 * (`graph.ts`). Two reductions, on request, make larger programs possible: steps that nobody else can
 * notice are taken alone (`sharing.ts`), and nodes of a thread that behave alike are taken for one
 * (`quotient.ts`).
 *
 * What is looked at, the *oracles*: the program's check at the end of every run, its invariants
 * after every step, linearizability (`linearize.ts`), threads that sleep for ever ("stuck"), runs
 * that can't come to an end any more ("endless"), and exceptions.
 *
 * Limits: loops inside a call must be bounded (a call may be repeated without bound instead: that
 * makes circles in the graph, which have no number of interleavings); threads must be deterministic
 * but for what they read; every shared access must go through the door; what threads remember
 * between calls must be in plain fields of the objects they list; a call must not catch what an
 * access throws. A state limit that is hit makes the verdict "truncated", a failure.
 */

import { Image } from './image.js';
import { directly, silence } from './memory.js';
import { Oracles } from './oracles.js';
import type { Scenario } from './program.js';
import type { Report } from './report.js';
import { scheduleTable } from './schedule.js';
import { Search } from './search.js';
import { World } from './world.js';

/** How to explore. */
export interface Options {
  /**
   * Let plain reads return every value that the language allows.
   *
   * @default false
   */
  readonly weak?: boolean;
  /**
   * Threads that may stop for ever after any of their operations.
   *
   * @default []
   */
  readonly crashes?: readonly string[];
  /**
   * Let a `wait` with a finite timeout run out of time. If false, it waits for ever, so that a
   * backstop can't hide a lost wake-up.
   *
   * @default true
   */
  readonly timeouts?: boolean;
  /**
   * Take steps alone that nobody else can notice (`sharing.ts`): the same verdict from far fewer
   * states. What is counted as interleavings are then the representatives that were visited. Not
   * together with `weak`, nor for programs with invariants or a sequential model, which look between
   * steps.
   *
   * @default false
   */
  readonly reduce?: boolean;
  /**
   * Take nodes of a thread for one that behave alike up to the end of their call (`quotient.ts`): the
   * same verdict, and the same number of interleavings, from fewer states. For programs whose calls
   * are short, and come to an end whatever they are told.
   *
   * @default false
   */
  readonly merge?: boolean;
  /**
   * Give up after so many states.
   *
   * @default 5_000_000
   */
  readonly maxStates?: number;
}

/**
 * Explores the program that `build` makes.
 *
 * @throws RangeError if it can't be explored with `reduce`.
 */
export function explore(name: string, build: () => Scenario, options: Options = {}): Report {
  const { weak = false, crashes = [], timeouts = true, reduce = false } = options;
  const { merge = false, maxStates = 5_000_000 } = options;
  const begun = performance.now();
  const image = new Image();
  silence();
  const scenario = directly((buffer) => {
    image.meet(buffer);
  }, build);
  if (reduce && (weak || scenario.always !== undefined || scenario.model !== undefined)) {
    throw new RangeError(`${name}: reduce goes with neither weak reads, invariants nor a model`);
  }
  image.begin(scenario.cells ?? []);
  const world = new World(scenario, { weak, crashes, timeouts, reduce, merge }, image);
  const oracles = new Oracles(scenario, world);

  let search = new Search(world, oracles);
  while (!search.run(maxStates)) search = new Search(world, oracles);

  const { states, graph, counterexample: found, isTruncated, paths } = search;
  const verdict = found !== undefined ? 'violation' : isTruncated ? 'truncated' : 'ok';
  return {
    name,
    verdict,
    violation: found && {
      oracle: found.oracle,
      message: found.message,
      schedule: scheduleTable(found, search, world),
    },
    states,
    transitions: graph.transitions,
    leaves: graph.leaves,
    interleavings: paths?.interleavings,
    depth: paths?.depth,
    milliseconds: performance.now() - begun,
  };
}
