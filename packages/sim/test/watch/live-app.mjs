/** A program to watch: works until its input ends. Says `pid`, then the number of tasks done. */

import { Runtime } from '@pilfer/scheduler';

const { WATCH_OPTION } = process.env;
const watch = WATCH_OPTION === undefined ? {} : { watch: WATCH_OPTION === 'true' };
const runtime = new Runtime({ procs: 2, memory: 2 ** 24, name: 'live app', ...watch });
const work = (n) => {
  let x = 1;
  for (let i = 0; i < n; i++) x = (x * 5 + 1) | 0;
  return x;
};
let isOver = false;
process.stdin.on('end', () => (isOver = true));
process.stdin.resume();
console.log(process.pid);
let tasks = 0;
while (!isOver) {
  const sizes = Array.from({ length: 20 }, (_, i) => 10_000 * (i % 5));
  await Promise.all(sizes.map((size) => runtime.run(work, size)));
  tasks += sizes.length;
  await new Promise((resolve) => setTimeout(resolve, 5));
}
// A recording beside the watchers.
const recording = runtime.record();
await runtime.run(work, 10);
const { length } = recording.stop();
await runtime.close();
console.log(JSON.stringify({ tasks, isRecorded: length > 4 }));
