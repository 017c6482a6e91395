/** What every command owes its user, however new it is: one table. */

import { describe, expect, test } from '@jest/globals';
import { COMMANDS, runCli } from '../../src/cli/cli.js';

async function pilfer(line: string): Promise<{ code: number; out: string; err: string }> {
  const got = { out: '', err: '' };
  const out = (text: string): unknown => (got.out += text);
  const err = (text: string): unknown => (got.err += text);
  return { code: await runCli(line.split(' '), { out, err, color: false }), ...got };
}

const NAMES = COMMANDS.map(({ name }) => name);
/** Commands that begin by reading a file, and what they need besides. */
const READERS: Readonly<Record<string, string>> = {
  run: '',
  compare: '',
  stats: '',
  gantt: '',
  export: '',
  import: '',
  lint: '',
  explain: ' --at 1ms',
};

describe.each(NAMES)('%s', (name) => {
  test('a mistyped flag is refused, with what was meant and where help is', async () => {
    expect(await pilfer(`${name} --hlep`)).toEqual({
      code: 2,
      out: '',
      err: `pilfer: unknown flag '--hlep'; did you mean '--help'?\nTry 'pilfer ${name} --help'.\n`,
    });
  });

  test('its help names every flag once, in 80 columns', async () => {
    const { code, out, err } = await pilfer(`${name} -h`);
    expect([code, err]).toEqual([0, '']);
    const flags = COMMANDS.find((one) => one.name === name)?.flags ?? {};
    for (const flag of Object.keys(flags)) {
      expect([flag, out.match(new RegExp(`^ {2}(-.,| {3}) --${flag}( |$)`, 'gm'))]).toEqual([
        flag,
        [expect.any(String)],
      ]);
    }
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

test.each(Object.entries(READERS))('%s: a file that is not there', async (name, flags) => {
  const { code, out, err } = await pilfer(`${name} no/such.file${flags}`);
  expect([name, code, out]).toEqual([name, 3, '']);
  expect(err).toContain("cannot read 'no/such.file'");
});
