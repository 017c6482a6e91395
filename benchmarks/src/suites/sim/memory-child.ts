/** The process whose memory is measured. */

import { simulate } from '@pilfer/sim';
import { answer, question } from '../../child.js';
import type { MemoryOrder, MemoryReport } from './memory.js';
import { requests, sleepers } from './programs.js';

const processors = 64;
const { kind, count } = question() as MemoryOrder;
const baseBytes = process.memoryUsage.rss();
let peakBytes = baseBytes;
const look = (): void => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
};
const program = kind === 'sleepers' ? sleepers(count) : requests(processors, count);
const start = performance.now();
let chunks = 0;
const { events, counts } = simulate(program, {
  processors,
  trace: () => {
    if (++chunks % 64 === 0) look();
  },
});
look();
const seconds = (performance.now() - start) / 1000;
const report: MemoryReport = { events, created: counts.created, seconds, peakBytes, baseBytes };
answer(report);
