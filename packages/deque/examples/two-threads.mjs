// @ts-check
// Two threads share a deque: its owner pushes and pops at one end, a thief steals from the other.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Deque, dequeBytes, isHandle, Stealer } from '@pilfer/deque';

const TASKS = 1_000_000;

if (isMainThread) {
  const buffer = new SharedArrayBuffer(dequeBytes(256));
  const deque = Deque.create(buffer, 0, 256);
  const thief = new Worker(new URL(import.meta.url), { workerData: buffer });
  await once(thief, 'message'); // it is ready
  let taken = 0;
  for (let task = 0; task < TASKS; task++) {
    while (!deque.push(task)) taken += Number(isHandle(deque.pop())); // full: work on the newest
  }
  while (isHandle(deque.pop())) taken++;
  deque.push(TASKS); // there are no more
  const [stolen] = await once(thief, 'message');
  console.log(`the owner took ${taken} tasks, the thief stole ${stolen}: ${taken + stolen} in all`);
} else {
  const stealer = new Stealer(workerData, 0);
  parentPort?.postMessage('ready');
  let stolen = 0;
  for (let task = stealer.steal(); task !== TASKS; task = stealer.steal()) {
    if (isHandle(task)) stolen++; // else EMPTY or RETRY: look again
  }
  parentPort?.postMessage(stolen);
}
