/** Drawing with the random numbers of a G. */

import type { World } from './world.js';

/** Draws a duration into `sampler.drawn`. */
export function draw(w: World, id: number, duration: number): void {
  const { sampler } = w.code;
  sampler.state = w.g.random[id] as number;
  sampler.draw(duration);
  w.g.random[id] = sampler.state;
}

/** Draws an integer from 0 to 2^31 − 1. */
export function drawWord(w: World, id: number): number {
  const { sampler } = w.code;
  sampler.state = w.g.random[id] as number;
  const word = sampler.word();
  w.g.random[id] = sampler.state;
  return word;
}
