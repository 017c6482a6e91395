import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

function outputOf(example: string): string {
  const path = new URL(`../examples/${example}`, import.meta.url).pathname;
  return execFileSync(process.execPath, [path], { encoding: 'utf8', timeout: 60_000 });
}

test('two threads share a million tasks', () => {
  const output = outputOf('two-threads.mjs');
  const shape = /^the owner took (\d+) tasks, the thief stole (\d+)\n$/;
  const [, taken, stolen] = shape.exec(output) ?? [];
  expect(Number(taken) + Number(stolen)).toBe(1_000_000);
});
