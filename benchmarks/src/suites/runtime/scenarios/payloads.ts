/** Values that go there and back, and memory that both sides see. */

import { isDeepStrictEqual } from 'node:util';
import type { Pool } from '../pool.js';
import {
  expectAnswer,
  keepBusy,
  warmUp,
  WrongAnswer,
  type Figures,
  type Setting,
} from '../scenario.js';
import { openPool } from './open.js';

/** An object such as programs pass all day; thousands a second. */
export async function smallObject(setting: Setting): Promise<Figures> {
  const value = { id: 12_345, name: 'a user of the library', tags: ['small', 'plain', 'object'] };
  const { perSecond = NaN } = await echoes(setting, 100, value);
  return { perSecond: perSecond / 1000 };
}

/** 111 KB as JSON: 500 records. */
export function nestedJson(setting: Setting): Promise<Figures> {
  const records = Array.from({ length: 500 }, (_, id) => ({
    id,
    name: `record ${id}`,
    email: `someone.${id}@example.org`,
    score: id * 1.25,
    isActive: id % 3 === 0,
    tags: ['alpha', 'beta', `tag-${id % 17}`],
    address: {
      street: `${id} Long Street`,
      city: 'Somewhere',
      geo: { lat: id / 7, lng: -id / 11 },
    },
    note: null,
  }));
  return echoes(setting, 4, { records, total: records.length });
}

/** A megabyte, copied. */
export function bytes(setting: Setting): Promise<Figures> {
  return echoes(
    setting,
    4,
    Uint8Array.from({ length: 2 ** 20 }, (_, i) => i),
  );
}

/** Memory that is shared, not copied: both sides count in it. */
export async function sharedMemory({ contender, smoke }: Setting): Promise<Figures> {
  const pool = await openPool(contender);
  await warmUp(pool, smoke ? 20 : 100);
  const shared = new Int32Array(new SharedArrayBuffer(2 ** 20));
  const { perSecond, calls } = await keepBusy(4, smoke ? 20 : 500, async () => {
    await pool.touch(shared);
  });
  expectAnswer('calls that were seen here', calls, shared[0]);
  await pool.close();
  return { perSecond };
}

async function echoes(
  { contender, smoke }: Setting,
  lanes: number,
  value: unknown,
): Promise<Figures> {
  const pool = await openPool(contender);
  await warmUp(pool, smoke ? 20 : 100);
  await checkEcho(pool, value);
  const echo = async (): Promise<void> => {
    await pool.echo(value);
  };
  await keepBusy(lanes, smoke ? 20 : 200, echo);
  const { perSecond } = await keepBusy(lanes, smoke ? 20 : 600, echo);
  await checkEcho(pool, value);
  await pool.close();
  return { perSecond };
}

async function checkEcho(pool: Pool, value: unknown): Promise<void> {
  const received = await pool.echo(value);
  if (received === value || !isDeepStrictEqual(received, value)) {
    throw new WrongAnswer('echo: expected an equal copy');
  }
}
