/** What a G does, as it is written in a file: a list of operations. */

import type { Body, Operation, SelectCase } from '../program/index.js';
import { duration } from './durations.js';
import { list, mapped, nameOf, needed, number, optional, record, shared } from './shape.js';
import type { Shape, SharedShape } from './shape.js';
import { bareWord, scalarOr, tagged, variant, variantWith } from './tagged.js';
import type { Variant } from './tagged.js';

const aFunction = nameOf('function');
const aChannel = nameOf('channel');
const aMutex = nameOf('mutex');
const aWaitGroup = nameOf('wait group');
const count: Shape<number> = number('a whole number from 1 on', 1, Number.MAX_SAFE_INTEGER, true);
const positive: Shape<number> = number('a number above 0', Number.MIN_VALUE, Infinity);

/** A list of operations. */
export const body: SharedShape<Body> = shared('body', 'a list of operations', () =>
  list('a list of operations', operation),
);

const doThis = needed<Body>(body, 'the operations to run');
const doThat = optional<Body>(body, 'the operations to run then');

const forever: Shape<number> = {
  what: "a whole number from 0 on, or 'forever'",
  read(value, reader) {
    if (value.kind === 'scalar' && value.value === 'forever') return Infinity;
    return number(forever.what, 0, Number.MAX_SAFE_INTEGER, true).read(value, reader);
  },
  schema: () => ({ anyOf: [{ const: 'forever' }, { type: 'integer', minimum: 0 }] }),
};

/** `spawn: f`, or `spawn: { function: f, times: 100 }`. */
const spawned: Shape<{ name: string; times: number }> = scalarOr(
  "the name of a function, or a map with 'function' and 'times'",
  mapped(aFunction, (name) => ({ name, times: 1 })),
  mapped(
    record('spawn', { function: needed(aFunction), times: needed(count) }),
    ({ function: name = '', times = 1 }) => ({ name, times }),
  ),
);

interface Choice {
  readonly weight: number;
  readonly body: Body;
}
const choice: Shape<Choice> = mapped(
  record('choice', {
    weight: optional(positive, 'how likely it is, relative to the others; 1 if not given'),
    do: needed<Body>(body),
  }),
  (read) => ({ weight: read.weight ?? 1, body: read.do ?? [] }),
);

type Way = SelectCase | { readonly otherwise: Body };
const way: Shape<Way> = tagged<Way>('way out of a select', {
  send: variantWith(aChannel, 'do', doThat, (channel, then) => ({
    on: 'send',
    channel,
    body: then ?? [],
  })),
  receive: variantWith(aChannel, 'do', doThat, (channel, then) => ({
    on: 'receive',
    channel,
    body: then ?? [],
  })),
  otherwise: variant<Body, Way>(body, (otherwise) => ({ otherwise })),
});

function selectOf(ways: readonly Way[]): Operation {
  const cases = ways.filter((one) => 'on' in one);
  const last = ways.find((one) => 'otherwise' in one);
  return { op: 'select', cases, ...(last === undefined ? {} : { otherwise: last.otherwise }) };
}

const simple: Readonly<Record<string, Variant<Operation>>> = {
  work: variant(duration, (time) => ({ op: 'work', time })),
  spawn: variant(spawned, ({ name, times }) =>
    times === 1
      ? { op: 'spawn', function: name }
      : { op: 'repeat', count: times, body: [{ op: 'spawn', function: name }] },
  ),
  call: variant(aFunction, (name) => ({ op: 'call', function: name })),
  fork: variant(aFunction, (name) => ({ op: 'fork', function: name })),
  join: bareWord(() => ({ op: 'join' })),
  scope: variant<Body, Operation>(body, (inner) => ({ op: 'scope', body: inner })),
  systemCall: variant(duration, (time) => ({ op: 'systemCall', time })),
  sleep: variant(duration, (time) => ({ op: 'sleep', time })),
  poll: variant(duration, (time) => ({ op: 'poll', time })),
  yield: bareWord(() => ({ op: 'yield' })),
  lockThread: bareWord(() => ({ op: 'lockThread' })),
  unlockThread: bareWord(() => ({ op: 'unlockThread' })),
  setProcessors: variant(number('a whole number from 1 to 4096', 1, 4096, true), (processors) => ({
    op: 'setProcessors',
    processors,
  })),
};

const synchronous: Readonly<Record<string, Variant<Operation>>> = {
  send: variant(aChannel, (channel) => ({ op: 'send', channel })),
  receive: variant(aChannel, (channel) => ({ op: 'receive', channel })),
  receiveEach: variantWith(aChannel, 'do', doThis, (channel, then) => ({
    op: 'receiveEach',
    channel,
    body: then ?? [],
  })),
  close: variant(aChannel, (channel) => ({ op: 'close', channel })),
  select: variant(list('a list of ways out', way, 1), selectOf),
  lock: variant(aMutex, (mutex) => ({ op: 'lock', mutex })),
  unlock: variant(aMutex, (mutex) => ({ op: 'unlock', mutex })),
  add: variantWith(aWaitGroup, 'count', optional(count, '1 if not given'), (waitGroup, n) => ({
    op: 'add',
    waitGroup,
    count: n ?? 1,
  })),
  done: variant(aWaitGroup, (waitGroup) => ({ op: 'done', waitGroup })),
  wait: variant(aWaitGroup, (waitGroup) => ({ op: 'wait', waitGroup })),
  countDown: variantWith(nameOf('counter'), 'then', needed(aFunction), (counter, name) => ({
    op: 'countDown',
    counter,
    function: name ?? '',
  })),
};

/** One operation. */
export const operation: SharedShape<Operation> = shared('operation', 'an operation', () =>
  tagged<Operation>('operation', {
    ...simple,
    repeat: variantWith(forever, 'do', doThis, (times, then) => ({
      op: 'repeat',
      count: times,
      body: then ?? [],
    })),
    choose: variant(list('a list of choices', choice, 1), (options) => ({
      op: 'choose',
      options,
    })),
    ...synchronous,
  }),
);
