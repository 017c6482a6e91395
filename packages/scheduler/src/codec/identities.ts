/**
 * Finds out whether an object occurs twice in a payload, and then, which one it is.
 *
 * JavaScript gives no address to compare, so this is a list for the first few objects, which is all
 * that most payloads have, and a Set beyond: some 50 ns per object. The numbers, which take a Map,
 * are only made once an object does occur twice.
 */

const FEW = 12;

/** The objects of one payload, as far as they have been met. */
export class Identities {
  readonly #few: unknown[] = new Array<unknown>(FEW).fill(undefined);
  #count = 0;
  #many: Set<object> | undefined;
  #numbers: Map<object, number> | undefined;

  /** Adds an object and returns -1; if it was there already, returns its number, from 0. */
  add(object: object): number {
    if (this.#many !== undefined) return this.#addToMany(object, this.#many);
    const count = this.#count;
    const few = this.#few;
    for (let i = 0; i < count; i++) if (few[i] === object) return i;
    if (count === FEW) {
      this.#many = new Set(few as object[]);
      return this.#addToMany(object, this.#many);
    }
    few[count] = object;
    this.#count = count + 1;
    return -1;
  }

  #addToMany(object: object, many: Set<object>): number {
    const { size } = many;
    many.add(object);
    if (many.size !== size) {
      this.#numbers?.set(object, size);
      return -1;
    }
    this.#numbers ??= new Map(Array.from(many, (known, i) => [known, i]));
    return this.#numbers.get(object) as number;
  }

  /** Forgets all objects, so that they can be collected. */
  clear(): void {
    for (let i = 0; i < this.#count; i++) this.#few[i] = undefined;
    this.#count = 0;
    this.#many = undefined;
    this.#numbers = undefined;
  }
}
