/** The names, labels and messages of a trace: events carry their numbers. Entry 0 is the empty text. */
export class Strings {
  readonly #texts: string[] = [''];
  readonly #ids = new Map<string, number>([['', 0]]);

  /** Number of entries. */
  get size(): number {
    return this.#texts.length;
  }

  /** Returns the number of a text, which it gets now if it has none. */
  intern(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#texts.push(text);
    this.#ids.set(text, id);
    return id;
  }

  /** Returns the text of a number; `text-7` for a number that has none. */
  get(id: number): string {
    return this.#texts[id] ?? `text-${id}`;
  }

  /** True if the number has a text. */
  has(id: number): boolean {
    return id >= 0 && id < this.#texts.length;
  }
}
