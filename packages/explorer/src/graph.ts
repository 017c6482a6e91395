/** The graph of states: who follows whom, how one came there, and how many paths there are. */

/** A growing array of 32-bit numbers. */
class Numbers {
  length = 0;
  private items = new Int32Array(1 << 12);

  push(item: number): void {
    if (this.length === this.items.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = item;
  }

  at(index: number): number {
    return this.items[index] ?? 0;
  }
}

/** One step on the way to a state: the state before, and which of its steps it was. */
export interface Step {
  readonly from: number;
  readonly ordinal: number;
}

/** States by number, in the order in which they were first met; edges by the state they leave. */
export class Graph {
  private readonly parents = new Numbers();
  private readonly ordinals = new Numbers();
  private readonly firstEdges = new Numbers();
  private readonly targets = new Numbers();

  /** How many edges there are. */
  get transitions(): number {
    return this.targets.length;
  }

  /** Adds the next state, first reached by this step. */
  addState({ from, ordinal }: Step): void {
    this.parents.push(from);
    this.ordinals.push(ordinal);
  }

  /** Begins the edges of the next state, in the order of states. */
  beginEdges(): void {
    this.firstEdges.push(this.targets.length);
  }

  /** Adds an edge to the state whose edges were begun last. */
  addEdge(to: number): void {
    this.targets.push(to);
  }

  /** The steps from the first state to one state; a shortest way, since states were met in order. */
  pathTo(state: number): Step[] {
    const path: Step[] = [];
    for (let at = state; at > 0; at = this.parents.at(at)) {
      path.push({ from: this.parents.at(at), ordinal: this.ordinals.at(at) });
    }
    return path.reverse();
  }

  /** Counts the paths from the first state to a leaf, and the steps of the longest. */
  paths(): { interleavings: bigint; depth: number } {
    const size = this.firstEdges.length;
    this.beginEdges(); // where the edges of the last state end
    const counts: (bigint | undefined)[] = new Array<bigint | undefined>(size).fill(undefined);
    const depths = new Int32Array(size);
    const stack = [0];
    for (let state = stack.at(-1); state !== undefined; state = stack.at(-1)) {
      if (counts[state] !== undefined) {
        stack.pop();
        continue;
      }
      const [first, end] = [this.firstEdges.at(state), this.firstEdges.at(state + 1)];
      let [count, depth, isReady] = [first === end ? 1n : 0n, 0, true];
      for (let edge = first; edge < end; edge++) {
        const target = this.targets.at(edge);
        const known = counts[target];
        if (known === undefined) {
          stack.push(target);
          isReady = false;
        } else {
          count += known;
          depth = Math.max(depth, (depths[target] ?? 0) + 1);
        }
      }
      if (!isReady) continue;
      counts[state] = count;
      depths[state] = depth;
      stack.pop();
    }
    return { interleavings: counts[0] ?? 0n, depth: depths[0] ?? 0 };
  }
}
