/** Renders Markdown pages by marked. */

import { marked } from 'marked';
import type { Job } from './job.js';
import { readmes } from './texts.js';

export const job: Job = {
  batches(smoke) {
    const pages = readmes();
    if (smoke) return [pages.slice(0, 2).map((page) => page.slice(0, 500))];
    return [Array.from({ length: 50 }, () => pages).flat()];
  },
  run(page: string): string {
    return marked.parse(page, { async: false });
  },
};
