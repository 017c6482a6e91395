import type { Pool } from '../pool.js';
import { ELASTIC, MINOR, POOLS } from '../pools.js';
import { WORKERS } from '../scenario.js';

/** Opens a pool by its name. */
export async function openPool(name: string, workers: number = WORKERS): Promise<Pool> {
  const contender = [...POOLS, ...MINOR, ...ELASTIC].find((pool) => pool.name === name);
  if (contender === undefined) throw new Error(`no such pool: ${name}`);
  return contender.open(workers);
}
