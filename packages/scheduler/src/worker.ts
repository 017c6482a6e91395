/**
 * Thread entry of a machine: puts the parts together, runs the loop, and ends the thread.
 */

import { workerData } from 'node:worker_threads';
import type { Boot } from './boot.js';
import { MachineThread } from './machine-thread.js';

const thread = new MachineThread(workerData as Boot);
await thread.run();
