/** Parts of a scenario that are files of their own: a graph of jobs, the times of a recorded stream. */

import { Source } from './located.js';
import type { Located } from './located.js';
import type { JsonSchema, Reader, Shape } from './shape.js';
import { parseTime } from './time.js';

const FILE: JsonSchema = {
  type: 'object',
  properties: { file: { type: 'string' } },
  required: ['file'],
  additionalProperties: false,
};

/** A value, or `{ file: PATH }`: `parse` makes the value of the file's text. */
function orFile<T>(
  shape: Shape<T>,
  parse: (source: Source, text: string, reader: Reader) => T | undefined,
): Shape<T> {
  return {
    what: `${shape.what}, or { file: PATH }`,
    read(value, reader) {
      const path = pathOf(value);
      if (path === undefined) return shape.read(value, reader);
      const text = reader.open(path, value.at);
      if (text === undefined) return undefined;
      const source = new Source(text, path);
      // What is found there is told with its own line; what is found out later, at the reference.
      const inside: Reader = {
        ...reader,
        add: (at, message) => source.add(at, message),
        place: (part) => reader.place(part, value.at),
      };
      const read = parse(source, text, inside);
      source.throwIfWrong();
      return read;
    },
    schema: () => ({ anyOf: [shape.schema(), FILE] }),
  };
}

function pathOf(value: Located): string | undefined {
  if (value.kind !== 'map' || value.entries.size !== 1) return undefined;
  const file = value.entries.get('file')?.value;
  return file?.kind === 'scalar' && typeof file.value === 'string' ? file.value : undefined;
}

/** A part in YAML or JSON. */
export function orYamlFile<T>(shape: Shape<T>): Shape<T> {
  return orFile(shape, (source, _, reader) => shape.read(source.root(), reader));
}

/** Times; in a file one a line, `#` begins a comment. */
export function orTimesFile(shape: Shape<number[]>): Shape<number[]> {
  return orFile(shape, (_, text, reader) => {
    const times: number[] = [];
    let at = 0;
    for (const line of text.split('\n')) {
      const written = line.replace(/#.*/, '').trim();
      const time = written === '' ? undefined : parseTime(written);
      if (typeof time === 'number') times.push(time);
      else if (time !== undefined) {
        reader.add(at, `expected a time like '50us', received '${written}': ${time.problem}`);
      }
      at += line.length + 1;
    }
    if (times.length === 0) reader.add(0, 'expected at least one time, received none');
    return times;
  });
}
