import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

function outputOf(example: string): string {
  const path = fileURLToPath(new URL(`../examples/${example}`, import.meta.url));
  return execFileSync(process.execPath, [path], { encoding: 'utf8', timeout: 60_000 });
}

test('two threads share a million tasks', () => {
  const output = outputOf('two-threads.mjs');
  const shape = /^the owner took (\d+) tasks, the thief stole (\d+)\n$/;
  const [, taken, stolen] = shape.exec(output) ?? [];
  expect(Number(taken) + Number(stolen)).toBe(1_000_000);
});

test('the README shows that very example', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('../examples/two-threads.mjs', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`js\n${example.replace('// @ts-check\n', '')}\`\`\`\n`);
});
