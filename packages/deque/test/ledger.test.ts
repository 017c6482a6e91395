import { expect, test } from '@jest/globals';
import { audit, Book, ledgerFor } from '../stress/ledger.mjs';

// Who looks for lost and doubled elements is looked at itself.

function ledgerWith(...taken: number[][]) {
  const ledger = ledgerFor(100, taken.length);
  for (const [thread, ids] of taken.entries()) {
    const book = new Book(ledger, thread);
    for (const id of ids) book.enter(id);
  }
  return ledger;
}

const all = Array.from({ length: 100 }, (_, id) => id);
const even = all.filter((id) => id % 2 === 0);
const odd = all.filter((id) => id % 2 === 1);

test('accepts books that have each element once', () => {
  expect(() => audit(ledgerWith(all))).not.toThrow();
  expect(() => audit(ledgerWith(even, odd))).not.toThrow();
  expect(() => audit(ledgerWith(even.slice(0, 20), [], odd.slice(0, 20)), 40)).not.toThrow();
});

test('finds an element that two threads took', () => {
  expect(() => audit(ledgerWith(even, [...odd, 64]))).toThrow(
    'of 100 elements, 1 were taken twice (first: 64), 0 were lost or invented (first: -1)',
  );
});

test('finds elements that nobody took, and those that were never there', () => {
  expect(() => audit(ledgerWith(even, odd.slice(2)))).toThrow('2 were lost or invented (first: 1)');
  expect(() => audit(ledgerWith(even, odd), 99)).toThrow('1 were lost or invented (first: 99)');
});

test('refuses at once what one thread takes twice, and what is no element', () => {
  const book = new Book(ledgerFor(100, 1), 0);
  book.enter(99);
  expect(() => book.enter(99)).toThrow('took 99 twice');
  for (const id of [-1, 100, NaN, undefined as unknown as number]) {
    expect(() => book.enter(id)).toThrow('which nobody has put in');
  }
});
