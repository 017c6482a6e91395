/** The work, exposed by threads.js. */

import { expose } from 'threads/worker';
import { WORK } from './work.js';

expose(WORK);
