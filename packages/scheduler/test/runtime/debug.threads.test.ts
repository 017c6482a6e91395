import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const script = `
  const { Runtime } = await import('@pilfer/scheduler');
  const runtime = new Runtime({ procs: 2, memory: 2 ** 24 });
  const spin = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
  await Promise.all([runtime.run(spin, 300), runtime.run(spin, 300)]);
  await runtime.close();
`;

async function run(debug: string): Promise<string> {
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script],
    { cwd: import.meta.dirname, env: { ...process.env, PILFER_DEBUG: debug } },
  );
  return stderr;
}

test('schedtrace prints a line every so often', async () => {
  const [line = ''] = (await run('schedtrace=20')).trim().split('\n');
  expect(line).toMatch(
    /^SCHED \d+ms: gomaxprocs=2 idleprocs=[0-2] threads=3 spinningthreads=\d needspinning=0 idlethreads=\d runqueue=\d+ \[\d+ \d+\]$/,
  );
});

test('scheddetail adds Ps, Ms and Gs', async () => {
  const lines = await run('schedtrace=20,scheddetail=1');
  expect(lines).toMatch(/^ {2}P1: status=[01] schedtick=\d+ syscalltick=0 m=\d runqsize=\d+/m);
  expect(lines).toMatch(/^ {2}M1: p=0 curg=(\d+|nil) mallocing=0 .* lockedg=nil$/m);
  expect(lines).toMatch(/^ {2}G\d+: status=[126]\(\) m=(\d|nil) lockedm=nil$/m);
});
