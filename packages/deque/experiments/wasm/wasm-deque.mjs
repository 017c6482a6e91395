/**
 * The deque of `src/chase-lev.ts` with push, pop and steal in WebAssembly: same algorithm, same
 * layout, and what the owner remembers in the spare cells of the line that only it writes.
 *
 * An experiment; see `benchmarks/results/deque-notes.md` for what came of it.
 */

import * as wasm from './assembler.mjs';

const { add, and, atMost, choose, constant, equal, greater, leave, less, shiftLeft, sub } = wasm;
const { assemble, compareExchange, define, load, read, store, when, write } = wasm;

const EMPTY = -0x80000000;
const RETRY = EMPTY + 1;
const MIN_HANDLE = EMPTY + 2;

// As in src/layout.ts.
const TOP = 0;
const BOTTOM = 32;
const CAPACITY = 33;
const CELLS = 64;
// Spare cells on the owner's line. `bottom` itself needs no copy: the owner reads it plainly.
const TOP_SEEN = 40;

const one = constant(1);

/** The address from which `CELLS` cells on lies the element with this index. */
const cellOf = (base, index) =>
  add(base, shiftLeft(and(index, sub(read(base, CAPACITY), one)), constant(2)));

const push = define('push', ['base', 'handle'], ['bottom'], (get, set) => {
  const base = get('base');
  const size = sub(get('bottom'), read(base, TOP_SEEN));
  const isFull = less(sub(read(base, CAPACITY), one), size);
  return [
    set('bottom', read(base, BOTTOM)),
    when(isFull, write(base, TOP_SEEN, load(base, TOP)), when(isFull, leave(constant(0)))),
    write(cellOf(base, get('bottom')), CELLS, get('handle')),
    store(base, BOTTOM, add(get('bottom'), one)),
    one,
  ];
});

const pop = define('pop', ['base'], ['bottom', 'newest', 'top'], (get, set) => {
  const base = get('base');
  const left = sub(get('newest'), get('top'));
  const taken = read(cellOf(base, get('newest')), CELLS);
  const win = equal(compareExchange(base, TOP, get('newest'), get('bottom')), get('newest'));
  return [
    set('bottom', read(base, BOTTOM)),
    set('newest', sub(get('bottom'), one)),
    set('top', read(base, TOP_SEEN)),
    when(less(left, constant(0)), leave(constant(EMPTY))),
    when(
      equal(left, constant(0)),
      write(base, TOP_SEEN, get('bottom')),
      leave(choose(win, taken, constant(EMPTY))),
    ),
    store(base, BOTTOM, get('newest')), // L1
    set('top', load(base, TOP)), // L2
    write(base, TOP_SEEN, get('top')),
    when(greater(left, constant(0)), leave(taken)),
    // One element or none: it is decided at the top, and the deque ends up empty at `bottom`.
    set('top', choose(equal(left, constant(0)), win, constant(0))),
    store(base, BOTTOM, get('bottom')),
    write(base, TOP_SEEN, get('bottom')),
    choose(get('top'), taken, constant(EMPTY)),
  ];
});

const steal = define('steal', ['base'], ['top', 'handle'], (get, set) => {
  const base = get('base');
  const next = add(get('top'), one);
  return [
    set('top', load(base, TOP)),
    when(atMost(sub(load(base, BOTTOM), get('top')), constant(0)), leave(constant(EMPTY))),
    set('handle', read(cellOf(base, get('top')), CELLS)), // ours only if the swap succeeds
    choose(
      equal(compareExchange(base, TOP, get('top'), next), get('top')),
      get('handle'),
      constant(RETRY),
    ),
  ];
});

/** The module's bytes: made once, sent to other threads as a `WebAssembly.Module`. */
export const bytes = assemble([push, pop, steal]);

/** The functions over one memory; each thread makes its own. */
export function instantiate(module, memory) {
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}

/** The owner's end, as it would be used: created by `Deque.create` in the memory's buffer. */
export class WasmDeque {
  constructor(code, memory, byteOffset) {
    this.code = code;
    this.base = byteOffset;
    const cells = new Int32Array(memory.buffer, byteOffset);
    Atomics.store(cells, TOP_SEEN, Atomics.load(cells, TOP));
  }

  push(handle) {
    if ((handle | 0) !== handle || handle < MIN_HANDLE) {
      throw new RangeError(`handle: received ${handle}`);
    }
    return this.code.push(this.base, handle) !== 0;
  }

  pop() {
    return this.code.pop(this.base);
  }
}

/** A thief's end. */
export class WasmStealer {
  constructor(code, byteOffset) {
    this.code = code;
    this.base = byteOffset;
  }

  steal() {
    return this.code.steal(this.base);
  }
}
