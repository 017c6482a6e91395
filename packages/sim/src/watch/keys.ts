/** Keys, from what a terminal sends. */

const SEQUENCES: Readonly<Record<string, string>> = {
  '\u001b[A': 'up',
  '\u001b[B': 'down',
  '\u001b[C': 'right',
  '\u001b[D': 'left',
  '\u001bOA': 'up',
  '\u001bOB': 'down',
  '\u001bOC': 'right',
  '\u001bOD': 'left',
  '\u001b[H': 'home',
  '\u001b[F': 'end',
  '\u001bOH': 'home',
  '\u001bOF': 'end',
  '\u001b[1~': 'home',
  '\u001b[4~': 'end',
  '\u001b[5~': 'page up',
  '\u001b[6~': 'page down',
};

const CONTROLS: Readonly<Record<string, string>> = {
  '\u0003': 'interrupt',
  '\u001a': 'suspend',
  '\r': 'enter',
  '\n': 'enter',
  '\u001b': 'escape',
  '\u007f': 'backspace',
  '\b': 'backspace',
};

/** A sequence that a key sends; those that mean nothing here are taken as a whole and dropped. */
// eslint-disable-next-line no-control-regex
const SEQUENCE = /^\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O.)/;

/** Returns the keys of a piece of input: a character as itself, others by their names. */
export function keysOf(input: string): string[] {
  const keys: string[] = [];
  for (let rest = input; rest !== '';) {
    const [sequence] = SEQUENCE.exec(rest) ?? [];
    const char = String.fromCodePoint(rest.codePointAt(0) as number);
    if (sequence !== undefined) {
      const name = SEQUENCES[sequence];
      if (name !== undefined) keys.push(name);
    } else keys.push(CONTROLS[char] ?? char);
    rest = rest.slice((sequence ?? char).length);
  }
  return keys;
}
