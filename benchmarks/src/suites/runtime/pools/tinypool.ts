import { Tinypool } from 'tinypool';
import type { Pool } from '../pool.js';
import { contender, optionsFor } from './piscina-like.js';

/** Tinypool. */
export function open(workers: number): Pool {
  return contender(new Tinypool(optionsFor(workers)));
}
