/**
 * All states met so far: rows of 32-bit words, each stored once and known by its number.
 *
 * Rows lie one behind the other in one array, found through an open-addressing hash table. A state
 * of a deque program is about 20 words, so a million states are 100 MB, and a look-up costs about
 * as much as reading the row.
 */

// Looked up once: in a test runner's sandbox each look at a global goes through an interceptor.
const { imul } = Math;

/** A set of rows of equal width, numbered from 0 in the order in which they were added. */
export class StateTable {
  readonly width: number;
  size = 0;
  private rows: Int32Array;
  /** Number of a row + 1, at a place that follows from the row's hash; 0 where there is none. */
  private places: Int32Array = new Int32Array(1 << 12);

  constructor(width: number) {
    this.width = width;
    this.rows = new Int32Array(width << 10);
  }

  /** Adds a row unless an equal one is there; returns its number, or ~number if it was there. */
  add(row: Int32Array): number {
    if (this.size * 2 >= this.places.length) this.rehash();
    const place = this.find(row, 0);
    const known = this.places[place] ?? 0;
    if (known !== 0) return ~(known - 1);
    const id = this.size++;
    if (this.size * this.width > this.rows.length) {
      const larger = new Int32Array(this.rows.length * 2);
      larger.set(this.rows);
      this.rows = larger;
    }
    this.rows.set(row, id * this.width);
    this.places[place] = id + 1;
    return id;
  }

  /** Copies a row out. */
  copy(id: number, into: Int32Array): void {
    const start = id * this.width;
    for (let i = 0; i < this.width; i++) into[i] = this.rows[start + i] ?? 0;
  }

  /** The place of the row that equals the words at `offset` of `words`, or where it would go. */
  private find(words: Int32Array, offset: number): number {
    const { width, rows, places } = this;
    const last = places.length - 1;
    for (let place = hash(words, offset, width) & last; ; place = (place + 1) & last) {
      const id = places[place] ?? 0;
      if (id === 0) return place;
      let i = 0;
      for (let at = (id - 1) * width; i < width && rows[at] === words[offset + i]; i++) at++;
      if (i === width) return place;
    }
  }

  private rehash(): void {
    this.places = new Int32Array(this.places.length * 2);
    for (let id = 0; id < this.size; id++) {
      this.places[this.find(this.rows, id * this.width)] = id + 1;
    }
  }
}

/** FNV-1a over words, with a final mix so that the low bits are good. */
function hash(words: Int32Array, offset: number, width: number): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < width; i++) {
    h = imul(h ^ (words[offset + i] ?? 0), 0x01000193);
    h ^= h >>> 15;
  }
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  return h ^ (h >>> 13);
}
