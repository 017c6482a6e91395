/** The work as piscina, tinypool and poolifier want it: named functions of one argument. */

import * as work from './work.js';

export { echo, spend, touch } from './work.js';

export function add([a, b]: readonly [number, number]): number {
  return work.add(a, b);
}
