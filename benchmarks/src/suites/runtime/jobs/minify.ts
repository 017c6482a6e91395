/** Minifies JavaScript files by terser: tasks of very different sizes. */

import { minify_sync } from 'terser';
import type { Job } from './job.js';
import { scripts } from './texts.js';

export const job: Job = {
  batches(smoke) {
    return [smoke ? scripts(300, 1500).slice(0, 2) : scripts(500, 25_000)];
  },
  run(source: string): string | undefined {
    return minify_sync(source, { module: /^(?:import|export)\b/m.test(source) }).code;
  },
};
