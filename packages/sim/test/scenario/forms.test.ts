import { describe, expect, test } from '@jest/globals';
import { simulate } from '../../src/engine/simulate.js';
import { ScenarioError } from '../../src/scenario/located.js';
import { readScenario } from '../../src/scenario/read.js';

describe('a bag', () => {
  const { program } = readScenario('bag: { tasks: 40, work: 1ms }\n');

  test('is shared by the Ps', () => {
    const { time, counts } = simulate(program, { processors: 4, costs: 'zero' });
    expect([time, counts.created]).toEqual([10e6, 41]);
  });
});

describe('a divisible load', () => {
  const { program } = readScenario('divisible: { work: 100ms, grain: 1ms }\n');

  test.each([1, 4])('takes its share of the time on %i Ps', (processors) => {
    const { time } = simulate(program, { processors, costs: 'zero', policy: 'pilfer' });
    expect(time).toBeGreaterThanOrEqual(100e6 / processors);
    expect(time).toBeLessThanOrEqual((100e6 / processors) * 1.1);
  });

  test('few steals are enough: each takes the largest piece', () => {
    const { counts } = simulate(program, { processors: 4, costs: 'zero', policy: 'pilfer' });
    expect(counts.steals).toBeGreaterThanOrEqual(3);
    expect(counts.steals).toBeLessThan(40);
  });

  test('needs few functions, and loses no work to rounding', () => {
    const odd = readScenario('divisible: { work: 1s, grain: 3us }\n').program;
    expect(odd.functions.length).toBeLessThan(50);
    const { time } = simulate(odd, { processors: 1, costs: 'zero', policy: 'pilfer' });
    expect(Math.abs(time - 1e9)).toBeLessThan(333_334);
    const whole = readScenario('divisible: { work: 5us, grain: 1s }\n').program;
    expect(simulate(whole, { processors: 1, costs: 'zero' }).time).toBe(5_000);
  });
});

describe('what is wrong', () => {
  const wrong = (text: string): string => {
    try {
      readScenario(text, 'x.yaml');
    } catch (error) {
      if (error instanceof ScenarioError) return error.message;
    }
    return '';
  };

  test.each([
    ['divisible: { work: 1s, grain: 0 }', 'x.yaml:1:12: divisible: expected a grain above 0'],
    ['divisible: { work: 1s, grain: 1ns }', 'at most 100000000 of them'],
    ['bag: { tasks: 0, work: 1ms }', 'a whole number from 1'],
    ['bag: { tasks: 5 }', "'work' is missing"],
    [
      'bag: { tasks: 5, work: 1ms }\nmain: [{ work: 1ms }]',
      "x.yaml:1:6: the bag is what happens: 'main' beside 'bag' is not possible",
    ],
    [
      'divisible: { work: 5s, grain: 1ms }\nbag: { tasks: 5, work: 1ms }',
      "the bag is what happens: 'divisible' beside 'bag'",
    ],
    ['jobs: { file: a.json }', "x.yaml:1:7: 'a.json' cannot be opened here"],
  ])('%s', (text, message) => {
    expect(wrong(text)).toContain(message);
  });
});

describe('parts in files of their own', () => {
  const files: Readonly<Record<string, string>> = {
    'graph.json': '{ "a": { "work": "3ms" }, "b": { "work": "4ms", "after": ["a"] } }',
    'wrong.json': '{\n  "a": { "wrok": "3ms" } }',
    'lost.json': '{ "b": { "work": "4ms", "after": ["a"] } }',
    'times.txt': '# recorded\n1ms\n\n2.5ms # late\n',
    'wrong.txt': '1ms\n2\n',
    'empty.txt': '# nothing\n',
  };
  const read = (text: string): ReturnType<typeof readScenario> =>
    readScenario(text, 'x.yaml', (path) => {
      const found = files[path];
      if (found === undefined) throw new Error('no such file');
      return found;
    });

  test('a graph of jobs', () => {
    const { program } = read('jobs: { file: graph.json }');
    expect(simulate(program, { processors: 2, costs: 'zero' }).time).toBe(7e6);
  });

  test('a job may be named file', () => {
    expect(read('jobs: { file: { work: 1ms } }').program.functions.map(({ name }) => name)).toEqual(
      ['main', 'file'],
    );
  });

  const stream = (file: string): string =>
    `functions: { f: [{ work: 1us }] }\narrivals: { a: { function: f, at: { file: ${file} } } }`;

  test('the times of a recorded stream', () => {
    const { program } = read(stream('times.txt'));
    expect(program.arrivals[0]?.process).toEqual({ kind: 'times', times: [1e6, 2.5e6] });
  });

  test.each([
    ['jobs: { file: wrong.json }', "wrong.json:2:10: unknown key 'wrok'"],
    ['jobs: { file: lost.json }', "x.yaml:1:7: job 'b' comes after 'a', which is no job"],
    ['jobs: { file: none.json }', "x.yaml:1:7: cannot read 'none.json': no such file"],
    [stream('wrong.txt'), "wrong.txt:2:1: expected a time like '50us', received '2'"],
    [stream('empty.txt'), 'empty.txt:1:1: expected at least one time'],
  ])('%s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
