/**
 * A WebAssembly assembler for functions of 32-bit integers over one shared memory, and no more.
 *
 * Expressions are nested calls that return bytes, operands first, as in the folded text format:
 * `add(get('a'), constant(1))`. Memory is addressed as base + a fixed number of 32-bit cells.
 */

const I32 = 0x7f;
const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 };

/** Unsigned LEB128. */
function unsigned(value) {
  const bytes = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

/** Signed LEB128 of a 32-bit integer. */
function signed(value) {
  const bytes = [];
  for (;;) {
    const byte = value & 0x7f;
    value >>= 7;
    if ((value === 0 && byte < 0x40) || (value === -1 && byte >= 0x40)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

const list = (items) => [...unsigned(items.length), ...items.flat()];
const name = (ascii) => list([...ascii].map((letter) => [letter.charCodeAt(0)]));
const sized = (bytes) => [...unsigned(bytes.length), ...bytes];
const section = (id, bytes) => [id, ...sized(bytes)];

const operator =
  (opcode) =>
  (...operands) => [...operands.flat(), opcode];
/** All cells are aligned to 4 bytes (2^2), which `Atomics` in WebAssembly insist on. */
const at = (cell) => [2, ...unsigned(cell * 4)];

export const constant = (value) => [0x41, ...signed(value)];
export const add = operator(0x6a);
export const sub = operator(0x6b);
export const and = operator(0x71);
export const shiftLeft = operator(0x74);
export const equal = operator(0x46);
export const less = operator(0x48);
export const greater = operator(0x4a);
export const atMost = operator(0x4c);

export const read = (base, cell) => [...base, 0x28, ...at(cell)];
export const write = (base, cell, value) => [...base, ...value, 0x36, ...at(cell)];
export const load = (base, cell) => [...base, 0xfe, 0x10, ...at(cell)];
export const store = (base, cell, value) => [...base, ...value, 0xfe, 0x17, ...at(cell)];
export const compareExchange = (base, cell, expected, desired) => [
  ...[...base, ...expected, ...desired],
  ...[0xfe, 0x48, ...at(cell)],
];

export const exchange = (base, cell, value) => [...base, ...value, 0xfe, 0x41, ...at(cell)];

/** Runs the statements if the condition is not 0. */
export const when = (condition, ...statements) => [
  ...condition,
  ...[0x04, 0x40], // if, without a result
  ...statements.flat(),
  0x0b, // end
];
/** Yields one of two values. */
export const choose = (condition, yes, no) => [
  ...condition,
  ...[0x04, I32, ...yes, 0x05, ...no, 0x0b],
];
export const leave = (value) => [...value, 0x0f];

/**
 * Describes a function from 32-bit integers to one: `body` gets `get` and `set` of its parameters
 * and locals, and returns its statements, the last of which yields or returns the result.
 */
export function define(title, params, locals, body) {
  const index = (variable) => {
    const found = [...params, ...locals].indexOf(variable);
    if (found < 0) throw new Error(`${title}: there is no variable ${variable}`);
    return unsigned(found);
  };
  const get = (variable) => [0x20, ...index(variable)];
  const set = (variable, value) => [...value, 0x21, ...index(variable)];
  return { title, params, locals, code: body(get, set).flat() };
}

/** Assembles a module that imports `env.memory` and exports the functions. */
export function assemble(functions) {
  const types = functions.map(({ params }) => [0x60, ...list(params.map(() => [I32])), 1, I32]);
  const memory = [...name('env'), ...name('memory'), 2, 3, 1, ...unsigned(0x10000)]; // shared
  const exports = functions.map(({ title }, i) => [...name(title), 0, ...unsigned(i)]);
  const bodies = functions.map(({ locals, code }) =>
    sized([...list(locals.map(() => [1, I32])), ...code, 0x0b]),
  );
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...section(SECTION.type, list(types)),
    ...section(SECTION.import, list([memory])),
    ...section(SECTION.function, list(functions.map((_, i) => unsigned(i)))),
    ...section(SECTION.export, list(exports)),
    ...section(SECTION.code, list(bodies)),
  ]);
}
