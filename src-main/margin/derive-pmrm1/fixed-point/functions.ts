// Exponential, logarithm, square root and the normal distribution on whole numbers, by their series; no floating point.
// May import the file of fixed-point numbers beside it.
//
// Each is computed in the guard unit (1e-45) and truncated toward zero once, into the unit it is wanted in. So a result is the exact
// value truncated, or in rare cases next to it: what the contracts' own functions aim at. Their rounding in the last digit isn't
// published; it is the part of this path that is chosen.
import { divide, GUARD_ONE, inUnit, magnitude, multiply } from './fixed.ts';

/** e^x. `x` and the result are in `unit`; 0 when it is below the unit. */
export function exponential(x: bigint, unit: bigint): bigint {
  return inUnit(guardExponential(inUnit(x, unit, GUARD_ONE)), GUARD_ONE, unit);
}

/** ln x of x > 0, in `unit`. Throws `RangeError` on 0 and below. */
export function logarithm(x: bigint, unit: bigint): bigint {
  if (x <= 0n) throw new RangeError(`The logarithm of ${x} is not defined.`);
  return inUnit(guardLogarithm(inUnit(x, unit, GUARD_ONE)), GUARD_ONE, unit);
}

/** x^y of x > 0, in `unit`. */
export function raised(x: bigint, y: bigint, unit: bigint): bigint {
  const exponent = multiply(
    guardLogarithm(inUnit(x, unit, GUARD_ONE)),
    inUnit(y, unit, GUARD_ONE),
    GUARD_ONE,
  );
  return inUnit(guardExponential(exponent), GUARD_ONE, unit);
}

/** √x of x ≥ 0, in `unit`. */
export function squareRoot(x: bigint, unit: bigint): bigint {
  return integerRoot(x * unit);
}

/**
 * Probability that a standard normal number is below `d`, in `unit`: ½ + φ(d)·(d + d³/3 + d⁵/(3·5) + …).
 * 0 or 1 where the density is below the unit.
 */
export function normalProbability(d: bigint, unit: bigint): bigint {
  const at = inUnit(d, unit, GUARD_ONE);
  const density = guardDensity(at);
  if (inUnit(density, GUARD_ONE, unit) === 0n) return d > 0n ? unit : 0n;
  const square = multiply(at, at, GUARD_ONE);
  let sum = 0n;
  let odd = 1n;
  for (let term = at; term !== 0n; term = multiply(term, square, GUARD_ONE) / odd) {
    sum += term;
    odd += 2n;
  }
  return inUnit(GUARD_ONE / 2n + multiply(density, sum, GUARD_ONE), GUARD_ONE, unit);
}

/** φ(d) in the guard unit. */
function guardDensity(d: bigint): bigint {
  return divide(guardExponential(-multiply(d, d, GUARD_ONE) / 2n), ROOT_OF_TWO_PI, GUARD_ONE);
}

/** e^x by halving x until the series is short, and squaring back. */
function guardExponential(x: bigint): bigint {
  // Far below what any unit shows: the squarings would only carry zeros.
  if (x < 0n && -x > GUARD_ONE * LEAST_EXPONENT) return 0n;
  let halvings = 0n;
  let reduced = x;
  while (magnitude(reduced) > GUARD_ONE / 2n) {
    reduced /= 2n;
    halvings += 1n;
  }
  let sum = 0n;
  let count = 0n;
  for (let term = GUARD_ONE; term !== 0n; term = multiply(term, reduced, GUARD_ONE) / count) {
    sum += term;
    count += 1n;
  }
  for (; halvings > 0n; halvings -= 1n) sum = multiply(sum, sum, GUARD_ONE);
  return sum;
}

/** ln x = halvings·ln 2 + ln of what is left between 1 and 2. */
function guardLogarithm(x: bigint): bigint {
  let left = x;
  let halvings = 0n;
  for (; left >= 2n * GUARD_ONE; halvings += 1n) left /= 2n;
  for (; left < GUARD_ONE; halvings -= 1n) left *= 2n;
  return halvings * LOGARITHM_OF_TWO + nearLogarithm(left);
}

/** ln x = 2·(z + z³/3 + z⁵/5 + …), z = (x − 1)/(x + 1). */
function nearLogarithm(x: bigint): bigint {
  const z = divide(x - GUARD_ONE, x + GUARD_ONE, GUARD_ONE);
  const square = multiply(z, z, GUARD_ONE);
  let sum = 0n;
  let odd = 1n;
  for (let power = z; power !== 0n; power = multiply(power, square, GUARD_ONE)) {
    sum += power / odd;
    odd += 2n;
  }
  return 2n * sum;
}

/** The largest whole number whose square is at most `value`, by Newton's steps from above. */
function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << (BigInt(value.toString(2).length) / 2n + 1n);
  for (;;) {
    const next = (root + value / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

/** π by the arithmetic-geometric mean (Gauss, Legendre): each step doubles the digits. */
function circleConstant(): bigint {
  const root = (value: bigint): bigint => integerRoot(value * GUARD_ONE);
  let a = GUARD_ONE;
  let b = root(GUARD_ONE / 2n);
  let t = GUARD_ONE / 2n / 2n;
  let weight = 1n;
  while (a - b > 1n) {
    const mean = (a + b) / 2n;
    t -= weight * multiply(a - mean, a - mean, GUARD_ONE);
    b = root(multiply(a, b, GUARD_ONE));
    a = mean;
    weight *= 2n;
  }
  return divide(multiply(a, a, GUARD_ONE), t, GUARD_ONE);
}

const LOGARITHM_OF_TWO = nearLogarithm(2n * GUARD_ONE);
const ROOT_OF_TWO_PI = squareRoot(2n * circleConstant(), GUARD_ONE);
/** e^−x is below the guard unit from here on. */
const LEAST_EXPONENT = guardLogarithm(GUARD_ONE * GUARD_ONE) / GUARD_ONE + 1n;
