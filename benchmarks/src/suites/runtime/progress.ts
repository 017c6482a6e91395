/** How far a run is, and how long it will take. */

import type { Journal } from './journal.js';
import type { Trial } from './plan.js';

/** Watches a run of trials. */
export class Progress {
  private readonly begun = performance.now();
  private readonly all: readonly Trial[];
  private readonly journal: Journal;
  private readonly minutes: number | undefined;

  /** @param minutes after which only the first round is finished. */
  constructor(all: readonly Trial[], journal: Journal, minutes: number | undefined) {
    this.all = all;
    this.journal = journal;
    this.minutes = minutes;
  }

  /** Says whether the time is over. */
  isOver(): boolean {
    return this.minutes !== undefined && this.spent() > this.minutes * 60;
  }

  /** A line for a trial that begins. */
  describe(trial: Trial): string {
    const { scenario, contender, round } = trial;
    const at = this.all.indexOf(trial);
    let left = this.all.slice(at).reduce((sum, each) => sum + this.estimate(each), 0);
    if (this.minutes !== undefined) left = Math.min(left, this.minutes * 60 - this.spent());
    const minutes = Math.max(0, left / 60);
    return (
      `  [${at + 1}/${this.all.length}, ${minutes.toFixed(1)} min left] ` +
      `${scenario.name}, round ${round + 1}: ${contender}`
    );
  }

  private spent(): number {
    return (performance.now() - this.begun) / 1000;
  }

  /** Seconds: as long as last time, else as long as trials have taken on average. */
  private estimate({ scenario, contender }: Trial): number {
    if (this.journal.isOut(scenario.name, contender)) return 0;
    const before = this.journal.of(scenario.name, contender).at(-1);
    if (before !== undefined) return before.seconds;
    const { entries } = this.journal;
    if (entries.length === 0) return 2.5;
    return entries.reduce((sum, { seconds }) => sum + seconds, 0) / entries.length;
  }
}
