/** The elements of a JSON array in bytes, one at a time, as far as the file goes. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const CLOSING: ReadonlySet<number> = new Set([0x7d, 0x5d]);
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;

/** The longest element that is read, in bytes. */
const MAX_ELEMENT = 10_000_000;

/** Reads an array; when it is through, `problem` says why it has no end, if it has none. */
export class Elements {
  problem: string | undefined;
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder();
  #at: number;

  /** `at` is where the array begins: its bracket. */
  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at + 1;
  }

  /** Yields what the elements are; after one that is no JSON, nothing more. */
  *[Symbol.iterator](): Generator<unknown, void> {
    for (;;) {
      const start = this.#skipSpace();
      if (this.#bytes[start] === BRACKET_END) return;
      const end = this.#endOf(start);
      if (end === undefined) {
        this.problem = `ends within its events, at byte ${this.#bytes.length}`;
        return;
      }
      const text = this.#decoder.decode(this.#bytes.subarray(start, end));
      let element: unknown;
      try {
        element = JSON.parse(text);
      } catch {
        this.problem = `has something that is no JSON at byte ${start}`;
        return;
      }
      this.#at = end;
      yield element;
    }
  }

  /** Returns where the next element, or the end, begins. */
  #skipSpace(): number {
    const bytes = this.#bytes;
    while (this.#at < bytes.length) {
      const byte = bytes[this.#at] as number;
      if (byte > 0x20 && byte !== COMMA) break;
      this.#at++;
    }
    return this.#at;
  }

  /** Returns where the element at `start` ends; undefined if the file ends, or it is far too long. */
  #endOf(start: number): number | undefined {
    const bytes = this.#bytes;
    const limit = Math.min(bytes.length, start + MAX_ELEMENT);
    let depth = 0;
    let inText = false;
    for (let at = start; at < limit; at++) {
      const byte = bytes[at] as number;
      if (inText) {
        if (byte === BACKSLASH) at++;
        else if (byte === QUOTE) inText = false;
      } else if (byte === QUOTE) inText = true;
      else if (OPENING.has(byte)) depth++;
      else if (CLOSING.has(byte)) {
        if (depth === 0) return at;
        if (--depth === 0) return at + 1;
      } else if (byte === COMMA && depth === 0) return at;
    }
    return undefined;
  }
}

/** Returns where the array of events of a Chrome trace begins; undefined if these bytes are none. */
export function eventsAt(bytes: Uint8Array): number | undefined {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD)).trimStart();
  if (head.startsWith('[')) return bytes.indexOf(BRACKET);
  if (!head.startsWith('{')) return undefined;
  const key = indexOfText(bytes, '"traceEvents"');
  if (key < 0) return undefined;
  const bracket = bytes.indexOf(BRACKET, key);
  return bracket < 0 ? bytes.length : bracket;
}

/** How far into a file its kind is looked for, in bytes. */
const HEAD = 1_000_000;

function indexOfText(bytes: Uint8Array, text: string): number {
  const head = bytes.subarray(0, HEAD);
  return Buffer.from(head.buffer, head.byteOffset, head.length).indexOf(text);
}
