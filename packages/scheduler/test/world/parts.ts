/** The built scheduler for simulations, with planted faults if there are any. */

import type { Mutation } from '@pilfer/explorer';
import type * as DequePackage from '@pilfer/deque';
import type * as ArenaFile from '../../src/arena.js';
import type * as CodecFile from '../../src/codec/index.js';
import type * as ControlWords from '../../src/control-word.js';
import type * as TableFile from '../../src/functions/table.js';
import type * as IdleFile from '../../src/idle.js';
import type * as Layout from '../../src/layout.js';
import type * as MemoryFile from '../../src/memory.js';
import type * as OptionsFile from '../../src/options.js';
import type * as ParentageFile from '../../src/parentage.js';
import type * as PayloadsFile from '../../src/payloads.js';
import type * as Recovery from '../../src/recovery.js';
import type * as SlotsFile from '../../src/slots.js';
import type * as SubmitterFile from '../../src/submitter.js';
import type * as BackendFile from '../../src/thread-backend.js';
import { loadFiles } from '../model/load-files.js';

/** What simulations use. */
export type Parts = typeof DequePackage &
  typeof ArenaFile &
  typeof CodecFile &
  typeof ControlWords &
  typeof TableFile &
  typeof IdleFile &
  typeof Layout &
  typeof MemoryFile &
  typeof OptionsFile &
  typeof ParentageFile &
  typeof PayloadsFile &
  typeof Recovery &
  typeof SlotsFile &
  typeof SubmitterFile &
  typeof BackendFile;

const FILES = [
  'arena.js',
  'codec/index.js',
  'control-word.js',
  'functions/table.js',
  'idle.js',
  'layout.js',
  'memory.js',
  'options.js',
  'parentage.js',
  'payloads.js',
  'recovery.js',
  'slots.js',
  'submitter.js',
  'thread-backend.js',
];

/** A table as small as can be: laying out a large one takes longer than a whole life. */
const SMALL: Mutation = {
  file: 'parts.js',
  find: 'const MACHINE_SLOTS = 2 ** 14;',
  replace: 'const MACHINE_SLOTS = 8;',
};

/** Loads the parts. All threads of a simulation are one: whatever lies behind the door will do. */
export async function loadWorldParts(mutations: readonly Mutation[] = []): Promise<Parts> {
  return (await loadFiles(FILES, [SMALL, ...mutations])) as Parts;
}
