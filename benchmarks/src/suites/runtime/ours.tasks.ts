/** The work as task functions of the runtime. */

import { tasks, type Tasks } from '@pilfer/scheduler';
import { WORK } from './work.js';

export const ours: Tasks<typeof WORK> = tasks(import.meta.url, WORK);
