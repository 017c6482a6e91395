/** The README's quicksort, and the same by plain recursion: a fork down to the last element. */

import { fork, join, tasks, type Task } from '@pilfer/scheduler';
import type { Doubles } from './loops.tasks.js';

const { quicksortTask } = tasks(import.meta.url, {
  quicksortTask(array: Doubles, from: number, to: number): void {
    if (to - from < 2) return;
    const pivot = array[(from + to) >>> 1] as number;
    let [i, j] = [from, to - 1];
    while (i <= j) {
      while ((array[i] as number) < pivot) i++;
      while ((array[j] as number) > pivot) j--;
      if (i > j) break;
      const other = array[i] as number;
      array[i++] = array[j] as number;
      array[j--] = other;
    }
    const right = fork(quicksortTask, array, i, to);
    quicksortTask(array, from, j + 1);
    join(right);
  },
});

/** Plain recursion. */
export function quicksortPlain(array: Doubles, from: number, to: number): void {
  if (to - from < 2) return;
  const pivot = array[(from + to) >>> 1] as number;
  let [i, j] = [from, to - 1];
  while (i <= j) {
    while ((array[i] as number) < pivot) i++;
    while ((array[j] as number) > pivot) j--;
    if (i > j) break;
    const other = array[i] as number;
    array[i++] = array[j] as number;
    array[j--] = other;
  }
  quicksortPlain(array, i, to);
  quicksortPlain(array, from, j + 1);
}

/** The same with a fork for every right part. */
export const quicksort: Task<(array: Doubles, from: number, to: number) => void> = quicksortTask;
