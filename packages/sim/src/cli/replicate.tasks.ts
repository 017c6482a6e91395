/** One replication, as a task that any thread can run. */

import { tasks } from '@pilfer/scheduler';
import type { Task } from '@pilfer/scheduler';
import { replicateOnce } from '../runs/replica.js';
import type { Replica } from '../runs/replica.js';
import type { RunSpec } from '../runs/spec.js';

const named = tasks(import.meta.url, { replicate: replicateOnce });

/** The task. */
export const replicate: Task<(spec: RunSpec) => Replica> = named.replicate;
