/** From the text of a scenario file to a scenario. */

import type { FunctionDeclaration, Program } from '../program/index.js';
import { checkProgram } from './check.js';
import { compileJobs } from './dag.js';
import type { Graph } from './dag.js';
import { file } from './grammar.js';
import type { ReadFile } from './grammar.js';
import { Source } from './located.js';
import type { Scenario, ScenarioDefaults } from './scenario.js';
import type { Reader } from './shape.js';

/**
 * Reads a scenario in YAML or JSON.
 *
 * @param file what to call the text in messages
 * @throws ScenarioError with all that is wrong: line, column, what was received, what is allowed.
 */
export function readScenario(text: string, fileName = 'scenario'): Scenario {
  const source = new Source(text, fileName);
  const places = new WeakMap<object, number>();
  const reader: Reader = {
    add: (at, message) => source.add(at, message),
    place(value, at) {
      places.set(value, at);
      return value;
    },
  };
  const read = file.read(source.root(), reader);
  source.throwIfWrong();
  const scenario = compose(read as ReadFile, (job, message) => {
    const place = read?.jobs?.get(job);
    source.add(place === undefined ? 0 : (places.get(place) ?? 0), message);
  });
  source.throwIfWrong();
  for (const fault of checkProgram(scenario.program, scenario.defaults.maxTime !== undefined)) {
    const at = places.get(fault.in);
    source.add(at ?? 0, at === undefined ? `${fault.where}: ${fault.message}` : fault.message);
  }
  source.throwIfWrong();
  return scenario;
}

function compose(read: ReadFile, report: (job: string, message: string) => void): Scenario {
  const graph = read.jobs === undefined ? undefined : compileJobs(read.jobs, report);
  if (graph !== undefined && read.main !== undefined) {
    const [first = ''] = read.jobs?.keys() ?? [];
    report(first, "the jobs are what happens: 'main' beside 'jobs' is not possible");
  }
  return {
    program: programOf(read, graph),
    description: read.description ?? '',
    defaults: defaultsOf(read),
  };
}

function programOf(read: ReadFile, graph: Graph | undefined): Program {
  const main = read.main ?? graph?.roots;
  const functions: FunctionDeclaration[] = [...(read.functions ?? [])].map(([name, body]) => ({
    name,
    body,
  }));
  if (main !== undefined) functions.unshift({ name: 'main', body: main });
  const counted = (
    map: ReadonlyMap<string, number> = new Map(),
  ): { name: string; count: number }[] => [...map].map(([name, count]) => ({ name, count }));
  return {
    name: read.name ?? 'scenario',
    functions: [...functions, ...(graph?.functions ?? [])],
    ...(main === undefined ? {} : { main: 'main' }),
    channels: read.channels ?? [],
    mutexes: (read.mutexes ?? []).map((name) => ({ name })),
    waitGroups: counted(read.waitGroups),
    counters: [...counted(read.counters), ...(graph?.counters ?? [])],
    arrivals: [...(read.arrivals ?? [])].map(([name, arrival]) => Object.assign(arrival, { name })),
  };
}

function defaultsOf(read: ReadFile): ScenarioDefaults {
  const { base, ...changes } = read.costs ?? {};
  const defaults: ScenarioDefaults = {
    ...pick(read, ['processors', 'cores', 'policy', 'rules', 'seed', 'maxTime', 'warmUp']),
    ...(base === undefined ? {} : { costs: base }),
    ...(Object.keys(changes).length === 0 ? {} : { costChanges: changes }),
  };
  return defaults;
}

/** The given keys of an object, without those that are undefined. */
function pick<T extends object, K extends keyof T>(
  from: T,
  keys: readonly K[],
): { readonly [P in K]?: Exclude<T[P], undefined> } {
  const entries = keys.map((key) => [key, from[key]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as {
    readonly [P in K]?: Exclude<T[P], undefined>;
  };
}
