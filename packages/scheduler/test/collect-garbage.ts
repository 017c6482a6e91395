import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/**
 * Frees the memory of runtimes that are gone. It was only reserved and costs nothing, so nothing else
 * asks for a collection; but a process that has reserved more than the machine has may be refused to
 * start another one.
 */
export const collectGarbage = runInNewContext('gc') as () => void;
