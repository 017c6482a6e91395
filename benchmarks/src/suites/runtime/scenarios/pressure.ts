/**
 * The pressure test: 100,000 requests to a server on this machine, each with a small part that
 * computes. Unlimited, as in `Promise.all(urls.map(…))`; or a thousand at a time, with the part that
 * computes in the runtime, whose queue is limited too.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import {
  constants,
  PerformanceObserver,
  type NodeGCPerformanceDetail,
  type PerformanceEntry,
} from 'node:perf_hooks';
import { Runtime } from '@pilfer/scheduler';
import { quantile } from '../../../statistics.js';
import { ours } from '../ours.tasks.js';
import { OURS } from '../pools.js';
import { WrongAnswer, type Figures, type Setting } from '../scenario.js';
import { spend } from '../work.js';

/** All requests at once; what computes, on the main thread. */
export const UNLIMITED = 'Promise.all';
/** A thousand at a time, without a pool: what of it is the limit's merit? */
export const ONLY_LIMITED = 'limit alone';

const LIMIT = 1000;
const COMPUTING_NS = 20_000;
/** A process may have so many files open here, and the server as many. */
const SOCKETS = 8000;

/** Latency, memory and collections of a process that makes the requests. */
export async function pressure({ contender, smoke, nsPerIteration }: Setting): Promise<Figures> {
  const count = smoke ? 100 : 100_000;
  const server = fork(new URL('../pressure-server.js', import.meta.url), { execArgv: [] });
  const [port] = (await once(server, 'message')) as [number];
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  const iterations = Math.round(COMPUTING_NS / nsPerIteration);
  // One machine: a fifth of a core is all that the tasks need.
  const runtime = contender === OURS ? new Runtime({ procs: 1, queueLimit: LIMIT }) : undefined;
  const compute = (length: number): number | Promise<number> =>
    runtime === undefined
      ? spend(iterations + length)
      : runtime.run(ours.spend, iterations + length);

  const collections = watchCollections();
  const latencies: number[] = [];
  let [errors, sum] = [0, 0];
  const one = async (): Promise<void> => {
    const begun = performance.now();
    try {
      const answer = await compute(await get(port, agent));
      sum += answer;
      latencies.push(performance.now() - begun);
    } catch {
      errors++;
    }
  };
  const begun = performance.now();
  await (contender === UNLIMITED ? all(count, one) : limited(count, one));
  const seconds = (performance.now() - begun) / 1000;
  const megabytes = process.resourceUsage().maxRSS / 1000;
  const answer = spend(iterations + LENGTH);
  agent.destroy();
  server.kill();
  await runtime?.close();
  if (sum !== answer * latencies.length) throw new WrongAnswer(`sum: received ${sum}`);
  return {
    megabytes,
    ...(await collections()),
    mean: latencies.reduce((a, b) => a + b, 0) / latencies.length,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    errors,
    perSecond: count / seconds / 1000,
  };
}

/** Bytes of an answer, also in `pressure-server.ts`. */
const LENGTH = 512;

async function all(count: number, one: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, one));
}

async function limited(count: number, one: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: LIMIT }, lane));
}

/** Makes a request; returns the length of its answer. */
function get(port: number, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', agent }, (incoming) => {
      let length = 0;
      incoming.on('data', (chunk: Buffer) => (length += chunk.length));
      incoming.on('end', () => resolve(length));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** Collections of garbage, those of the whole heap among them, and milliseconds that they took. */
interface Collections {
  readonly collections: number;
  readonly full: number;
  readonly pauses: number;
}

/** Counts the garbage collections of this thread from now on, and adds up their pauses. */
function watchCollections(): () => Promise<Collections> {
  const seen = { collections: 0, full: 0, pauses: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { duration, detail } = entry as PerformanceEntry & { detail: NodeGCPerformanceDetail };
      seen.collections++;
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) seen.full++;
      seen.pauses += duration;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, 50)); // the last ones are told late
    observer.disconnect();
    return seen;
  };
}
