// @ts-check
// Two threads share a deque: its owner pushes and pops at one end, a thief steals from the other.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Deque, dequeBytes, EMPTY, isHandle, Stealer } from '@pilfer/deque';

const TASKS = 1_000_000;
let taken = 0; // by this thread

if (isMainThread) {
  const buffer = new SharedArrayBuffer(dequeBytes(256));
  const deque = Deque.create(buffer, 0, 256);
  const thief = new Worker(new URL(import.meta.url), { workerData: buffer });
  await once(thief, 'online');
  for (let task = 0; task < TASKS; task++)
    while (!deque.push(task)) taken += Number(isHandle(deque.pop())); // full: take the newest
  while (isHandle(deque.pop())) taken++;
  deque.push(TASKS); // says that there are no more
  console.log(`the owner took ${taken} tasks, the thief stole ${await once(thief, 'message')}`);
} else {
  const deque = new Stealer(workerData, 0);
  for (let task = EMPTY; task !== TASKS; task = deque.steal()) taken += Number(isHandle(task));
  parentPort?.postMessage(taken);
}
