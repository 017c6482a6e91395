import { describe, expect, test } from '@jest/globals';
import { parseOptions, UsageError } from '../src/options.js';

const DEFAULTS = {
  path: undefined,
  procs: undefined,
  limit: undefined,
  json: false,
  check: true,
  help: false,
};

describe('what is asked for', () => {
  test.each([
    [[], {}],
    [['folder'], { path: 'folder' }],
    [['--procs', '4', 'folder', '--json'], { procs: 4, path: 'folder', json: true }],
    [['--procs=1', '--limit=10'], { procs: 1, limit: 10 }],
    [['--no-check'], { check: false }],
    [['-h'], { help: true }],
    [['--', '--json'], { json: true }], // pnpm start -- --json
    [['--json', '--', '--folder'], { json: true, path: '--folder' }],
  ])('%j', (args, expected) => {
    expect(parseOptions(args)).toEqual({ ...DEFAULTS, ...expected });
  });
});

describe('what makes no sense', () => {
  test.each([
    [['--prcos', '4'], 'there is no option --prcos; did you mean --procs?'],
    [['--jsno'], 'there is no option --jsno; did you mean --json?'],
    [['--nocheck'], 'there is no option --nocheck; did you mean --no-check?'],
    [['--everything'], 'there is no option --everything'],
    [['-p'], 'there is no option -p'],
    [['--procs'], '--procs: expected a whole number from 1 to 120, received none'],
    [['--procs', '0'], "--procs: expected a whole number from 1 to 120, received '0'"],
    [['--procs', '1.5'], "--procs: expected a whole number from 1 to 120, received '1.5'"],
    [['--limit', ''], "--limit: expected a whole number from 1 on, received ''"],
    [['--json=yes'], "--json takes no value, received 'yes'"],
    [['a', 'b'], 'expected one path, received 2: a b'],
  ])('%j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(new UsageError(message));
  });
});
