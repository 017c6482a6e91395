// What picture.mjs records: a quicksort that forks at every level, without a cutoff.
import { fork, join, tasks } from '../packages/scheduler/dist/bundle/index.js';

export const { quicksort } = tasks(import.meta.url, {
  quicksort(array, from, to) {
    if (to - from < 2) return;
    const pivot = array[(from + to) >>> 1];
    let [i, j] = [from, to - 1];
    while (i <= j) {
      while (array[i] < pivot) i++;
      while (array[j] > pivot) j--;
      if (i > j) break;
      const other = array[i];
      array[i++] = array[j];
      array[j--] = other;
    }
    const right = fork(quicksort, array, i, to);
    quicksort(array, from, j + 1);
    join(right);
  },
});
