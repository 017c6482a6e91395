/** What a program says must hold: invariants after each step, and its check at the end of a run. */

import { directly } from './memory.js';
import type { Problem } from './move.js';
import {
  showCall,
  type Call,
  type Invariant,
  type Leaf,
  type Scenario,
  type View,
} from './program.js';
import { NOT_STARTED, type World } from './world.js';

/** The oracles of one program. */
export class Oracles {
  private readonly scenario: Scenario;
  private readonly invariants: readonly (readonly [string, Invariant])[];
  private readonly world: World;
  private readonly columns = new Map<string, number>();

  constructor(scenario: Scenario, world: World) {
    this.scenario = scenario;
    this.invariants = Object.entries(scenario.always ?? {});
    this.world = world;
  }

  /** Looks at a step; returns the first invariant that it breaks. */
  step(before: Int32Array, now: Int32Array, thread: string): Problem | undefined {
    if (this.invariants.length === 0) return undefined;
    const views = [this.view(now), this.view(before)] as const;
    for (const [name, holds] of this.invariants) {
      if (!holds(...views, thread)) return { oracle: 'invariant', message: name };
    }
    return undefined;
  }

  /** Looks at the end of a run. */
  leaf(row: Int32Array): Problem | undefined {
    const { check, mayBeStuck } = this.scenario;
    const leaf = this.leafOf(row);
    if (leaf.stuck.size > 0 && mayBeStuck?.(leaf) !== true) {
      const sleepers = [...leaf.stuck].map(([name, at]) =>
        at === undefined ? name : `${name} in ${showCall(at)}`,
      );
      return { oracle: 'stuck', message: `nobody will wake ${sleepers.join(' and ')}` };
    }
    if (check === undefined) return undefined;
    this.world.install(row);
    const message = directly(
      (buffer) => {
        this.world.image.meet(buffer);
      },
      () => check(leaf),
    );
    return message === undefined ? undefined : { oracle: 'check', message };
  }

  private leafOf(row: Int32Array): Leaf {
    const results: Record<string, readonly unknown[]> = {};
    const crashed = new Map<string, Call | undefined>();
    const stuck = new Map<string, Call | undefined>();
    this.world.automata.forEach(({ name }, t) => {
      const node = this.world.node(row, t);
      const isStarted = this.world.condition(row, t) !== NOT_STARTED;
      results[name] = node.results;
      if (this.world.hasCrashed(row, t)) crashed.set(name, node.call);
      else if (isStarted && node.operation !== undefined) stuck.set(name, node.call);
    });
    return { results, crashed, stuck };
  }

  private view(row: Int32Array): View {
    return {
      cell: (name) => this.world.value(row, this.column(name)),
      isDone: (name) => this.world.node(row, this.world.numberOf(name)).operation === undefined,
      isAsleep: (name) => this.world.isAsleep(row, this.world.numberOf(name)),
    };
  }

  private column(name: string): number {
    let column = this.columns.get(name);
    if (column === undefined) {
      column = this.world.image.columnNamed(name);
      this.columns.set(name, column);
    }
    this.world.ensure(column);
    return column;
  }
}
