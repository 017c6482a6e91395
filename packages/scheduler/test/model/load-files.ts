/** Built files of the scheduler, and the deque, with the explorer's memory behind their doors. */

import { loadBehindDoor, type Mutation } from '@pilfer/explorer';

const root = new URL('../../', import.meta.url);

/**
 * Loads the files, with planted bugs if there are any; returns what all of them export. Of two with a
 * name in common the later one's counts: the scheduler's before the deque's.
 */
export async function loadFiles(
  files: readonly string[],
  mutations: readonly Mutation[],
): Promise<object> {
  const modules = await loadBehindDoor([root, new URL('../deque/', root)], { mutations, files });
  const parts = [modules.get('@pilfer/deque'), ...files.map((file) => modules.get(file))];
  return Object.assign({}, ...parts) as object;
}
