/**
 * What a task function is called when it can't be handed over itself: the name of an export, or the
 * source of an inline function. The text of a name is what the function table holds and compares:
 *
 *   file:///app/hash.js ⏎ sha256       a URL holds no line break, so the first one ends it
 *   inline:(a, b) => a + b
 */

/** A function that every thread can get from a module. */
export interface ExportRef {
  /** The module's file: URL. */
  readonly url: string;
  /** The name that it exports the function by, or that `tasks` was given. */
  readonly name: string;
}

/** A function that is shipped as its source. */
interface InlineRef {
  /** An expression, whose value is the function. */
  readonly source: string;
}

/** What a function number stands for. */
export type FunctionRef = ExportRef | InlineRef;

const INLINE = 'inline:';

/** The text of a name: equal texts are the same function. */
export function textOf(ref: FunctionRef): string {
  return 'source' in ref ? INLINE + ref.source : `${ref.url}\n${ref.name}`;
}

/** The name that a text is of. */
export function refOf(text: string): FunctionRef {
  if (text.startsWith(INLINE)) return { source: text.slice(INLINE.length) };
  const end = text.indexOf('\n');
  return { url: text.slice(0, end), name: text.slice(end + 1) };
}
