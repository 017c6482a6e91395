/**
 * `PILFER_RECORD=run.pilfer node app.mjs`: each runtime of the process is recorded from its start and
 * written when it closes, or when the process ends without that. The second runtime's file gets a
 * number: `run.2.pilfer`.
 */

import { writeFileSync } from 'node:fs';
import { parse } from 'node:path';
import { encodeTraceFile } from '../trace/file/write.js';
import type { Recording } from './recording.js';

let files = 0;

/** Starts a recording if the environment asks for one; returns what writes it. */
export function recordIfAsked(start: () => Recording): (() => void) | undefined {
  const file = process.env['PILFER_RECORD'];
  if (file === undefined || file === '') return undefined;
  const path = numbered(file, ++files);
  const recording = start();
  const finish = (): void => {
    process.off('exit', finish);
    if (recording.isOn) writeFileSync(path, encodeTraceFile(recording.stop()));
  };
  process.on('exit', finish);
  return finish;
}

function numbered(file: string, number: number): string {
  if (number === 1) return file;
  const { dir, name, ext } = parse(file);
  return `${dir === '' ? '' : `${dir}/`}${name}.${number}${ext}`;
}
