/** One pass over all states of a world, breadth first. */

import { Graph, type Step } from './graph.js';
import type { Problem } from './move.js';
import type { Oracles } from './oracles.js';
import { StateTable } from './state-table.js';
import { Steps } from './steps.js';
import { Wider, type World } from './world.js';

/** A way to a violation: its steps from the first state on. */
export interface Counterexample extends Problem {
  readonly steps: readonly Step[];
}

/** Visits all states, or stops at the first violation or at the limit. */
export class Search {
  readonly graph: Graph = new Graph();
  /** Figures of a search that saw everything; undefined if some runs don't end. */
  paths: ReturnType<Graph['paths']>;
  counterexample: Counterexample | undefined = undefined;
  isTruncated = false;
  /** The steps of the world. */
  readonly steps: Steps;
  private readonly world: World;
  private readonly oracles: Oracles;
  private readonly table: StateTable;

  constructor(world: World, oracles: Oracles) {
    this.steps = new Steps(world);
    this.world = world;
    this.oracles = oracles;
    this.table = new StateTable(world.width);
  }

  /** How many states were met. */
  get states(): number {
    return this.table.size;
  }

  /** Searches; returns false if it has to be done once more, knowing more about the program. */
  run(maxStates: number): boolean {
    const { world } = this;
    world.begin();
    try {
      this.visitAll(maxStates);
    } catch (error) {
      if (error instanceof Wider) return false;
      throw error;
    }
    if (this.isTruncated) return true;
    if (world.isMistaken) return false;
    if (this.counterexample !== undefined) return true;
    if (world.isStale) return false;
    this.paths = this.graph.paths();
    if (this.paths === undefined) this.lookForEndlessRuns();
    return true;
  }

  /** Writes a state into a row. */
  copyState(state: number, row: Int32Array): void {
    this.table.copy(state, row);
  }

  private visitAll(maxStates: number): void {
    const row = this.world.initial();
    this.table.add(row);
    this.graph.addState({ from: -1, ordinal: 0 });
    const problem = this.steps.problemAt(row);
    if (problem !== undefined) this.counterexample = { ...problem, steps: [] };
    let staleAt = Infinity;
    for (let state = 0; state < this.table.size; state++) {
      if (this.counterexample !== undefined) return;
      if (this.world.isStale) staleAt = Math.min(staleAt, state);
      // It has to be done once more; until then, learn a little more.
      if (state > 2 * staleAt) return;
      this.isTruncated = this.table.size > maxStates;
      if (this.isTruncated) return;
      this.table.copy(state, row);
      this.graph.beginEdges();
      if (this.visitAlone(state, row)) continue;
      if (this.visitSteps(state, row)) this.leaf(state, row);
    }
  }

  /**
   * Takes a step alone, if there is one that can be: not back to a state that has been expanded, or
   * the others might be put off for ever.
   */
  private visitAlone(state: number, row: Int32Array): boolean {
    const thread = this.steps.loner(row);
    if (thread === -1) return false;
    let isTaken = false;
    this.steps.only(row, thread, (next) => {
      const added = this.table.add(next);
      const to = added >= 0 ? added : ~added;
      if (to <= state) return;
      isTaken = true;
      const step = { from: state, ordinal: ~thread };
      if (added >= 0) this.graph.addState(step);
      this.graph.addEdge(to);
      const { problem } = this.steps;
      if (problem === undefined) return;
      this.counterexample = { ...problem, steps: [...this.graph.pathTo(state), step] };
    });
    return isTaken;
  }

  private visitSteps(state: number, row: Int32Array): boolean {
    let ordinal = 0;
    return this.steps.from(row, (next, { thread }) => {
      const step = { from: state, ordinal: ordinal++ };
      const problem = this.steps.problem ?? this.oracles.step(row, next, thread);
      if (problem !== undefined && this.counterexample === undefined) {
        this.counterexample = { ...problem, steps: [...this.graph.pathTo(state), step] };
      }
      const added = this.table.add(next);
      if (added >= 0) this.graph.addState(step);
      this.graph.addEdge(added >= 0 ? added : ~added);
    });
  }

  private leaf(state: number, row: Int32Array): void {
    this.graph.addLeaf();
    const problem = this.oracles.leaf(row);
    if (problem === undefined) return;
    this.counterexample ??= { ...problem, steps: this.graph.pathTo(state) };
  }

  private lookForEndlessRuns(): void {
    const state = this.graph.firstEndless();
    if (state === undefined) return;
    const message = 'from here on, no run comes to an end';
    this.counterexample = { oracle: 'endless', message, steps: this.graph.pathTo(state) };
  }
}
