// @ts-check
/** Long runs of whole lives of tasks and runtimes: nested, killed and retried, aborted, closed. */
import { Runtime } from '@pilfer/scheduler';
import { insideOf, killOne, randomFrom, settle } from './storm.mjs';
import { storm } from './tasks.mjs';

/**
 * @typedef {import('./scenarios.mjs').Order} Order
 * @typedef {import('./scenarios.mjs').Figures} Figures
 */

/** R14: tasks from outside and from inside tasks, mixed: as many runs as tasks. */
export async function mixed(/** @type {Order} */ { size, seed }) {
  const random = randomFrom(seed);
  const runtime = new Runtime({ procs: 4, memory: 2 ** 26 });
  const families = Math.ceil(1e6 * size);
  const runs = new Int32Array(new SharedArrayBuffer(4 * families));
  let tasks = 0;
  let id = 0;
  await lanes(500, async () => {
    while (id < families) {
      const mine = id++;
      const width = Math.floor(random() * 20);
      const sum = await runtime.run(storm.family, runs, mine, width);
      const expected = (width * (width - 1)) / 2 + width * mine;
      if (sum !== expected) throw new Error(`family ${mine} gave ${sum}, not ${expected}`);
      if (runs[mine] !== 1) throw new Error(`family ${mine} ran ${runs[mine]} times`);
      tasks += 1 + width;
    }
  });
  const { total } = runtime.stats();
  await settle(insideOf(runtime));
  await runtime.close();
  if (total.run !== tasks) throw new Error(`${tasks} tasks, ${total.run} runs`);
  // Four machines on fewer cores: one that has slept for long may see what another is about to take.
  return { tasks, stolen: total.stolen, backstops: total.backstops };
}

/** R19: machines are killed, tasks may run again: all resolve, and each death costs few more runs. */
export async function retries(/** @type {Order} */ { size, seed }) {
  const random = randomFrom(seed);
  const runtime = new Runtime({ procs: 4, memory: 2 ** 26 });
  const inside = insideOf(runtime);
  const again = runtime.with({ retries: 100 });
  const count = Math.ceil(1e6 * size);
  const runs = new Int32Array(new SharedArrayBuffer(4 * count));
  let deaths = 0;
  runtime.on('machineLost', () => void deaths++);
  let id = 0;
  await lanes(500, async () => {
    while (id < count) {
      const mine = id++;
      if (mine % 2000 === 1999) killOne(inside, random);
      const value = await again.run(storm.number, runs, mine);
      if (value !== mine * 3) throw new Error(`task ${mine} resolved with ${value}`);
    }
  });
  let extra = 0;
  for (let i = 0; i < count; i++) {
    if (runs[i] === 0) throw new Error(`task ${i} resolved and never ran`);
    extra += Number(runs[i]) - 1;
  }
  await settle(inside);
  await runtime.close();
  // A machine runs one synchronous task at a time: that one may run again.
  if (extra > deaths) throw new Error(`${deaths} deaths, ${extra} runs too many`);
  return { tasks: count, deaths, 'ran again': extra };
}

/** R25: a signal at any moment of a task's life: it settles once, and cancelled in time never runs. */
export async function abortRace(/** @type {Order} */ { size, seed }) {
  const random = randomFrom(seed);
  const runtime = new Runtime({ procs: 2, memory: 2 ** 26 });
  const count = Math.ceil(1e6 * size);
  const runs = new Int32Array(new SharedArrayBuffer(4 * count));
  let id = 0;
  let resolved = 0;
  let aborted = 0;
  await lanes(50, async () => {
    while (id < count) {
      const mine = id++;
      const controller = new globalThis.AbortController();
      const promise = runtime.with({ signal: controller.signal }).run(storm.number, runs, mine);
      const turns = Math.floor(random() * 4);
      let settled = 0;
      const judged = promise.then(
        (value) => {
          settled++;
          resolved++;
          if (value !== mine * 3) throw new Error(`task ${mine} resolved with ${value}`);
        },
        (error) => {
          settled++;
          aborted++;
          if (error.name !== 'AbortError') throw error;
        },
      );
      for (let turn = 0; turn < turns; turn++) await new Promise((go) => setImmediate(go));
      controller.abort();
      await judged;
      if (settled !== 1) throw new Error(`task ${mine} settled ${settled} times`);
      if (Number(runs[mine]) > 1) throw new Error(`task ${mine} ran ${runs[mine]} times`);
    }
  });
  await settle(insideOf(runtime));
  await runtime.close();
  return { tasks: count, resolved, aborted };
}

/** R30: a runtime is closed at any moment, in both ways: every promise settles, every thread exits. */
export async function close(/** @type {Order} */ { size, seed }) {
  const random = randomFrom(seed);
  const trials = Math.ceil(200 * size);
  let resolved = 0;
  let rejected = 0;
  for (let trial = 0; trial < trials; trial++) {
    const runtime = new Runtime({ procs: 2, memory: 2 ** 24, closeTimeout: 20_000 });
    const now = random() < 0.5;
    const settled = Array.from({ length: 2000 }, (_, i) =>
      runtime.run(storm.sum, i, 1).then(
        (sum) => {
          resolved++;
          if (sum !== i + 1) throw new Error(`task ${i} resolved with ${sum}`);
        },
        (error) => {
          rejected++;
          if (!now) throw error;
          if (error.code !== 'ERR_PILFER_CLOSED') throw error;
        },
      ),
    );
    const turns = Math.floor(random() * 200);
    for (let turn = 0; turn < turns; turn++) await new Promise((go) => setImmediate(go));
    const { stuckThreads } = await runtime.close({ now });
    await Promise.all(settled);
    if (stuckThreads > 0) throw new Error(`trial ${trial}: ${stuckThreads} threads are stuck`);
  }
  return { trials, resolved, rejected };
}

/** @param {number} count @param {() => Promise<void>} lane */
async function lanes(count, lane) {
  await Promise.all(Array.from({ length: count }, lane));
}
