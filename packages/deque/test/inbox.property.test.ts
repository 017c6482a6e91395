import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY } from '../src/handle.js';
import { Inbox, InboxSender } from '../src/inbox.js';
import { INBOX_BYTES } from '../src/layout.js';
import { runs } from './property.js';
import { framed } from './regions.js';

const ITEMS = 8;
const SENDERS = 2;

/** An inbox in shared memory, and the same as an array, oldest item first. */
class Twin {
  readonly region;
  readonly inbox: Inbox;
  readonly senders: InboxSender[];
  readonly sent: number[] = [];
  isAsleep = false;

  constructor(gap: number, stride: number) {
    this.region = framed(INBOX_BYTES + gap + ITEMS * stride);
    const { buffer, at } = this.region;
    const links = { byteOffset: at + INBOX_BYTES + gap, stride, count: ITEMS };
    this.inbox = Inbox.create(buffer, at, links);
    this.senders = Array.from({ length: SENDERS }, () => new InboxSender(buffer, at, links));
  }

  send(item: number, by: number): void {
    if (this.sent.includes(item)) return; // an item is in one place at a time
    expect(this.senders[by]?.send(item)).toBe(this.isAsleep);
    this.isAsleep = false;
    this.sent.push(item);
  }

  receive(): void {
    expect(this.inbox.hasMail()).toBe(this.sent.length > 0);
    const items = [];
    for (let item = this.inbox.takeAll(); item !== EMPTY; item = this.inbox.next(item)) {
      items.push(item);
    }
    expect(items).toEqual(this.sent.splice(0));
    this.isAsleep = false;
  }

  sleep(): void {
    const mayIt = this.sent.length === 0;
    expect(this.inbox.sleep()).toBe(mayIt);
    this.isAsleep ||= mayIt;
  }
}

type Step = (twin: Twin) => void;

const sends = fc
  .record({ item: fc.nat({ max: ITEMS - 1 }), by: fc.nat({ max: SENDERS - 1 }) })
  .map<Step>(
    ({ item, by }) =>
      (twin) =>
        twin.send(item, by),
  );

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: sends },
  { weight: 1, arbitrary: fc.constant<Step>((twin) => twin.receive()) },
  { weight: 1, arbitrary: fc.constant<Step>((twin) => twin.sleep()) },
);

test('any sequence of operations equals the same one on an array', () => {
  const gaps = fc.nat({ max: 40 }).map((cells) => 4 * cells);
  const strides = fc.integer({ min: 1, max: 20 }).map((cells) => 4 * cells);
  fc.assert(
    fc.property(gaps, strides, fc.array(steps, { maxLength: 100 }), (gap, stride, program) => {
      const twin = new Twin(gap, stride);
      for (const step of program) step(twin);
      twin.receive();
      expect(twin.region.isFrameIntact()).toBe(true);
    }),
    runs(300),
  );
});
