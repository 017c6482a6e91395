/** Goals: what the median of ours must be, alone or beside the others' of the same run. */

import type { Goal } from '../../suite.js';
import { BARE, OURS, POOLS } from './pools.js';

/** Medians by contender. */
type Medians = ReadonlyMap<string, number>;

/** Says whether a goal is reached; nothing if those took no part that it compares with. */
export type Judge = (medians: Medians) => Goal | undefined;

function ours(medians: Medians): number {
  return medians.get(OURS) ?? NaN;
}

/** The others' figures; the static split and the bare call are no pools. */
function others(medians: Medians): number[] {
  return POOLS.flatMap(({ name }) => (name === OURS ? [] : (medians.get(name) ?? [])));
}

/** At least this much. */
export function noLessThan(limit: number): Judge {
  return (medians) => ({ text: `≥ ${limit}`, reached: ours(medians) >= limit });
}

/** At most this much. */
export function noMoreThan(limit: number): Judge {
  return (medians) => ({ text: `≤ ${limit}`, reached: ours(medians) <= limit });
}

/** As good as the best of the other pools, whether more or less is better. */
export function noWorseThanBest(better: 'more' | 'less'): Judge {
  return (medians) => {
    const all = others(medians);
    if (all.length === 0) return undefined;
    return better === 'more'
      ? { text: '≥ best pool', reached: ours(medians) >= Math.max(...all) }
      : { text: '≤ best pool', reached: ours(medians) <= Math.min(...all) };
  };
}

/** So many times what the best of the other pools reaches. */
export function timesBest(factor: number): Judge {
  return (medians) => {
    const all = others(medians);
    if (all.length === 0) return undefined;
    const reached = ours(medians) >= factor * Math.max(...all);
    return { text: `≥ ${factor} × best pool`, reached };
  };
}

/** At most so many times the bare call. */
export function timesBare(factor: number): Judge {
  return (medians) => {
    const bare = medians.get(BARE.name);
    if (bare === undefined) return undefined;
    return { text: `≤ ${factor} × bare`, reached: ours(medians) <= factor * bare };
  };
}

/** Of something that should be small: so many times less than another contender has. */
export function timesFewer(factor: number, other: string): Judge {
  return (medians) => {
    const theirs = medians.get(other);
    if (theirs === undefined) return undefined;
    const text = `${factor} × less than ${other}`;
    return { text, reached: ours(medians) * factor <= theirs };
  };
}

/** At most what another contender needs. */
export function noWorseThan(other: string): Judge {
  return timesFewer(1, other);
}

/** So many times what another contender reaches. */
export function timesOf(factor: number, other: string): Judge {
  return (medians) => {
    const theirs = medians.get(other);
    if (theirs === undefined) return undefined;
    return { text: `≥ ${factor} × ${other}`, reached: ours(medians) >= factor * theirs };
  };
}

/** All of them. */
export function all(...judges: readonly Judge[]): Judge {
  return (medians) => {
    const goals = judges.flatMap((judge) => judge(medians) ?? []);
    return {
      text: goals.map(({ text }) => text).join(', '),
      reached: goals.every(({ reached }) => reached),
    };
  };
}
