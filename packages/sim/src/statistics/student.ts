/**
 * Student's t distribution, for intervals of means of few samples.
 *
 * The distribution function is the regularised incomplete beta function, here by its continued
 * fraction (Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.5.8 and 26.7.1), summed
 * by Lentz's method; the quantile inverts it by bisection, since nobody calls it in a loop.
 */

const TINY = 1e-300;
const PRECISION = 1e-15;

/** Logarithm of the gamma function for x > 0, by Lanczos' series (g = 7, 9 terms): 15 digits. */
export function logGamma(x: number): number {
  let sum = 0.99999999999980993;
  LANCZOS.forEach((coefficient, i) => (sum += coefficient / (x + i)));
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** The regularised incomplete beta function I_x(a, b) for 0 ≤ x ≤ 1. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The continued fraction converges fast on this side of the mean; the other side by symmetry.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return (front * fraction) / a;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** Returns the probability that a t variable with that many degrees of freedom is at most `t`. */
export function studentProbability(t: number, degrees: number): number {
  const tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * Returns the value that a t variable stays below with `probability`, to 12 digits.
 *
 * @throws RangeError unless 0 < probability < 1 and degrees ≥ 1.
 */
export function studentQuantile(probability: number, degrees: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`probability: expected between 0 and 1, received ${probability}`);
  }
  if (!(degrees >= 1)) throw new RangeError(`degrees: expected from 1 on, received ${degrees}`);
  if (probability < 0.5) return -studentQuantile(1 - probability, degrees);
  let high = 1;
  while (studentProbability(high, degrees) < probability) high *= 2;
  let low = 0;
  for (let i = 0; i < 100 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (studentProbability(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
