/**
 * Another door to shared memory, in the place of `src/atomics.ts`: each access is a call of one
 * WebAssembly instruction. V8 compiles a call of `Atomics` as a call of a checking builtin, and a
 * call of WebAssembly, if it always goes to the same instance, inline.
 */

import { assemble, compareExchange as cas, define, exchange as swap } from './assembler.mjs';
import { load as get, store as put } from './assembler.mjs';

const bytes = assemble([
  define('load', ['at'], [], (local) => [get(local('at'), 0)]),
  define('store', ['at', 'value'], [], (local) => [
    put(local('at'), 0, local('value')),
    local('value'),
  ]),
  define('exchange', ['at', 'value'], [], (local) => [swap(local('at'), 0, local('value'))]),
  define('compareExchange', ['at', 'expected', 'desired'], [], (local) => [
    cas(local('at'), 0, local('expected'), local('desired')),
  ]),
]);

const module = new WebAssembly.Module(bytes);
const codes = new Map();

/** Makes the memory known to this thread: its buffer may hold structures from now on. */
export function enter(memory) {
  codes.set(memory.buffer, new WebAssembly.Instance(module, { env: { memory } }).exports);
}

/** What the structures take for an Int32Array: where the words are, and the code that gets there. */
export class Cells {
  constructor(view, byteOffset) {
    this.view = view;
    this.base = byteOffset / 4;
    this.code = codes.get(view.buffer);
  }
}

export const load = (cells, index) => cells.code.load((cells.base + index) << 2);
export const store = (cells, index, value) => cells.code.store((cells.base + index) << 2, value);
export const exchange = (cells, index, value) =>
  cells.code.exchange((cells.base + index) << 2, value);
export const compareExchange = (cells, index, expected, desired) =>
  cells.code.compareExchange((cells.base + index) << 2, expected, desired);

export const wait = (cells, index, value, timeout) =>
  Atomics.wait(cells.view, index, value, timeout);
export const notify = (cells, index, count) => Atomics.notify(cells.view, index, count);
export const read = (cells, index) => cells.view[index];
export const write = (cells, index, value) => {
  cells.view[index] = value;
};
