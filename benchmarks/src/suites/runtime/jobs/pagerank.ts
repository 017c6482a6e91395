/**
 * PageRank over a graph in shared memory: thirty rounds, each cut into ranges of nodes, with a barrier
 * after each. Degrees follow a power law, so ranges of as many nodes are not of as much work.
 *
 * Page, Brin, Motwani, Winograd: The PageRank Citation Ranking (1999).
 */

import type { Job } from './job.js';

const DAMPING = 0.85;
const RANGES = 16;

type Ranks = Float64Array<SharedArrayBuffer>;

/** A range of nodes in one round: ranks are read from one array and written to the other. */
interface Range {
  /** Where each node's incoming links start. */
  readonly starts: Int32Array<SharedArrayBuffer>;
  /** The nodes that they come from. */
  readonly sources: Int32Array<SharedArrayBuffer>;
  /** Outgoing links of each node. */
  readonly degrees: Int32Array<SharedArrayBuffer>;
  readonly before: Ranks;
  readonly after: Ranks;
  readonly from: number;
  readonly to: number;
}

/** By the number of nodes: the same graph each time. */
const graphs: Partial<Record<number, Graph>> = {};

export const job: Job = {
  batches(smoke) {
    const nodes = smoke ? 500 : 150_000;
    const graph = (graphs[nodes] ??= graphOf(nodes));
    const ranks = [shared(nodes), shared(nodes)] as const;
    ranks[0].fill(1 / nodes);
    return Array.from({ length: smoke ? 2 : 30 }, (_, round) =>
      Array.from({ length: RANGES }, (_, range): Range => ({
        ...graph,
        before: ranks[round % 2] as Ranks,
        after: ranks[(round + 1) % 2] as Ranks,
        from: Math.floor((nodes * range) / RANGES),
        to: Math.floor((nodes * (range + 1)) / RANGES),
      })),
    );
  },
  run({ starts, sources, degrees, before, after, from, to }: Range): number {
    const rest = (1 - DAMPING) / before.length;
    let total = 0;
    for (let node = from; node < to; node++) {
      let sum = 0;
      const end = starts[node + 1] as number;
      for (let i = starts[node] as number; i < end; i++) {
        const source = sources[i] as number;
        sum += (before[source] as number) / (degrees[source] as number);
      }
      total += after[node] = rest + DAMPING * sum;
    }
    return total;
  },
};

type Graph = Pick<Range, 'starts' | 'sources' | 'degrees'>;

/** The node that a link goes to is drawn with a square: low numbers have many links. */
function graphOf(nodes: number): Graph {
  const LINKS = 12;
  let x = 12_345;
  const incoming: number[][] = Array.from({ length: nodes }, () => []);
  for (let i = 0; i < nodes * LINKS; i++) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    incoming[Math.floor((x / 2 ** 32) ** 2 * nodes)]?.push(i % nodes);
  }
  const starts = new Int32Array(new SharedArrayBuffer(4 * (nodes + 1)));
  const sources = new Int32Array(new SharedArrayBuffer(4 * nodes * LINKS));
  let at = 0;
  incoming.forEach((list, node) => {
    sources.set(list, at);
    starts[node + 1] = at += list.length;
  });
  const degrees = new Int32Array(new SharedArrayBuffer(4 * nodes)).fill(LINKS);
  return { starts, sources, degrees };
}

function shared(length: number): Ranks {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}
