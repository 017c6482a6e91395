/** What a runtime does to its process: seen from outside, in processes of their own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { fixture } from './support.js';

interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
  /** Milliseconds from the last output to the exit. */
  readonly linger: number;
}

const prelude = `
  import { Runtime } from '@pilfer/scheduler';
  import { bad, good } from ${JSON.stringify(fixture('tasks.mjs').href)};
  const memory = new Int32Array(new SharedArrayBuffer(16));
  const started = async (n) => {
    while (Atomics.load(memory, 0) < n) await new Promise((resolve) => setTimeout(resolve, 2));
  };
`;

/** Runs a program; `onLine` may act on it when it prints. */
function run(
  program: string,
  onOutput: (child: ChildProcess) => void = () => undefined,
): Promise<Ending> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', prelude + program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
    timeout: 30_000,
  });
  let out = '';
  let err = '';
  let last = performance.now();
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
    last = performance.now();
    onOutput(child);
  });
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, out, err, linger: performance.now() - last });
    });
  });
}

describe('a process ends by itself', () => {
  const programs: [string, string, string][] = [
    [
      'with a runtime that was never used',
      `new Runtime({ procs: 2 }); console.log('end');`,
      'end\n',
    ],
    [
      'when its runtime is idle',
      `const runtime = new Runtime({ procs: 2 });
       console.log(await runtime.run(good.add, 1, 2));`,
      '3\n',
    ],
    [
      'when its runtime is closed',
      `const runtime = new Runtime({ procs: 2 });
       console.log(await runtime.run(good.pause, 5), await runtime.close());
       console.log(process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY|File|Immediate/.test(name)));`,
      '5 { stuckThreads: 0 }\n[]\n',
    ],
    [
      'after work that nobody awaits',
      `const runtime = new Runtime({ procs: 2 });
       for (const ms of [300, 20]) runtime.run(good.busy, ms).then(console.log);
       runtime.run(good.pause, 400).then(console.log);`,
      '20\n300\n400\n',
    ],
    [
      'when what still runs was cancelled',
      `const runtime = new Runtime({ procs: 2 });
       const controller = new AbortController();
       const loop = runtime.with({ signal: controller.signal }).run(bad.loop, memory.buffer);
       await started(1);
       await new Promise((resolve) => setTimeout(resolve, 50));
       controller.abort();
       await loop.catch((error) => console.log(error.name));`,
      'AbortError\n',
    ],
    [
      'but not before a task that came while it slept for a cancelled one',
      `const runtime = new Runtime({ procs: 2 });
       const controller = new AbortController();
       const loop = runtime.with({ signal: controller.signal }).run(bad.loop, memory.buffer);
       await started(1);
       await new Promise((resolve) => setTimeout(resolve, 50));
       controller.abort();
       await loop.catch((error) => console.log(error.name));
       console.log(await runtime.run(good.pause, 300));`,
      'AbortError\n300\n',
    ],
    [
      'but not before a task that waits while all slots are with cancelled ones',
      `const runtime = new Runtime({ procs: 1, queueLimit: 1 });
       const controller = new AbortController();
       const held = runtime.with({ signal: controller.signal }).run(good.hold, memory.buffer);
       held.catch((error) => console.log(error.name));
       await started(1);
       controller.abort();
       let last;
       while (runtime.stats().waiting === 0) {
         const controller = new AbortController();
         last = runtime.with({ signal: controller.signal }).run(good.add, 1, 2);
         if (runtime.stats().waiting === 0) controller.abort();
         last.catch(() => undefined);
       }
       memory[1] = 1;
       Atomics.notify(memory, 1);
       console.log(await last);`,
      'AbortError\n3\n',
    ],
    [
      'although a task has left a timer',
      `const runtime = new Runtime({ procs: 2 });
       await runtime.run(bad.leaveInterval);
       console.log('end');`,
      'end\n',
    ],
    [
      'after a machine has died',
      `const runtime = new Runtime({ procs: 2 });
       for (let i = 0; i < 3; i++) await runtime.run(bad.exit, i).catch((error) => console.log(error.exitCode));`,
      '0\n1\n2\n',
    ],
    [
      'and waits for a task whose machine died, if it may run again',
      `const runtime = new Runtime({ procs: 1 });
       runtime.with({ retries: 2 }).run(bad.exitTimes, memory.buffer, 2).then(console.log);`,
      '3\n',
    ],
  ];
  test.each(programs)('%s', async (_, program, output) => {
    const { code, out, err, linger } = await run(program);
    expect({ code, out, err }).toEqual({ code: 0, out: output, err: '' });
    expect(linger).toBeLessThan(15_000);
  });
});

describe('a process that is ended', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('by %s in the middle of work', async (signal) => {
    const program = `
      const runtime = new Runtime({ procs: 2 });
      for (let i = 0; i < 1000; i++) runtime.run(bad.loop, memory.buffer).catch(() => undefined);
      await started(2);
      console.log('working');`;
    const ending = await run(program, (child) => child.kill(signal));
    expect(ending).toMatchObject({ code: null, signal, out: 'working\n' });
  });

  test('by an error that nobody catches', async () => {
    const ending = await run(`
      const runtime = new Runtime({ procs: 2 });
      runtime.run(good.pause, 1e6);
      await runtime.run(bad.fail);`);
    expect(ending.code).toBe(1);
    expect(ending.err).toContain('it failed');
  });

  test('by a rejection that nobody handles: with the error of the task', async () => {
    const ending = await run(`
      const runtime = new Runtime({ procs: 2 });
      runtime.run(bad.fail);
      setTimeout(() => console.log('not reached'), 20_000);`);
    expect(ending).toMatchObject({ code: 1, out: '' });
    expect(ending.err).toMatch(/OwnError.*: it failed/);
  });

  test('by an array that is too large, which Node does not contain', async () => {
    const ending = await run(`
      const runtime = new Runtime({ procs: 1, resourceLimits: { maxOldGenerationSizeMb: 16 } });
      await runtime.run(() => new Array(5e7).fill(0)).catch((error) => console.log(error.code));`);
    // Documented, so that a change in Node is noticed: the process dies, or the machine alone.
    if (ending.code === 0) expect(ending.out).toBe('ERR_PILFER_WORKER_LOST\n');
    else expect([134, null]).toContain(ending.code);
  });
});

describe('a system that refuses another thread', () => {
  /** From the `first` thread on, refuses so many. */
  const refuse = (first: number, count: number): string => `
    import threads from 'node:worker_threads';
    import { syncBuiltinESMExports } from 'node:module';
    let made = 0;
    threads.Worker = class extends threads.Worker {
      constructor(...args) {
        if (++made >= ${first} && made < ${first + count}) {
          throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
        }
        super(...args);
      }
    };
    syncBuiltinESMExports();`;

  const programs: [string, string, string][] = [
    [
      'the one that there is does, and the other comes later',
      `${refuse(2, 2)}
       const runtime = new Runtime({ procs: 2 });
       console.log(await runtime.run(good.add, 1, 2));
       while (runtime.stats().threads < 2) await new Promise((resolve) => setTimeout(resolve, 5));
       const meeting = new SharedArrayBuffer(4);
       await Promise.all([runtime.run(good.meet, meeting, 2), runtime.run(good.meet, meeting, 2)]);
       console.log('two');`,
      '3\ntwo\n',
    ],
    [
      'in place of one that has died',
      `${refuse(2, 3)}
       const runtime = new Runtime({ procs: 1 });
       await runtime.run(bad.exit, 4).catch(({ exitCode }) => console.log(exitCode));
       console.log(await runtime.run(good.add, 1, 2));`,
      '4\n3\n',
    ],
    [
      'for ever: that is said, and nothing is left',
      `${refuse(1, 1e9)}
       const runtime = new Runtime({ procs: 2 });
       const lost = [1, 2].map(() => runtime.run(good.add, 1, 2).catch((error) => error));
       for (const { code, message } of await Promise.all(lost)) console.log(code, message);
       console.log(await runtime.close());`,
      'ERR_PILFER_WORKER_LOST no machine can be started: EAGAIN\n'.repeat(2) +
        '{ stuckThreads: 0 }\n',
    ],
  ];
  test.each(programs)('%s', async (_, program, output) => {
    const { code, out, err } = await run(program);
    expect({ code, out, err }).toEqual({ code: 0, out: output, err: '' });
  });
});

test('no listener is left on the process', async () => {
  const { out } = await run(`
    const count = () => process.eventNames().map((name) => [name, process.listenerCount(name)]).join();
    const before = count();
    for (let i = 0; i < 12; i++) {
      const runtime = new Runtime({ procs: 1 });
      await runtime.run(good.add, 1, 2);
      await runtime.close();
    }
    console.log(count() === before);`);
  expect(out).toBe('true\n');
});

test('an idle runtime costs nothing', async () => {
  const { out } = await run(`
    const runtime = new Runtime({ procs: 2 });
    await runtime.run(good.add, 1, 2);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 3000 / 10);`);
  expect(Number(out)).toBeLessThan(0.5); // percent of one core
});

const { glibcVersionRuntime } = (
  process.report.getReport() as unknown as {
    header: { glibcVersionRuntime?: string };
  }
).header;

(glibcVersionRuntime === undefined ? test.skip : test)(
  'megabytes are decoded into memory that was freed: no page faults',
  async () => {
    const { out } = await run(`
      const runtime = new Runtime({ procs: 1 });
      const bytes = new Uint8Array(2 ** 20);
      const echoes = async (n) => {
        for (let i = 0; i < n; i++) await runtime.run((value) => value, bytes);
      };
      await echoes(200);
      const before = process.resourceUsage().minorPageFault;
      await echoes(200);
      console.log((process.resourceUsage().minorPageFault - before) / 200);
      await runtime.close();`);
    expect(Number(out)).toBeLessThan(50); // of the 512 that two fresh megabytes take
  },
);

test('closed at random moments: everything settles', async () => {
  const { code, out, err } = await run(`
    for (let i = 0; i < 8; i++) {
      const runtime = new Runtime({ procs: 2, queueLimit: 50, closeTimeout: 20_000 });
      const kinds = [() => runtime.run(good.add, 1, 1), () => runtime.run(good.busy, 1),
        () => runtime.run(good.pause, 2), () => runtime.run(good.fib, 5),
        () => runtime.run(bad.fail), () => runtime.with({ timeout: 1000 }).run(good.busy, 1)];
      const all = Array.from({ length: 200 }, (_, n) => kinds[n % kinds.length]());
      const settled = Promise.allSettled(all);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
      const { stuckThreads } = await runtime.close({ now: i % 2 === 0 });
      const codes = new Set();
      for (const { status, reason } of await settled) codes.add(status === 'rejected' ? reason.code : 'ok');
      if (stuckThreads > 0) console.log('stuck');
      for (const each of codes) {
        if (!['ok', 'E_OWN', 'ERR_PILFER_CLOSED', 'ERR_PILFER_TIMEOUT', 'ERR_PILFER_WORKER_LOST'].includes(each)) console.log(each);
        if (i % 2 === 1 && each === 'ERR_PILFER_CLOSED') console.log('not drained');
      }
    }
    console.log('end');`);
  expect({ code, out, err }).toEqual({ code: 0, out: 'end\n', err: '' });
});
