/**
 * `PILFER_RECORD=run.pilfer node app.mjs`: each runtime of the process is recorded from its start and
 * written when it closes, or when the process ends without that, also by a signal that the program
 * leaves to us. The second runtime's file gets a number: `run.2.pilfer`. `kill -USR2` writes what there
 * is until then, and goes on (not on Windows, which has no such signal).
 */

import { writeFileSync } from 'node:fs';
import { parse } from 'node:path';
import { encodeTraceFile } from '../trace/file/write.js';
import type { Recording } from './recording.js';

/** Signals that end a process which does not listen to them. */
const ENDINGS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

interface File {
  readonly path: string;
  readonly recording: Recording;
}

let files = 0;
/** What is to be written. */
const open = new Set<File>();

/** Starts a recording if the environment asks for one; returns what writes it. */
export function recordIfAsked(start: () => Recording): (() => void) | undefined {
  const path = process.env['PILFER_RECORD'];
  if (path === undefined || path === '') return undefined;
  const file = { path: numbered(path, ++files), recording: start() };
  if (open.size === 0) listen();
  open.add(file);
  return () => finish(file);
}

function finish(file: File): void {
  if (!open.delete(file)) return;
  if (open.size === 0) ignore();
  if (file.recording.isOn) writeFileSync(file.path, encodeTraceFile(file.recording.stop()));
}

function listen(): void {
  process.on('exit', finishAll);
  for (const signal of ENDINGS) process.on(signal, end);
  if (process.platform !== 'win32') process.on('SIGUSR2', dump);
}

function ignore(): void {
  process.off('exit', finishAll);
  for (const signal of ENDINGS) process.off(signal, end);
  process.off('SIGUSR2', dump);
}

function finishAll(): void {
  for (const file of open) finish(file);
}

/** A program that listens says itself when it ends. */
function end(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  finishAll();
  process.kill(process.pid, signal);
}

function dump(): void {
  for (const { path, recording } of open) {
    if (recording.isOn) writeFileSync(path, encodeTraceFile(recording.snapshot()));
  }
}

function numbered(file: string, number: number): string {
  if (number === 1) return file;
  const { dir, name, ext } = parse(file);
  return `${dir === '' ? '' : `${dir}/`}${name}.${number}${ext}`;
}
