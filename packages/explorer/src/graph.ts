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

/**
 * One step on the way to a state: the state before, and which of its steps it was; or ~t if thread t
 * took it alone.
 */
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
  private readonly leafStates = new Numbers();

  /** How many leaves there are: states in which nobody moves any more. */
  get leaves(): number {
    return this.leafStates.length;
  }

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

  /** Makes the state whose edges were begun last a leaf. It may have edges all the same: crashes. */
  addLeaf(): void {
    this.leafStates.push(this.firstEdges.length - 1);
  }

  /** The steps from the first state to one state; a shortest way, since states were met in order. */
  pathTo(state: number): Step[] {
    const path: Step[] = [];
    for (let at = state; at > 0; at = this.parents.at(at)) {
      path.push({ from: this.parents.at(at), ordinal: this.ordinals.at(at) });
    }
    return path.reverse();
  }

  /**
   * Counts the paths from the first state to a leaf, and the steps of the longest; undefined if
   * there are circles, and so paths without an end.
   */
  paths(): { interleavings: bigint; depth: number } | undefined {
    const size = this.parents.length;
    const isLeaf = this.leafFlags();
    const counts: (bigint | undefined)[] = new Array<bigint | undefined>(size).fill(undefined);
    const depths = new Int32Array(size);
    const isOpen = new Uint8Array(size); // on the way from the first state to the one at hand
    const stack = [0];
    for (let state = stack.at(-1); state !== undefined; state = stack.at(-1)) {
      if (counts[state] !== undefined) {
        stack.pop();
        continue;
      }
      const [first, end] = this.edgesOf(state);
      let [count, depth, isReady] = [isLeaf[state] === 1 ? 1n : 0n, 0, true];
      for (let edge = first; edge < end; edge++) {
        const target = this.targets.at(edge);
        const known = counts[target];
        if (known === undefined) {
          stack.push(target);
          isReady = false;
        } else {
          count += known;
          const below = depths[target] ?? 0;
          if (below >= depth) depth = below + 1;
        }
      }
      if (isReady) {
        counts[state] = count;
        depths[state] = depth;
        stack.pop();
      } else if (isOpen[state] === 1) return undefined;
      isOpen[state] = 1;
    }
    return { interleavings: counts[0] ?? 0n, depth: depths[0] ?? 0 };
  }

  /** The first state from which no leaf can be reached, if there is one. */
  firstEndless(): number | undefined {
    const size = this.parents.length;
    const firstIn = new Int32Array(size + 1);
    for (let edge = 0; edge < this.targets.length; edge++) {
      const at = this.targets.at(edge) + 1;
      firstIn[at] = (firstIn[at] ?? 0) + 1;
    }
    for (let i = 1; i <= size; i++) firstIn[i] = (firstIn[i] ?? 0) + (firstIn[i - 1] ?? 0);
    const place = firstIn.slice();
    const sources = new Int32Array(this.targets.length);
    for (let state = 0; state < size; state++) {
      const [first, end] = this.edgesOf(state);
      for (let edge = first; edge < end; edge++) {
        const target = this.targets.at(edge);
        const at = place[target] ?? 0;
        sources[at] = state;
        place[target] = at + 1;
      }
    }
    const ends = this.leafFlags();
    const found = [...ends.keys()].filter((state) => ends[state] === 1);
    for (let state = found.pop(); state !== undefined; state = found.pop()) {
      for (let at = firstIn[state] ?? 0; at < (firstIn[state + 1] ?? 0); at++) {
        const source = sources[at] ?? 0;
        if (ends[source] === 1) continue;
        ends[source] = 1;
        found.push(source);
      }
    }
    const endless = ends.indexOf(0);
    return endless === -1 ? undefined : endless;
  }

  private edgesOf(state: number): readonly [number, number] {
    const isLast = state + 1 === this.firstEdges.length;
    const end = isLast ? this.targets.length : this.firstEdges.at(state + 1);
    return [this.firstEdges.at(state), end];
  }

  private leafFlags(): Uint8Array {
    const flags = new Uint8Array(this.parents.length);
    for (let i = 0; i < this.leafStates.length; i++) flags[this.leafStates.at(i)] = 1;
    return flags;
  }
}
