/** Does a speedscope file obey its schema, and do its profiles open and close frames in order? */

import { isRecord } from '../import/json.js';
import type { Findings } from './finding.js';
import { show } from './words.js';

const SCHEMA = 'https://www.speedscope.app/file-format-schema.json';
const UNITS = ['none', 'nanoseconds', 'microseconds', 'milliseconds', 'seconds', 'bytes'];

/** Checks a parsed file; returns the number of events or samples. */
export function lintSpeedscope(
  file: Readonly<Record<string, unknown>>,
  findings: Findings,
): number {
  const { $schema: schema, shared, profiles } = file;
  if (schema !== SCHEMA) findings.add('file', `$schema is ${show(schema)}; ${SCHEMA} is needed`);
  const frames = isRecord(shared) ? shared['frames'] : undefined;
  if (!Array.isArray(frames)) findings.add('file', 'shared.frames is no array');
  const list: readonly unknown[] = Array.isArray(frames) ? frames : [];
  for (const [i, frame] of list.entries()) {
    if (!isRecord(frame) || typeof frame['name'] !== 'string') {
      findings.add(`frame ${i}`, 'has no name');
    }
  }
  if (!Array.isArray(profiles) || profiles.length === 0) {
    findings.add('file', 'has no profiles');
    return 0;
  }
  return profiles.reduce<number>(
    (sum, profile: unknown, i) => sum + lintProfile(profile, `profile ${i}`, list.length, findings),
    0,
  );
}

function lintProfile(profile: unknown, where: string, frames: number, findings: Findings): number {
  if (!isRecord(profile)) {
    findings.add(where, 'is no object');
    return 0;
  }
  const { type, name, unit, startValue, endValue } = profile;
  if (typeof name !== 'string') findings.add(where, `name is ${show(name)}; a text is needed`);
  if (!UNITS.includes(unit as string)) {
    findings.add(where, `unit is ${show(unit)}; one of ${UNITS.join(', ')} is needed`);
  }
  if (typeof startValue !== 'number' || typeof endValue !== 'number' || startValue > endValue) {
    findings.add(where, `it lasts from ${show(startValue)} to ${show(endValue)}`);
  }
  const parts = profile[type === 'evented' ? 'events' : 'samples'];
  if ((type !== 'evented' && type !== 'sampled') || !Array.isArray(parts)) {
    findings.add(
      where,
      `type is ${show(type)}; evented with events, or sampled with samples, is needed`,
    );
    return 0;
  }
  if (type === 'evented') {
    lintEvents(parts, { where, frames, from: Number(startValue), to: Number(endValue) }, findings);
  } else lintSamples(parts, profile['weights'], where, frames, findings);
  return parts.length;
}

interface Bounds {
  readonly where: string;
  readonly frames: number;
  readonly from: number;
  readonly to: number;
}

function lintEvents(events: readonly unknown[], bounds: Bounds, findings: Findings): void {
  const open: number[] = [];
  let last = bounds.from;
  for (const [i, event] of events.entries()) {
    const where = `${bounds.where}, event ${i}`;
    const { type, frame, at } = isRecord(event) ? event : {};
    if (!isFrame(frame, bounds.frames)) findings.add(where, `there is no frame ${show(frame)}`);
    if (typeof at !== 'number' || !(at <= bounds.to)) {
      findings.add(where, `at is ${show(at)}; a time up to ${bounds.to} is needed`);
    } else if (at < last) findings.add(where, `at ${at} comes after ${last}`);
    else last = at;
    if (type === 'O') open.push(frame as number);
    else if (type !== 'C') findings.add(where, `type is ${show(type)}; O or C is needed`);
    else {
      const top = open.pop();
      if (top === undefined) findings.add(where, 'closes what is not open');
      else if (top !== frame) {
        findings.add(where, `closes frame ${show(frame)} while ${top} is the innermost`);
      }
    }
  }
  if (open.length > 0) findings.add(bounds.where, `${open.length} frames are never closed`);
}

function lintSamples(
  samples: readonly unknown[],
  weights: unknown,
  where: string,
  frames: number,
  findings: Findings,
): void {
  if (!Array.isArray(weights) || weights.length !== samples.length) {
    findings.add(where, 'weights are not as many as samples');
  }
  for (const [i, stack] of samples.entries()) {
    const bad: unknown = Array.isArray(stack)
      ? stack.find((frame) => !isFrame(frame, frames))
      : 'no list';
    if (bad !== undefined) findings.add(`${where}, sample ${i}`, `there is no frame ${show(bad)}`);
  }
}

function isFrame(frame: unknown, frames: number): boolean {
  return Number.isInteger(frame) && (frame as number) >= 0 && (frame as number) < frames;
}
