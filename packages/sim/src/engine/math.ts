/**
 * Logarithm and exponential by plain arithmetic: IEEE 754 fixes every step, so the numbers are the
 * same on every machine, which `Math.log` and `Math.exp` do not promise. The polynomials are those
 * of fdlibm (Sun Microsystems, 1993), whose error is below one unit in the last place.
 */

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** ln(2^31). */
export const LN_TWO_31: number = 21.487562597358306;

/** Returns the natural logarithm of an integer from 1 to 2^31. */
export function logOfInteger(n: number): number {
  const exponent = 31 - Math.clz32(n);
  return logOf(n / (POWERS[exponent + SHIFT] as number), exponent);
}

/** Returns ln(mantissa · 2^exponent) for a mantissa from 1 to 2. */
function logOf(mantissa: number, exponent: number): number {
  let m = mantissa;
  let k = exponent;
  if (m > 1.4142135623730951) {
    m /= 2;
    k++;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z *
    (0.6666666666666735 +
      w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + even + odd) + k * LN2_LOW) - f);
}

const SHIFT = 1074;
/** 2^i at i + SHIFT, each the double of the one before: exact. */
const POWERS = new Float64Array(SHIFT + 1024);
POWERS[SHIFT] = 1;
for (let i = SHIFT + 1; i < POWERS.length; i++) POWERS[i] = 2 * (POWERS[i - 1] as number);
for (let i = SHIFT - 1; i >= 0; i--) POWERS[i] = (POWERS[i + 1] as number) / 2;

/** Returns e^x for −700 < x < 700; beyond, the value at the bound. */
export function exp(x: number): number {
  const bounded = x > 700 ? 700 : x < -700 ? -700 : x;
  const k = Math.round(bounded / (LN2_HIGH + LN2_LOW));
  const high = bounded - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  return (1 - (low - (r * c) / (2 - c) - high)) * (POWERS[k + SHIFT] as number);
}
