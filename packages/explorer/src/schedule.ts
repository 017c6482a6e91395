/** A counterexample as a table that can be read: one line per step. */

import { formatTable } from './format.js';
import type { Image } from './image.js';
import { effect, EVENTS, type Operation } from './memory.js';
import type { Move, Visit } from './move.js';
import { showCall } from './program.js';
import type { Counterexample, Search } from './search.js';
import { show } from './show.js';
import type { Steps } from './steps.js';
import type { World } from './world.js';

const HEAD = ['step', 'thread', 'call', 'operation', 'cell', 'saw', 'wrote', ''];

/** Writes the steps of a counterexample. */
export function scheduleTable({ steps }: Counterexample, search: Search, world: World): string {
  const row = new Int32Array(world.width);
  const lines = steps.map(({ from, ordinal }, i) => {
    search.copyState(from, row);
    let line: string[] = [];
    let at = 0;
    const visit: Visit = (_, move) => {
      if (ordinal < 0 || at++ === ordinal) line = describe(move, search.steps, world.image);
    };
    if (ordinal < 0) search.steps.only(row, ~ordinal, visit);
    else search.steps.from(row, visit);
    return [String(i + 1), ...line];
  });
  return formatTable([HEAD, ...lines]);
}

function describe(move: Move, { finished }: Steps, image: Image): string[] {
  const { thread, what, call, operation, saw } = move;
  const outcome = finished.map(
    ({ call: returned, result }) => `${showCall(returned)} → ${show(result)}`,
  );
  const isStep = what === 'does' || what === 'sleeps';
  const note = [...(what === 'does' ? [] : [what]), ...outcome].join('; ');
  const name = call === undefined ? '' : showCall(call);
  if (operation === undefined || !isStep) return [thread, name, '', '', '', '', note];
  return [thread, name, ...describeOperation(operation, saw, image), note];
}

function describeOperation(operation: Operation, saw: number, image: Image): string[] {
  const { kind, cells, index, a, b } = operation;
  if (kind === 'nothing') return ['(no access)', '', '', ''];
  if (kind === 'hasCrashed') return [kind, operation.thread, String(saw === 1), ''];
  if (kind === 'ring' || kind === 'awaitRing') return [kind, `bell ${index}`, '', ''];
  const cell = image.nameOf(cells, index);
  if (kind === 'nextEvent') return [kind, `bell ${a}, ${cell}`, String(EVENTS[saw]), ''];
  const [seen, left] = [String(saw), String(effect(operation, saw))];
  switch (kind) {
    case 'store':
    case 'write':
      return [kind, cell, '', left];
    case 'load':
    case 'read':
      return [kind, cell, seen, ''];
    case 'compareExchange':
      return saw === (a | 0)
        ? [`${kind} ${a}→${b}`, cell, seen, left]
        : [`${kind} ${a}→${b} fails`, cell, seen, ''];
    case 'wait':
    case 'waitAsync':
      return [`${kind} ${a}`, cell, seen, ''];
    case 'notify':
      return ['notify', cell, `woke ${saw}`, ''];
    default:
      return [kind, cell, seen, left];
  }
}
