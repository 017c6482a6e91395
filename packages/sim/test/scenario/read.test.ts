import { describe, expect, test } from '@jest/globals';
import { readScenario } from '../../src/scenario/read.js';

function problems(text: string): string[] {
  try {
    readScenario(text, 'a.yaml');
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

test('a small file, whole', () => {
  const { program, defaults, description } = readScenario(`
name: small
description: two tasks
processors: 2
costs: { base: go, steal: 300ns }
rules: { globalInterval: 7, stealsNext: false, timeSliceNs: 1ms }
maxTime: 1s
waitGroups: [all]
channels: { items: 4 }
main:
  - add: all
    count: 2
  - spawn: { function: task, times: 2 }
  - wait: all
functions:
  task: [{ work: { uniform: { from: 1us, to: 2us } } }, yield, { done: all }]
`);
  expect(description).toBe('two tasks');
  expect(defaults).toEqual({
    processors: 2,
    costs: 'go',
    costChanges: { steal: 300 },
    rules: { globalInterval: 7, stealsNext: false, timeSliceNs: 1_000_000 },
    maxTime: 1e9,
  });
  expect(program).toEqual({
    name: 'small',
    main: 'main',
    functions: [
      {
        name: 'main',
        body: [
          { op: 'add', waitGroup: 'all', count: 2 },
          { op: 'repeat', count: 2, body: [{ op: 'spawn', function: 'task' }] },
          { op: 'wait', waitGroup: 'all' },
        ],
      },
      {
        name: 'task',
        body: [
          { op: 'work', time: { kind: 'uniform', from: 1000, to: 2000 } },
          { op: 'yield' },
          { op: 'done', waitGroup: 'all' },
        ],
      },
    ],
    channels: [{ name: 'items', capacity: 4 }],
    mutexes: [],
    waitGroups: [{ name: 'all', count: 0 }],
    counters: [],
    arrivals: [],
  });
});

test('JSON is read by the same reader', () => {
  const text = '{"main": [{"work": "5us"}], "name": "j"}';
  expect(readScenario(text).program.functions).toEqual([
    { name: 'main', body: [{ op: 'work', time: 5000 }] },
  ]);
});

test('YAML anchors give the same operations to several functions', () => {
  const { program } = readScenario(`
main: [{ spawn: a }, { spawn: b }]
functions:
  a: &body [{ work: 1us }]
  b: *body
`);
  expect(program.functions[1]?.body).toEqual(program.functions[2]?.body);
});

test.each([
  ['{ deterministic: 5us }', { kind: 'constant', value: 5000 }],
  ['{ exponential: 1ms }', { kind: 'exponential', mean: 1e6 }],
  [
    '{ bimodal: { low: 1us, high: 1ms, share: 0.1 } }',
    { kind: 'bimodal', low: 1e3, high: 1e6, share: 0.1 },
  ],
  [
    '{ hyperexponential: { means: [1us, 9us], weights: [3, 1] } }',
    { kind: 'hyperexponential', means: [1e3, 9e3], weights: [3, 1] },
  ],
  [
    '{ pareto: { shape: 1.5, scale: 10us, max: 1s } }',
    { kind: 'pareto', shape: 1.5, scale: 1e4, max: 1e9 },
  ],
  ['{ lognormal: { median: 1ms, sigma: 2 } }', { kind: 'lognormal', median: 1e6, sigma: 2 }],
  ['{ empirical: [1us, 5us] }', { kind: 'empirical', values: [1e3, 5e3] }],
  ['{ sequence: [1us, 0] }', { kind: 'sequence', values: [1e3, 0] }],
  ['1.5 ms', 1_500_000],
  ['0', 0],
])('the time %s', (text, expected) => {
  const { program } = readScenario(`main: [{ work: ${text} }]`);
  expect(program.functions[0]?.body).toEqual([{ op: 'work', time: expected }]);
});

test.each([
  [
    'every: { exponential: 2us }, count: 5',
    { kind: 'renewal', gap: { kind: 'exponential', mean: 2000 } },
  ],
  [
    'every: 1ms, size: { uniform: { from: 1, to: 9 } }, count: 5',
    { kind: 'bursts', gap: 1e6, size: { kind: 'uniform', from: 1, to: 9 } },
  ],
  ['clients: 3, think: 1ms, until: 1s', { kind: 'closed', clients: 3, think: 1e6 }],
  ['at: [3us, 1us]', { kind: 'times', times: [1000, 3000] }],
])('arrivals: %s', (text, process) => {
  const { program } = readScenario(`
arrivals: { a: { function: f, place: random, ${text} } }
functions: { f: [{ work: 1us }] }
`);
  expect(program.arrivals[0]).toMatchObject({ name: 'a', function: 'f', place: 'random', process });
});

test('a graph of jobs becomes functions that count each other down', () => {
  const { program } = readScenario(`
jobs:
  a: { work: 3us }
  b: { work: 2us, after: [a] }
  c: { work: 1us, after: [a, b] }
`);
  expect(program.functions).toEqual([
    { name: 'main', body: [{ op: 'spawn', function: 'a' }] },
    {
      name: 'a',
      rank: 0,
      body: [
        { op: 'work', time: 3000 },
        { op: 'countDown', counter: 'b', function: 'b' },
        { op: 'countDown', counter: 'c', function: 'c' },
      ],
    },
    {
      name: 'b',
      rank: 1,
      body: [
        { op: 'work', time: 2000 },
        { op: 'countDown', counter: 'c', function: 'c' },
      ],
    },
    { name: 'c', rank: 2, body: [{ op: 'work', time: 1000 }] },
  ]);
  expect(program.counters).toEqual([
    { name: 'b', count: 1 },
    { name: 'c', count: 2 },
  ]);
});

describe('what is wrong is named with line, column, what was received and what is allowed', () => {
  test.each([
    [
      'main:\n  - wrok: 5us',
      "a.yaml:2:5: unknown operation 'wrok'; allowed: work,",
      "did you mean 'work'?",
    ],
    [
      'main:\n  - work: -5us',
      "a.yaml:2:11: expected a time with its unit (ns, us, ms, s), like '50us', or 0, received '-5us': a time cannot be negative",
    ],
    [
      'main: [{ work: 5 }]',
      "a.yaml:1:16: expected a time with its unit (ns, us, ms, s), like '50us', or 0, received 5: it has no unit; '5us'?",
    ],
    ['main: [{ work: 5 parsecs }]', "'parsecs' is no unit"],
    ['main: [{ work: 0.1ns }]', 'it is shorter than a nanosecond'],
    ['main: [{ work: soon }]', "received 'soon': it is no time"],
    ['x'.repeat(99), `received '${'x'.repeat(60)}…'`],
    [
      'main: [{ work: { exponentail: 5us } }]',
      "a.yaml:1:18: unknown distribution of a time 'exponentail'; allowed: deterministic,",
      "did you mean 'exponential'?",
    ],
    ['main: [{ work: { uniform: { from: 5us, to: 1us } } }]', "uniform: 'from' is above 'to'"],
    ['main: [{ work: { uniform: { from: 5us } } }]', "a.yaml:1:27: uniform: 'to' is missing"],
    [
      'main: [{ work: { bimodal: { low: 1us, high: 2us, share: 2 } } }]',
      'expected a share from 0 to 1, received 2',
    ],
    [
      'main: [{ work: { empirical: [] } }]',
      'expected a list of at least one time, received a list of 0',
    ],
    [
      'main: [{ work: { hyperexponential: { means: [1us], weights: [1, 2] } } }]',
      'expected as many weights as means, received 2 and 1',
    ],
    [
      'main: [{ send: jobs }]\nchannels: { job: 4 }',
      "a.yaml:1:8: no channel is named 'jobs'; declared: job; did you mean 'job'?",
    ],
    ['main: [{ lock: m }]', "no mutex is named 'm'; declared: none"],
    ['main: [{ wait: w }]', "no wait group is named 'w'"],
    ['main: [{ countDown: c, then: main }]', "no counter is named 'c'"],
    ['main: [{ select: [{ receive: c }] }]', "no channel is named 'c'"],
    [
      'main:\n  - spawn: tsak\nfunctions:\n  task: []',
      "a.yaml:2:5: no function is named 'tsak'; declared: main, task; did you mean 'task'?",
    ],
    ['main: [{ repeat: 5 }]', "'repeat' needs 'do' beside it: a list of operations"],
    [
      'main: [{ repeat: -1, do: [] }]',
      "expected a whole number from 0 on, or 'forever', received -1",
    ],
    ['main: [{ work: 1us, tims: 4 }]', "unknown key 'tims'; allowed: work"],
    [
      'main: [jion]',
      'a.yaml:1:8: expected operation: one of work,',
      "received 'jion'; did you mean 'join'?",
    ],
    ['main: 5', 'expected a list of operations, received 5'],
    [
      'mian: []',
      "a.yaml:1:1: unknown key 'mian'; allowed: name, description,",
      "did you mean 'main'?",
    ],
    ['processors: 0\nmain: []', 'a.yaml:1:13: expected a whole number from 1 to 4096, received 0'],
    ['rules: { globalIntervall: 7 }\nmain: []', "did you mean 'globalInterval'?"],
    [
      'rules: { ownerOrder: filo }\nmain: []',
      "expected one of fifo, lifo; received 'filo'",
      "did you mean 'fifo'?",
    ],
    ['costs: { stael: 5us }\nmain: []', "did you mean 'steal'?"],
    ['description: nothing', "scenario: nothing happens: give 'main', 'arrivals' or 'jobs'"],
    [
      'main: [{ call: f }]\nfunctions: { f: [{ call: g }], g: [{ scope: [{ call: f }] }] }',
      "function 'f': it calls itself without end: f → g → f",
    ],
    [
      'main: [{ repeat: forever, do: [unlockThread] }]',
      'this loop never ends and no time passes in it',
    ],
    [
      'arrivals: { a: { function: f, every: 1us } }\nfunctions: { f: [] }',
      "a.yaml:1:16: they never end: give 'count', 'until', or the run a 'maxTime'",
    ],
    [
      'arrivals: { a: { function: f, every: 1us, clients: 2 } }\nfunctions: { f: [] }',
      "expected exactly one of 'every', 'clients' and 'at'",
    ],
    [
      'arrivals: { a: { function: f, at: [1us], place: rondom } }\nfunctions: { f: [] }',
      "did you mean 'random'?",
    ],
    [
      'jobs: { a: { work: 1us, after: [b] }, b: { work: 1us, after: [a] } }',
      'jobs wait for each other in a circle: a → b → a',
    ],
    ['jobs: { a: { work: 1us, after: [x] } }', "job 'a' comes after 'x', which is no job; jobs: a"],
    ['jobs: { a: { work: 1us } }\nmain: []', "'main' beside 'jobs' is not possible"],
    ['main: []\nfunctions: { main: [] }', "'main' is declared twice"],
    ['main: [', 'a.yaml:1:'],
    ['main: []\nmain: []', 'a.yaml:2:1: Map keys must be unique'],
    ['', 'expected scenario: a map with name,', 'received nothing'],
  ])('%j', (text, ...expected) => {
    const found = problems(text);
    expect(found.length).toBeGreaterThan(0);
    for (const part of expected) expect(found.join('\n')).toContain(part);
  });

  test('all problems are listed, in the order of the file', () => {
    expect(
      problems('main:\n  - wokr: 1us\n  - sleep: 5\nprocesors: 3').map((one) => one.slice(0, 11)),
    ).toEqual(['a.yaml:2:5:', 'a.yaml:3:12', 'a.yaml:4:1:']);
  });
});
