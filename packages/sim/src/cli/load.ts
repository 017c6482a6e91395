/** Scenarios by name or path. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readScenario } from '../scenario/read.js';
import type { Scenario } from '../scenario/scenario.js';
import { costsOfFile } from '../costs/preset-file.js';
import type { Costs } from '../program/costs.js';
import { SimError } from '../program/errors.js';
import { didYouMean, listed } from '../scenario/suggest.js';
import { InputError, UsageError } from './errors.js';

const FOLDER = new URL('../../scenarios/', import.meta.url);
const EXTENSION = '.yaml';

/** Returns the names of the built-in scenarios, in order. */
export function builtInNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => name.slice(0, -EXTENSION.length))
    .sort();
}

/** Returns the text of a built-in scenario. */
export function builtInText(name: string): string {
  return readFileSync(new URL(`${name}${EXTENSION}`, FOLDER), 'utf8');
}

/**
 * Returns a scenario: a built-in one by its name, else the file of that path; `-` is standard input.
 *
 * @throws ScenarioError if it is none; InputError if it cannot be read; UsageError for an unknown name.
 */
export function loadScenario(given: string | undefined): Scenario {
  const names = builtInNames();
  if (given === undefined) {
    throw new UsageError(`expected a scenario: the path of a file, or one of ${listed(names)}`);
  }
  if (names.includes(given)) return readScenario(builtInText(given), given);
  if (given !== '-' && !/[./\\]/.test(given)) {
    throw new UsageError(
      `no scenario is named '${given}'; there are ${listed(names)}${didYouMean(given, names)}`,
    );
  }
  const folder = given === '-' ? '.' : dirname(given);
  const open = (path: string): string => readText(resolve(folder, path));
  return readScenario(readText(given), given === '-' ? 'standard input' : given, open);
}

/**
 * Returns costs: those of a file, if what was given is a path, else the name itself.
 *
 * @throws InputError if the file cannot be read, or has no costs in it.
 */
export function loadCosts(given: string | undefined): string | Costs | undefined {
  if (given === undefined || !/[./\\]/.test(given)) return given;
  try {
    return costsOfFile(readText(given), given);
  } catch (error) {
    throw error instanceof SimError ? new InputError(error.message) : error;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new InputError(`cannot read '${path}': ${(error as Error).message}`);
  }
}
