/** The pieces of a graph that is being lowered, and the objects that were met. */

import type { ExtData } from '@msgpack/msgpack';
import { put, referenceTo } from './lower-node.js';
import type { GraphNode } from './lower-node.js';

/** A list of pieces that grows as objects are met again. */
export class Pieces {
  /** What to encode. The first piece is the value. */
  readonly list: unknown[] = [];
  readonly nodes: Map<object, GraphNode> = new Map<object, GraphNode>();

  /** Makes an object a piece, if it isn't one, and returns what stands for it. */
  refer(node: GraphNode): ExtData {
    if (node.ref !== undefined) return node.ref;
    const isValue = node.above?.above === undefined;
    node.piece = isValue ? 0 : this.list.length;
    node.ref = referenceTo(node.piece);
    if (!isValue) {
      this.list.push(node.lowered);
      put(node.above, node.slot, node.ref);
    }
    return node.ref;
  }

  /** Puts something else where an object stands. */
  replace(node: GraphNode, lowered: unknown): void {
    node.lowered = lowered;
    if (node.ref === undefined) put(node.above, node.slot, lowered);
    else this.list[node.piece] = lowered;
  }
}
