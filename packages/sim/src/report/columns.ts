/** A column of numbers that grows by doubling. */
export class Column<A extends Float64Array | Int32Array | Uint8Array> {
  #values: A;
  readonly #make: (length: number) => A;
  #length = 0;

  constructor(make: (length: number) => A) {
    this.#make = make;
    this.#values = make(1024);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = this.#make(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** Returns the numbers so far, without a copy. */
  values(): A {
    return this.#values.subarray(0, this.#length) as A;
  }
}
