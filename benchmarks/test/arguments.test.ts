import { describe, expect, test } from '@jest/globals';
import {
  editDistance,
  parseArguments,
  suggest,
  suggestPart,
  usage,
  UsageError,
} from '../src/arguments.js';

const SUITES = ['deque', 'runtime', 'sim'];
const parse = (...words: string[]) =>
  parseArguments(words, SUITES, ['ours', 'piscina', 'tinypool']);

describe('parseArguments', () => {
  test('nothing: all suites, in full', () => {
    expect(parse()).toEqual({
      suites: SUITES,
      smoke: false,
      merge: false,
      resume: false,
      help: false,
    });
  });

  test('suites and flags in any order, each suite once', () => {
    expect(parse('sim', '--smoke', 'deque', 'sim')).toEqual({
      suites: ['sim', 'deque'],
      smoke: true,
      merge: false,
      resume: false,
      help: false,
    });
  });

  test('values: the next word, or after an equals sign', () => {
    expect(parse('--json', 'out.json', '--filter=push + pop')).toMatchObject({
      json: 'out.json',
      filter: 'push + pop',
    });
    expect(parse('--filter=a=b').filter).toBe('a=b');
    expect(parse('--rival', 'piscina').rival).toBe('piscina');
  });

  test('a time, a run to go on with, results to compare with', () => {
    expect(parse('--minutes', '2.5', '--resume', '--against=old.json')).toMatchObject({
      minutes: 2.5,
      resume: true,
      against: 'old.json',
    });
  });

  test('a part of the name of a rival, whatever the case', () => {
    expect(parse('--rival', 'POOL').rival).toBe('POOL');
  });

  test('rows that are merged into the results are whole', () => {
    expect(parse('--merge', '--filter', 'latency').merge).toBe(true);
    expect(() => parse('--merge', '--smoke')).toThrow('--merge: expected whole rows');
    expect(() => parse('--merge', '--rival=piscina')).toThrow('--merge: expected whole rows');
  });

  test('what is compared is measured', () => {
    expect(() => parse('--against', 'old.json', '--smoke')).toThrow('--against: expected a run');
  });

  test('help', () => {
    expect(parse('--help').help).toBe(true);
    const flags = ['--smoke', '--filter', '--rival', '--merge', '--json', '--minutes', '--resume'];
    for (const word of [...SUITES, ...flags, '--against']) expect(usage(SUITES)).toContain(word);
  });

  test.each([
    [['dequ'], 'unknown suite "dequ": expected deque, runtime, sim; did you mean deque?'],
    [['elephant'], 'unknown suite "elephant": expected deque, runtime, sim'],
    [['--smoek'], 'did you mean --smoke?'],
    [['-x'], 'unknown flag "-x"'],
    [['--json'], '--json: expected a value, received none'],
    [['--json', '--smoke'], '--json: expected a value, received none'],
    [['--filter='], '--filter: expected a value, received none'],
    [['--rival=piscna'], 'unknown rival "piscna": expected ours, piscina, tinypool; did you mean'],
    [['--minutes=soon'], '--minutes: expected a number above 0, received "soon"'],
    [['--minutes=0'], '--minutes: expected a number above 0, received "0"'],
    [['--smoke=yes'], '--smoke: expected no value, received "yes"'],
  ])('%j is refused', (words, message) => {
    expect(() => parse(...words)).toThrow(UsageError);
    expect(() => parse(...words)).toThrow(message);
  });
});

test('editDistance counts insertions, deletions and replacements', () => {
  expect(editDistance('', '')).toBe(0);
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('deque', 'deque')).toBe(0);
});

test('suggest: the closest, or nothing that is far', () => {
  expect(suggest('runtme', SUITES)).toBe('runtime');
  expect(suggest('sm', SUITES)).toBe('sim');
  expect(suggest('forkjoin', SUITES)).toBeUndefined();
});

test.each([
  ['thef', 'thief'],
  ['tiny taks', 'tiny tasks'],
  ['fib(32', 'fib'],
  ['zzzzzz', undefined],
])('a part of a name, misspelt: %s', (part, suggestion) => {
  const names = [
    'Throughput',
    'tiny tasks, 1,000 outstanding',
    'against one thief',
    'fib(32): 2 Ms',
  ];
  expect(suggestPart(part, names)).toBe(suggestion);
});
