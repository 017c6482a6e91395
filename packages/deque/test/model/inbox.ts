/**
 * Programs for the inbox: senders, and one receiver that sleeps when there is nothing to do.
 *
 * Letters of the receiver, where each call has its moment: T take all, Z try to sleep, H has mail?
 */

import {
  awaitRing,
  call,
  callWhile,
  load,
  nameCell,
  ring,
  sequentialModel,
  store,
  type Call,
  type Cells,
  type Leaf,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import type { Inbox, InboxSender, Links } from '../../src/index.js';
import { nameCells, type ModelProgram, type Structures } from './load.js';

const WEAK: Options = { weak: true };
const ITEMS = 4;
const BELL = 0;

/** All programs for the inbox. */
export function inboxPrograms(structures: Structures): ModelProgram[] {
  const of = (
    name: string,
    build: (parts: Parts) => Scenario,
    isShort: boolean,
    options: Options = {},
  ): ModelProgram => ({
    name,
    isShort,
    options,
    build: () => build(partsOf(structures)),
  });
  return [
    of('send ∥ send ∥ TZTZT, in order', moments(['0', '1'], 'TZTZT'), true),
    of('send send ∥ send ∥ TZHT, in order', moments(['02', '1'], 'TZHT'), true),
    of('send send ∥ send send ∥ ZTZT, in order', moments(['02', '13'], 'ZTZT'), false),
    of('send send ∥ receive until 2, with the bell', untilAll(['01']), true),
    of('send ∥ send ∥ receive until 2, with the bell', untilAll(['0', '1']), true),
    of('send send ∥ send ∥ receive until 3, with the bell', untilAll(['02', '1']), true),
    of('send send ∥ send send ∥ receive until 4, with the bell', untilAll(['02', '13']), false),
    of('send ∥ send ∥ receive until 2, weak', untilAll(['0', '1']), true, WEAK),
    of('send send ∥ send ∥ receive until 3, weak', untilAll(['02', '1']), false, WEAK),
    of('an item that is sent again ∥ a slow send', again, true),
    of('an item that is sent again ∥ a slow send, weak', again, false, WEAK),
    of('a sender dies at any step, whoever notices rings', dying, true, { crashes: ['sender 1'] }),
  ];
}

interface Parts {
  readonly structures: Structures;
  readonly cells: Cells;
  readonly inbox: Inbox;
  readonly sender: () => InboxSender;
  /** A cell for the program's own use. */
  readonly flag: number;
  readonly names: NonNullable<Scenario['cells']>;
}

function partsOf(structures: Structures): Parts {
  const { Inbox: Receiver, InboxSender: Sender, INBOX_BYTES, layout } = structures;
  const links: Links = { byteOffset: INBOX_BYTES, stride: 4, count: ITEMS };
  const buffer = new SharedArrayBuffer(2 * INBOX_BYTES);
  const cells = new Int32Array(buffer);
  const first = INBOX_BYTES / 4;
  return {
    structures,
    cells,
    inbox: Receiver.create(buffer, 0, links),
    sender: () => new Sender(buffer, 0, links),
    flag: first + ITEMS,
    names: [
      nameCell('head', cells, layout.INBOX_HEAD),
      ...nameCells('link', cells, first, ITEMS),
      nameCell('flag', cells, first + ITEMS),
    ],
  };
}

/** Takes all items, in the order in which they were sent. */
function receive({ inbox, structures: { EMPTY } }: Parts): number[] {
  const items: number[] = [];
  for (let item = inbox.takeAll(); item !== EMPTY; item = inbox.next(item)) items.push(item);
  return items;
}

function senders({ sender }: Parts, items: readonly string[]): Record<string, Thread> {
  return Object.fromEntries(
    items.map((sent, i) => {
      const own = sender();
      const calls = [...sent].map(Number).map((item) =>
        call('send', [item], () => {
          const mustRing = own.send(item);
          if (mustRing) ring(BELL);
          return mustRing;
        }),
      );
      return [`sender ${i + 1}`, { calls }] as const;
    }),
  );
}

/** Single calls of the receiver, each of which has its moment; also who is told to ring. */
function moments(sent: readonly string[], letters: string): (parts: Parts) => Scenario {
  return (parts) => {
    const take = call('takeAll', [], () => receive(parts));
    const sleep = call('sleep', [], () => parts.inbox.sleep());
    const look = call('hasMail', [], () => parts.inbox.hasMail());
    const made: Record<string, Call> = { T: take, Z: sleep, H: look };
    const calls = [...letters].flatMap((letter) => made[letter] ?? []);
    const initial = { items: [] as readonly number[], isAsleep: false };
    return {
      cells: parts.names,
      threads: {
        ...senders(parts, sent),
        receiver: { calls },
        rest: { starts: 'last', calls: [take] },
      },
      model: sequentialModel(initial, ({ items, isAsleep }, { name, args }) => {
        if (name === 'send') {
          return [[isAsleep, { items: [...items, Number(args[0])], isAsleep: false }]];
        }
        if (name === 'takeAll') return [[items, initial]];
        if (name === 'hasMail') return [[items.length > 0, { items, isAsleep }]];
        return items.length > 0
          ? [[false, { items, isAsleep }]]
          : [[true, { items, isAsleep: true }]];
      }),
    };
  };
}

/** A receiver that goes on until it has everything, and sleeps when there is nothing. */
function untilAll(sent: readonly string[]): (parts: Parts) => Scenario {
  return (parts) => {
    const total = sent.join('').length;
    return {
      cells: parts.names,
      threads: { ...senders(parts, sent), receiver: receiver(parts, total) },
      check: (leaf) => inOrder(leaf, sent),
    };
  };
}

/** Turns of a receiver, until it has so many items. */
function receiver(parts: Parts, total: number): Thread {
  const received: number[] = [];
  const turn = callWhile(
    (got) => got.length < total,
    'turn',
    [],
    () => {
      const items = receive(parts);
      received.push(...items);
      if (items.length === 0 && parts.inbox.sleep()) awaitRing(BELL);
      return [...received];
    },
  );
  return { calls: [turn], objects: [received] };
}

/** What came out, once each, and each sender's items in its order. */
function inOrder({ results }: Leaf, sent: readonly string[]): string | undefined {
  const received = results['receiver']?.flat().join('') ?? '';
  if ([...received].sort().join('') !== [...sent.join('')].sort().join('')) {
    return `sent ${sent.join()}, received ${received}`;
  }
  for (const items of sent) {
    const mine = [...received].filter((item) => items.includes(item)).join('');
    if (mine !== items) return `sent ${items}, received ${mine}`;
  }
  return undefined;
}

/**
 * Item 0 is sent, received and sent again, while another sender is about to swap: `head` looks to
 * it as if nothing had happened.
 */
function again(parts: Parts): Scenario {
  const { cells, flag } = parts;
  const sender = parts.sender();
  const isFree = (): boolean => load(cells, flag) === 1;
  const receiveOnce = call('receive', [], () => {
    const items = receive(parts);
    if (items.includes(0)) store(cells, flag, 1);
    return items;
  });
  return {
    cells: parts.names,
    threads: {
      ...senders(parts, ['1']),
      again: {
        calls: [
          call('send', [0], () => sender.send(0)),
          call('sendAgain', [0], () => isFree() && (sender.send(0), true)),
        ],
      },
      receiver: { calls: [receiveOnce, receiveOnce] },
    },
    check: ({ results }) => {
      const rest = receive(parts);
      const received = [...(results['receiver'] ?? []), rest].flat().map(Number).sort().join('');
      const expected = results['again']?.[1] === true ? '001' : '01';
      return received === expected ? undefined : `sent ${expected}, received ${received}`;
    },
  };
}

/** Whoever notices the death of a sender rings in its place. */
function dying(parts: Parts): Scenario {
  const sent = ['02', '1'];
  return {
    cells: parts.names,
    threads: {
      ...senders(parts, sent),
      receiver: receiver(parts, 3),
      undertaker: {
        starts: { whenCrashed: 'sender 1' },
        calls: [call('ring', [], () => ring(BELL))],
      },
    },
    mayBeStuck: ({ stuck }) => [...stuck.keys()].join() === 'receiver',
    check: ({ results, stuck }) => {
      const rest = receive(parts);
      if (stuck.has('receiver') && rest.length > 0) return `asleep beside ${rest.join()}`;
      const all = [...(results['receiver'] ?? []), rest].flat().map(Number);
      const surely = [...(results['sender 1'] ?? []).keys()].map((i) => 2 * i).concat(1);
      const lost = surely.filter((item) => !all.includes(item));
      if (new Set(all).size < all.length) return `received twice: ${all.join()}`;
      return lost.length > 0 ? `lost: ${lost.join()}` : undefined;
    },
  };
}
