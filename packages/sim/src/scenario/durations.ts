/** How long, and how many: constants and distributions as they are written in a file. */

import type { Distribution, Duration } from '../program/index.js';
import { received } from './located.js';
import { list, mapped, needed, number, optional, record, shared } from './shape.js';
import type { Shape, SharedShape } from './shape.js';
import { scalarOr, tagged, variant } from './tagged.js';
import { parseTime, TIME_PATTERN } from './time.js';

const A_TIME = "a time with its unit (ns, us, ms, s), like '50us', or 0";

/** A constant time, ns. */
export const time: Shape<number> = {
  what: A_TIME,
  read(value, reader) {
    if (value.kind === 'scalar' && value.value === 0) return 0;
    const isText = value.kind === 'scalar' && ['string', 'number'].includes(typeof value.value);
    const read = parseTime(isText ? String(value.value) : '');
    if (typeof read === 'number') return read;
    reader.add(value.at, `expected ${A_TIME}, received ${received(value)}: ${read.problem}`);
    return undefined;
  },
  schema: () => ({ anyOf: [{ const: 0 }, { type: 'string', pattern: TIME_PATTERN }] }),
};

const positive: Shape<number> = number('a number above 0', Number.MIN_VALUE, Infinity);
const share: Shape<number> = number('a share from 0 to 1', 0, 1);

/** The distributions over one kind of number. */
function distributionOf(what: string, leaf: Shape<number>): Shape<Distribution> {
  const some = list(`a list of at least one ${what}`, leaf, 1);
  return tagged<Distribution>(`distribution of a ${what}`, {
    deterministic: variant(leaf, (value) => ({ kind: 'constant', value })),
    exponential: variant(leaf, (mean) => ({ kind: 'exponential', mean })),
    uniform: variant(
      mapped(
        record('uniform', { from: needed(leaf), to: needed(leaf) }),
        ({ from = 0, to = 0 }, reader, at) => {
          if (from <= to) return { from, to };
          reader.add(at, `uniform: 'from' is above 'to'`);
          return undefined;
        },
      ),
      ({ from, to }) => ({ kind: 'uniform', from, to }),
    ),
    bimodal: variant(
      record('bimodal', {
        low: needed(leaf),
        high: needed(leaf),
        share: needed(share, 'the probability of high'),
      }),
      ({ low = 0, high = 0, share: part = 0 }) => ({ kind: 'bimodal', low, high, share: part }),
    ),
    hyperexponential: variant(
      mapped(
        record('hyperexponential', {
          means: needed(some),
          weights: needed(list('a list of numbers above 0', positive, 1)),
        }),
        ({ means = [], weights = [] }, reader, at) => {
          if (means.length === weights.length) return { means, weights };
          const counts = `${weights.length} and ${means.length}`;
          reader.add(at, `hyperexponential: expected as many weights as means, received ${counts}`);
          return undefined;
        },
      ),
      ({ means, weights }) => ({ kind: 'hyperexponential', means, weights }),
    ),
    pareto: variant(
      record('pareto', { shape: needed(positive), scale: needed(leaf), max: optional(leaf) }),
      ({ shape = 1, scale = 0, max }) => ({
        kind: 'pareto',
        shape,
        scale,
        ...(max === undefined ? {} : { max }),
      }),
    ),
    lognormal: variant(
      record('lognormal', { median: needed(leaf), sigma: needed(positive) }),
      ({ median = 0, sigma = 0 }) => ({ kind: 'lognormal', median, sigma }),
    ),
    empirical: variant(some, (values) => ({ kind: 'empirical', values })),
    sequence: variant(some, (values) => ({ kind: 'sequence', values })),
  });
}

/** A time, or what to draw it from. */
export const duration: SharedShape<Duration> = shared(
  'duration',
  `${A_TIME}, or a distribution`,
  () => scalarOr(`${A_TIME}, or a distribution`, time, distributionOf('time', time)),
);

const amount: Shape<number> = number('a number from 0 on', 0, Number.MAX_SAFE_INTEGER);

/** A number, or what to draw it from. */
export const quantity: SharedShape<Duration> = shared(
  'quantity',
  'a number from 0 on, or a distribution',
  () => scalarOr('a number from 0 on, or a distribution', amount, distributionOf('number', amount)),
);
