/** The work, exposed by comlink. */

import { parentPort, type MessagePort } from 'node:worker_threads';
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { WORK } from './work.js';

expose(WORK, nodeEndpoint(parentPort as MessagePort));
