/**
 * The source of an inline function, as an expression that any thread can evaluate.
 *
 * The source is what the program itself contains (`Function.prototype.toString`), never data. The
 * text of an arrow function or a function expression is an expression already. That of a method is
 * not (`add(a, b) {…}`), so it is put into an object literal and taken out again. What the two have
 * in common is told apart by the first tokens: what starts like a name is a method if `(` follows,
 * and an arrow function if `=>` does.
 *
 *   (a, b) => a + b       a => a       async a => a        function f(a) {…}      as they are
 *   add(a, b) {…}         'a b'(x) {…}      async load(x) {…}                     Object.values({ … })[0]
 *   get size() {…}        [key](x) {…}      #secret(x) {…}                        refused
 */

import { kindOf, refusalOf, sourceOf, type TaskFunction } from './kind.js';

const GAP = String.raw`(?:\s|/\*[^]*?\*/|//[^\n\r\u2028\u2029]*)*`;
const IDENTIFIER = String.raw`[\p{ID_Start}$_\\][\p{ID_Continue}\p{Join_Control}$\\{}]*`;

const asyncKeyword = new RegExp(`^async${GAP}`, 'u');
const expression = new RegExp(
  String.raw`^(?:\(|function(?![\p{ID_Continue}$\\])|${IDENTIFIER}${GAP}=>)`,
  'u',
);
const accessor = String.raw`[gs]et(?![\p{ID_Continue}$\\])(?!${GAP}\()`;
const method = new RegExp(String.raw`^(?!${accessor})(?:${IDENTIFIER}|["'\d.])`, 'u');

/**
 * Returns an expression whose value is a function like this one, without the variables around it.
 *
 * @throws TypeError if the function's source can't stand alone, or it isn't a function that can be a
 * task.
 */
export function inlineSource(fn: TaskFunction): string {
  const refusal = refusalOf(fn);
  if (refusal !== undefined) throw new TypeError(`inline function: ${refusal}`);
  const source = sourceOf(fn);
  if (!source.isWellFormed()) {
    throw new TypeError(
      'inline function: its source has lone surrogates, write them as \\u escapes',
    );
  }
  // `async` is a keyword only if the function is async: `async(x) {…}` may be a method of that name.
  const start = kindOf(fn) === 'async' ? source.replace(asyncKeyword, '') : source;
  if (expression.test(start)) return source;
  if (method.test(start)) return `Object.values({ ${source} })[0]`;
  throw new TypeError(
    `inline function: a getter, setter, computed or private method can't stand alone (${fn.name}): ` +
      'use an arrow function',
  );
}
