/** A scenario file as values that know their place, whatever the syntax: YAML, and so JSON too. */

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';

/** A value of the file. */
export type Located = LocatedMap | LocatedList | LocatedScalar;

interface Placed {
  /** Offset in the text. */
  readonly at: number;
}

export interface LocatedMap extends Placed {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A key with its value. */
interface Entry {
  readonly keyAt: number;
  readonly value: Located;
}

interface LocatedList extends Placed {
  readonly kind: 'list';
  readonly items: readonly Located[];
}

interface LocatedScalar extends Placed {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

/** One thing that is wrong with a file. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A file that is no scenario. `problems` has all that was found; the message lists them. */
export class ScenarioError extends Error {
  readonly code: 'ERR_PILFER_SCENARIO';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    super(problems.map((one) => `${file}:${one.line}:${one.column}: ${one.message}`).join('\n'));
    this.code = 'ERR_PILFER_SCENARIO';
    this.problems = problems;
  }

  static {
    // On the prototype, so that the name survives a minifier and does not show as a field.
    Object.defineProperty(this.prototype, 'name', { value: 'ScenarioError' });
  }
}

/** A text being read, and what is wrong with it so far. */
export class Source {
  readonly file: string;
  readonly #lines = new LineCounter();
  readonly #problems: (Problem & { readonly at: number })[] = [];
  readonly #document: Document;

  constructor(text: string, file: string) {
    this.file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    for (const error of this.#document.errors) this.add(error.pos[0], error.message);
  }

  /** Returns the whole text as a value. Throws if its syntax is wrong. */
  root(): Located {
    this.throwIfWrong();
    return this.#value(this.#document.contents, 0);
  }

  /** Notes something wrong at an offset. */
  add(at: number, message: string): void {
    const { line, col } = this.#lines.linePos(at);
    this.#problems.push({ at, line: Math.max(1, line), column: Math.max(1, col), message });
  }

  /** Throws a {@link ScenarioError} with all problems, in the order of the file. */
  throwIfWrong(): void {
    if (this.#problems.length === 0) return;
    const sorted = this.#problems.sort((one, other) => one.at - other.at);
    throw new ScenarioError(
      this.file,
      sorted.map(({ line, column, message }) => ({ line, column, message })),
    );
  }

  #value(node: unknown, fallback: number): Located {
    const at = placeOf(node, fallback);
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target !== undefined) return { ...this.#value(target, at), at };
    }
    if (isMap(node)) {
      const entries = new Map<string, Entry>();
      for (const { key, value } of node.items) {
        const keyAt = placeOf(key, at);
        const name = isScalar(key) ? String(key.value) : '';
        entries.set(name, { keyAt, value: this.#value(value, keyAt) });
      }
      return { kind: 'map', at, entries };
    }
    if (isSeq(node)) {
      return { kind: 'list', at, items: node.items.map((item) => this.#value(item, at)) };
    }
    return { kind: 'scalar', at, value: isScalar(node) ? scalar(node.value) : null };
  }
}

function placeOf(node: unknown, fallback: number): number {
  return (node as Node | null | undefined)?.range?.[0] ?? fallback;
}

function scalar(value: unknown): string | number | boolean | null {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    default:
      return null;
  }
}

/** Characters of a text that a message shows. */
const SHOWN = 60;

/** Says what a value is, for a message: shortly, since it may be a whole file that is no scenario. */
export function received(value: Located): string {
  if (value.kind === 'map') return `a map (${[...value.entries.keys()].join(', ')})`;
  if (value.kind === 'list') return `a list of ${value.items.length}`;
  if (value.value === null) return 'nothing';
  if (typeof value.value !== 'string') return String(value.value);
  const { length } = value.value;
  return `'${length > SHOWN ? `${value.value.slice(0, SHOWN)}…` : value.value}'`;
}
