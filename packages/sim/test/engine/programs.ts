/** Programs for tests: small ones, and random ones that end. */

import type { Body, Operation } from '../../src/program/operations.js';
import type { Program } from '../../src/program/program.js';

export const work = (time: number): Operation => ({ op: 'work', time });
export const spawn = (name: string): Operation => ({ op: 'spawn', function: name });
export const fork = (name: string): Operation => ({ op: 'fork', function: name });
export const times = (count: number, ...body: Operation[]): Operation => ({
  op: 'repeat',
  count,
  body,
});

/** A program of functions; the first is main. */
export function program(
  functions: Readonly<Record<string, Body>>,
  rest: Partial<Program> = {},
): Program {
  const names = Object.keys(functions);
  return {
    name: 'test',
    functions: names.map((name) => ({ name, body: functions[name] ?? [] })),
    ...(names[0] === undefined ? {} : { main: names[0] }),
    channels: [],
    mutexes: [],
    waitGroups: [],
    counters: [],
    arrivals: [],
    ...rest,
  };
}
