/**
 * Pairing heaps of Gs by the time they are due, through links in the Gs: a P's timers, and those who
 * wait for the network. Adding is one comparison; two heaps join in one (a P that goes away). At
 * equal times the one whose record is older comes first.
 *
 * M. Fredman et al., "The pairing heap", Algorithmica 1 (1986).
 */

import { NO_G } from './goroutines.js';
import type { Goroutines } from './goroutines.js';

/** Joins two heaps and returns the root. */
export function meld(g: Goroutines, one: number, other: number): number {
  if (one === NO_G) return other;
  if (other === NO_G) return one;
  const a = g.due[one] as number;
  const b = g.due[other] as number;
  const [root, below] = a < b || (a === b && one < other) ? [one, other] : [other, one];
  g.sibling[below] = g.child[root] as number;
  g.child[root] = below;
  return root;
}

/** Returns the root after the root was taken away. */
export function withoutRoot(g: Goroutines, root: number): number {
  // First pass, left to right: meld in pairs, and chain the results backwards.
  let pairs: number = NO_G;
  let at = g.child[root] as number;
  while (at !== NO_G) {
    const one = at;
    const other = g.sibling[one] as number;
    at = other === NO_G ? NO_G : (g.sibling[other] as number);
    g.sibling[one] = NO_G;
    if (other !== NO_G) g.sibling[other] = NO_G;
    const pair = meld(g, one, other);
    g.sibling[pair] = pairs;
    pairs = pair;
  }
  // Second pass, right to left: meld them all.
  let result: number = NO_G;
  while (pairs !== NO_G) {
    const following = g.sibling[pairs] as number;
    g.sibling[pairs] = NO_G;
    result = meld(g, result, pairs);
    pairs = following;
  }
  g.child[root] = g.sibling[root] = NO_G;
  return result;
}
