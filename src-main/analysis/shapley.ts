// Shapley values, exactly: what each of a few causes brings to a difference, whatever order they are looked at in.
// Integers throughout; nothing is rounded before the very end, and then so that the shares still add up. May import the domain.
import type { DecimalText } from '../domain/decimal.ts';

/**
 * Coefficients of a Shapley value over `count!`: share of cause i = Σ over coalitions S of coefficients[i][S] · v(S) / count!.
 * Coalitions are bit masks (bit i: cause i has acted). A coalition with i counts (|S|−1)!·(count−|S|)!, one without it
 * −|S|!·(count−1−|S|)!. Source: Shapley, A value for n-person games (1953).
 */
export function shapleyCoefficients(count: number): readonly (readonly bigint[])[] {
  return Array.from({ length: count }, (_, cause) =>
    Array.from({ length: 1 << count }, (__, coalition) => {
      const size = bitsOf(coalition);
      const has = (coalition >> cause) & 1;
      return has === 1
        ? factorial(size - 1) * factorial(count - size)
        : -factorial(size) * factorial(count - 1 - size);
    }),
  );
}

/** `count!`: what sums made with the coefficients are still to be divided by. */
export const shapleyDivisor = (count: number): bigint => factorial(count);

function bitsOf(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
}

function factorial(number: number): bigint {
  let product = 1n;
  for (let factor = 2n; factor <= BigInt(number); factor++) product *= factor;
  return product;
}

/** How many decimal places a text has. */
export const placesOf = (text: DecimalText): number => {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
};

const powersOfTen: bigint[] = [];
/** 10^exponent, remembered. */
export function powerOfTen(exponent: number): bigint {
  powersOfTen[exponent] ??= 10n ** BigInt(exponent);
  return powersOfTen[exponent];
}

/** A decimal text as a whole number of units of 10^−`places`, which must be as many as the text has, or more. */
export function unitsOf(text: DecimalText, places: number): bigint {
  const point = text.indexOf('.');
  const own = point < 0 ? text : text.slice(0, point) + text.slice(point + 1);
  return BigInt(own) * powerOfTen(places - placesOf(text));
}

/** Units of 10^−`places` as decimal text, exactly. */
export function textOfUnits(units: bigint, places: number): DecimalText {
  if (units === 0n) return '0';
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - places);
  return `${units < 0n ? '-' : ''}${whole}${places === 0 || fraction === '' ? '' : `.${fraction}`}`;
}

/** Sum of decimal texts, exactly, however many digits it takes. */
export function exactSum(texts: readonly DecimalText[]): DecimalText {
  const places = texts.reduce((most, text) => Math.max(most, placesOf(text)), 0);
  return textOfUnits(
    texts.reduce((sum, text) => sum + unitsOf(text, places), 0n),
    places,
  );
}

/** `to` − `from`, exactly. */
export const exactDifference = (from: DecimalText, to: DecimalText): DecimalText =>
  exactSum([to, from.startsWith('-') ? from.slice(1) : from === '0' ? from : `-${from}`]);

/** Places that shares are written with, unless the amounts themselves have more. Thirds don't end: this is where they are cut. */
export const SHARE_PLACES = 24;

/**
 * Shares (over `divisor`, in units of 10^−`unitPlaces`) as whole numbers of 10^−`places`, such that they add up to their exact sum, which must be
 * whole there. Each share is its floor or one more; those that lost most by the floor get one more. Where several lost the same, the larger share
 * does, then the one whose name comes first: so the order in which the shares are given changes nothing. A share of exactly zero stays zero.
 */
export function roundedShares<Name extends string>(
  shares: Readonly<Record<Name, bigint>>,
  { divisor, unitPlaces }: { divisor: bigint; unitPlaces: number },
  places: number,
): Record<Name, bigint> {
  const scale = powerOfTen(places);
  const whole = divisor * powerOfTen(unitPlaces);
  const names = (Object.keys(shares) as Name[]).sort();
  const rounded = {} as Record<Name, bigint>;
  const lost = new Map<Name, bigint>();
  let missing = 0n;
  for (const name of names) {
    const exact = shares[name] * scale;
    const rest = ((exact % whole) + whole) % whole;
    rounded[name] = (exact - rest) / whole;
    lost.set(name, rest);
    missing += rest;
  }
  const size = (share: bigint): bigint => (share < 0n ? -share : share);
  const byLoss = [...names].sort((a, b) => {
    const difference = lost.get(b)! - lost.get(a)! || size(shares[b]) - size(shares[a]);
    return difference > 0n ? 1 : difference < 0n ? -1 : a < b ? -1 : 1;
  });
  // The sum is whole at these places, so what is missing is a whole number of last digits, fewer than there are shares.
  for (let count = missing / whole, place = 0; count > 0n; count--, place++) rounded[byLoss[place]!] += 1n;
  return rounded;
}
