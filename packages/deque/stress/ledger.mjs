// @ts-check
/**
 * Who took which element: one bit per element, in a book of its own for each thread.
 *
 * One book for all would need an atomic operation for each element, and that would order just the
 * accesses that are under test: a missing one could no longer show. So each thread writes plainly
 * into its own book, and the books are compared when all is done.
 */

const BITS = 32;

/** @param {number} ids @param {number} threads */
export function ledgerFor(ids, threads) {
  return { ids, books: new SharedArrayBuffer(wordsFor(ids) * 4 * threads) };
}

/** @typedef {ReturnType<typeof ledgerFor>} Ledger */

/** The book of one thread. */
export class Book {
  /** How many elements this thread has taken. */
  taken = 0;

  /**
   * @param {Ledger} ledger
   * @param {number} thread
   */
  constructor({ ids, books }, thread) {
    const words = wordsFor(ids);
    this.ids = ids;
    this.words = new Int32Array(books, words * 4 * thread, words);
  }

  /**
   * Writes down that this thread has taken an element.
   *
   * @param {number} id
   */
  enter(id) {
    if (!(id >= 0 && id < this.ids)) throw new Error(`took ${id}, which nobody has put in`);
    const word = id >>> 5;
    const bit = 1 << (id & 31);
    const before = this.words[word] ?? 0;
    if ((before & bit) !== 0) throw new Error(`took ${id} twice`);
    this.words[word] = before | bit;
    this.taken++;
  }
}

/**
 * Compares all books: each of the first `count` elements was taken exactly once, and no other.
 *
 * @param {Ledger} ledger
 * @param {number} [count]
 */
export function audit({ ids, books }, count = ids) {
  const words = wordsFor(ids);
  const all = new Int32Array(books);
  const threads = all.length / words;
  const lost = { count: 0, first: -1 };
  const doubled = { count: 0, first: -1 };
  for (let word = 0; word < words; word++) {
    let once = 0;
    let twice = 0;
    for (let thread = 0; thread < threads; thread++) {
      const taken = all[thread * words + word] ?? 0;
      twice |= once & taken;
      once |= taken;
    }
    note(doubled, twice, word);
    note(lost, expectedBits(word, count) ^ once, word);
  }
  if (doubled.count > 0 || lost.count > 0) {
    throw new Error(
      `of ${count} elements, ${doubled.count} were taken twice (first: ${doubled.first}), ` +
        `${lost.count} were lost or invented (first: ${lost.first})`,
    );
  }
}

/** @param {number} word @param {number} count */
function expectedBits(word, count) {
  const bits = Math.min(Math.max(count - word * BITS, 0), BITS);
  return bits === BITS ? -1 : 2 ** bits - 1;
}

/** @param {{ count: number, first: number }} found @param {number} bits @param {number} word */
function note(found, bits, word) {
  for (let bit = 0; bits !== 0 && bit < BITS; bit++) {
    if ((bits & (1 << bit)) === 0) continue;
    if (found.count++ === 0) found.first = word * BITS + bit;
  }
}

/** @param {number} ids */
function wordsFor(ids) {
  return Math.ceil(ids / BITS / 32) * 32; // whole lines: books don't share one
}
