/** The table of all kinds, and questions about it that must be fast. */

import { KIND_LIMIT } from './layout.js';
import { Kind } from './kinds.js';
import type { KindName } from './kinds.js';
import { callKinds } from './schema-call.js';
import { forkKinds } from './schema-fork.js';
import { queueKinds } from './schema-queue.js';
import { runKinds } from './schema-run.js';
import { noteKinds, sleepKinds } from './schema-sleep.js';
import { taskKinds } from './schema-task.js';
import type { KindInfo } from './schema.js';

/** What every kind means, in the order of their numbers. */
export const KINDS: readonly KindInfo[] = Object.freeze(
  [runKinds, taskKinds, callKinds, forkKinds, queueKinds, sleepKinds, noteKinds]
    .flat()
    .sort((one, other) => one.kind - other.kind),
);

const infos: (KindInfo | undefined)[] = new Array<undefined>(KIND_LIMIT).fill(undefined);
const names: (KindName | undefined)[] = new Array<undefined>(KIND_LIMIT).fill(undefined);
const textArgs = new Uint8Array(KIND_LIMIT);
for (const info of KINDS) {
  infos[info.kind] = info;
  info.args.forEach(({ type }, i) => {
    if (type === 'text') textArgs[info.kind] = (textArgs[info.kind] as number) | (1 << i);
  });
}
for (const [name, kind] of Object.entries(Kind)) names[kind] = name as KindName;

/** Returns what a kind means; undefined for a number that is none. */
export function kindInfo(kind: number): KindInfo | undefined {
  return infos[kind];
}

/** Returns the name of a kind: `steal`; `kind-99` for a number that is none. */
export function kindName(kind: number): string {
  return names[kind] ?? `kind-${kind}`;
}

/** Returns which arguments of a kind are entries of the string table: bit 0 is a, 1 is b, 2 is c. */
export function textArgsOf(kind: number): number {
  return textArgs[kind] ?? 0;
}
