/** Real signals, at a process that would never end by itself. */

import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';

const INTERRUPT = new URL('../dist/interrupt.js', import.meta.url).href;

const PROGRAM = `
  import { interruptOf } from ${JSON.stringify(INTERRUPT)};
  setInterval(() => undefined, 1000);
  const interrupt = interruptOf(process);
  interrupt.signal.addEventListener('abort', () => console.log('aborted'));
  if (process.argv[1] === 'release') interrupt.release();
  console.log('ready');
`;

function interrupted(...args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, ...args]);
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      child.kill('SIGINT');
    });
    child.on('close', (code, signal) => resolve(`${said}${code ?? signal ?? ''}`));
  });
}

test('the first Ctrl-C aborts, the second one kills', async () => {
  expect(await interrupted()).toBe('ready\naborted\nSIGINT');
});

test('once released, the first one kills', async () => {
  expect(await interrupted('release')).toBe('ready\nSIGINT');
});
