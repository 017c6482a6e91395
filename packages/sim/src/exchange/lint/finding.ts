/** What is wrong with a file, and where. */

/** Something that a viewer would refuse, drop or draw wrongly. */
export interface Finding {
  /** Which event or part of the file: `event 17`. */
  readonly where: string;
  readonly message: string;
}

/** Findings of one file: the first ones, and how many there are. */
export class Findings {
  readonly first: Finding[] = [];
  count = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(where: string, message: string): void {
    this.count++;
    if (this.first.length < this.#limit) this.first.push({ where, message });
  }
}
