/** Real jobs. */

import { noLessThan } from '../goals.js';
import { JOB_NAMES, type JobName } from '../jobs/job.js';
import { ONE_QUEUE, OURS } from '../pools.js';
import type { Group, Scenario } from './group.js';

const TITLES: Readonly<Record<JobName, string>> = {
  minify: 'minify scripts (terser)',
  transpile: 'transpile scripts (typescript)',
  compress: 'compress files (fflate)',
  'hash-passwords': 'hash passwords (scrypt, @noble/hashes)',
  'parse-csv': 'parse CSV (papaparse)',
  'render-markdown': 'render Markdown (marked)',
  'resize-images': 'resize pictures (jimp)',
  pagerank: 'PageRank (shared memory, a barrier a round)',
  raytrace: 'ray tracing',
};

const CONTENDERS = [
  OURS,
  ONE_QUEUE.name,
  'piscina',
  'tinypool',
  'workerpool',
  'poolifier',
  'jest-worker',
  'comlink',
  'plain queue',
];

export const JOBS: Group = {
  title: 'Real jobs',
  about:
    'Libraries at work on two threads, each file, page, picture or range of rows a task, all ' +
    'submitted at once (PageRank: round by round). Efficiency: a loop over the same inputs on the ' +
    'main thread of the same process, divided by twice the time that the pool took; 1 is ideal. ' +
    'All results are compared with those of the loop.',
  scenarios: JOB_NAMES.map((name): Scenario => ({
    name,
    contenders: CONTENDERS,
    rounds: 3,
    lines: [
      {
        name: TITLES[name],
        unit: '×',
        figure: 'efficiency',
        better: 'more',
        goal: noLessThan(0.9),
      },
    ],
  })),
};
