/** From the text of a scenario file to a scenario. */

import type { FunctionDeclaration, Program } from '../program/index.js';
import { checkProgram } from './check.js';
import { compileJobs } from './dag.js';
import type { Graph } from './dag.js';
import { compileBag, compileDivisible } from './forms.js';
import { file } from './grammar.js';
import type { ReadFile } from './grammar.js';
import { Source } from './located.js';
import type { Scenario, ScenarioDefaults } from './scenario.js';
import type { Reader } from './shape.js';

/**
 * Reads a scenario in YAML or JSON.
 *
 * @param fileName what to call the text in messages
 * @param open returns the text of a file that the scenario refers to, or throws; without it, none can be
 * @throws ScenarioError with all that is wrong: line, column, what was received, what is allowed.
 */
export function readScenario(
  text: string,
  fileName = 'scenario',
  open?: (path: string) => string,
): Scenario {
  const source = new Source(text, fileName);
  const places = new WeakMap<object, number>();
  const reader: Reader = {
    add: (at, message) => source.add(at, message),
    place(value, at) {
      places.set(value, at);
      return value;
    },
    open(path, at) {
      try {
        if (open !== undefined) return open(path);
        source.add(at, `'${path}' cannot be opened here: nobody said how`);
      } catch (error) {
        source.add(at, `cannot read '${path}': ${(error as Error).message}`);
      }
      return undefined;
    },
  };
  const read = file.read(source.root(), reader);
  source.throwIfWrong();
  const happens = read as ReadFile;
  const at = (part: object | undefined): number => places.get(part ?? {}) ?? 0;
  checkForms(happens, (part, message) => source.add(at(part), message));
  const scenario = compose(happens, (job, message) =>
    source.add(at(happens.jobs?.get(job)), message),
  );
  source.throwIfWrong();
  for (const fault of checkProgram(scenario.program, scenario.defaults.maxTime !== undefined)) {
    const at = places.get(fault.in);
    source.add(at ?? 0, at === undefined ? `${fault.where}: ${fault.message}` : fault.message);
  }
  source.throwIfWrong();
  return scenario;
}

function compose(read: ReadFile, report: (job: string, message: string) => void): Scenario {
  const graph = graphOf(read, report);
  return {
    program: programOf(read, graph),
    description: read.description ?? '',
    defaults: defaultsOf(read),
  };
}

function graphOf(
  { jobs, bag, divisible }: ReadFile,
  report: (job: string, message: string) => void,
): Graph | undefined {
  if (jobs !== undefined) return compileJobs(jobs, report);
  if (bag !== undefined) return compileBag(bag);
  return divisible === undefined ? undefined : compileDivisible(divisible);
}

/** One thing can be what happens at the start. */
function checkForms(
  { main, jobs, bag, divisible }: ReadFile,
  report: (part: object | undefined, message: string) => void,
): void {
  const forms = { jobs, bag, divisible, main };
  const given = Object.entries(forms).filter(([, form]) => form !== undefined);
  const [first, second] = given;
  if (first === undefined || second === undefined) return;
  const [name] = first;
  const [firstJob] = jobs?.values() ?? [];
  report(
    firstJob ?? bag ?? divisible,
    `the ${name} ${name === 'jobs' ? 'are' : 'is'} what happens: '${second[0]}' beside '${name}' is not possible`,
  );
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
