/** Lines of bytes, without a string of the whole: files are larger than strings can be. */

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** The longest line that is read, in bytes; what is longer is nothing that we write or know. */
const MAX_LINE = 1_000_000;

/** Yields the lines of a text, without their ends; of a line that is too long, its start. */
export function* linesOf(bytes: Uint8Array): Generator<string, void> {
  const decoder = new TextDecoder();
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    const stop = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    yield decoder.decode(bytes.subarray(start, Math.min(stop, start + MAX_LINE)));
    start = end + 1;
  }
}
