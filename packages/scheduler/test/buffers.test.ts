import { afterEach, expect, jest, test } from '@jest/globals';
import { BufferTable } from '../src/buffers.js';
import { smallMemory } from './small-runtime.js';

const tables: BufferTable[] = [];

afterEach(() => {
  jest.restoreAllMocks();
  for (const table of tables.splice(0)) table.close();
});

function newTables(count: number): BufferTable[] {
  const memory = smallMemory();
  const name = `buffers test ${Math.random()}`;
  const made = Array.from({ length: count }, (_, thread) => new BufferTable(memory, name, thread));
  tables.push(...made);
  return made;
}

function knows(table: BufferTable, id: number): boolean {
  return (Reflect.get(table, 'buffers') as Map<number, unknown>).has(id);
}

test('a buffer is the same on both sides, in both directions', () => {
  const [main, machine] = newTables(2) as [BufferTable, BufferTable];
  const buffer = new SharedArrayBuffer(8);
  const id = machine.idOf(buffer);
  const received = main.bufferOf(id);
  new Int32Array(received)[0] = 7;
  expect(new Int32Array(buffer)[0]).toBe(7);
  expect(main.idOf(received)).toBe(id);
  expect(machine.bufferOf(id)).toBe(buffer);
});

test('buffers of a thread that died are dropped everywhere, after a while; those of others stay', () => {
  const [main, dead, other] = newTables(3) as [BufferTable, BufferTable, BufferTable];
  const lost = dead.idOf(new SharedArrayBuffer(8));
  const kept = other.idOf(new SharedArrayBuffer(8));
  for (const table of [main, other]) table.drain();
  dead.close();
  const now = performance.now();
  main.abandon(1);
  other.drain();
  expect([knows(main, lost), knows(other, lost)]).toEqual([true, true]); // results may name it yet
  jest.spyOn(performance, 'now').mockReturnValue(now + 60_000);
  main.release();
  other.drain();
  expect([knows(main, lost), knows(other, lost), knows(main, kept)]).toEqual([false, false, true]);
});
