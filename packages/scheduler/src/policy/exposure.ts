/**
 * When a P gives forks away, and how many. These are ours: Go has no private forks.
 *
 * A fork that nobody takes costs nanoseconds; one that is handed over costs microseconds. So whether
 * a hungry thief shall be served depends on how large the forks are, which nobody says. It is
 * measured: how soon does the joiner come back for a fork that it gave away? If sooner than the
 * hand-over costs, the P pauses before it exposes again, twice as long each time; the first fork that
 * was worth it ends that. A stream of tiny trees thus exposes a fork every `exposurePauseMaxNs`, and
 * large forks that follow tiny ones are found as soon.
 *
 * Tried and not kept: a thief that is back within 50 µs gets twice as many as before, up to 16. Where most
 * forks are leaves (UTS) that saves three of four looks for work, and is hardly faster: 0.67 of plain
 * recursion in place of 0.63.
 */

import { PILFER } from './constants.js';

/**
 * Returns how many of its private forks a P exposes: one for each hungry thief. The oldest are the
 * largest, and what one of them spawns feeds more thieves.
 */
export function exposuresFor(privateForks: number, hungry: number): number {
  return privateForks < hungry ? privateForks : hungry;
}

/** When a fork becomes visible to thieves: when one is hungry, or at once. */
export type Exposure = 'lazy' | 'eager';

/**
 * Returns the pause in nanoseconds after an exposed fork is joined, `sinceExposureNs` after it was
 * exposed: whether it was taken meanwhile or not, the joiner had that long to gain by it.
 */
export function pauseAfterJoin(
  pauseNs: number,
  sinceExposureNs: number,
  constants: Pick<
    typeof PILFER,
    'exposurePaysNs' | 'exposurePauseNs' | 'exposurePauseMaxNs'
  > = PILFER,
): number {
  const { exposurePaysNs, exposurePauseNs, exposurePauseMaxNs } = constants;
  if (sinceExposureNs >= exposurePaysNs) return 0;
  const longer = pauseNs === 0 ? exposurePauseNs : pauseNs * 2;
  return longer < exposurePauseMaxNs ? longer : exposurePauseMaxNs;
}
