/** The work, registered with workerpool. */

import workerpool from 'workerpool';
import { WORK } from './work.js';

workerpool.worker(WORK);
