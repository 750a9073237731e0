// Decimal text as people read it: rounded exactly (no float between), grouped by thin spaces, with a true minus sign.
// May import nothing.

const thinSpace = '\u2009';
const minus = '\u2212';

/** `71.5%` → `0.715`, exactly; anything that isn't a number and a percent sign stays as it is. */
export function percentAsFraction(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^\s*([-−]?)(\d+)(?:\.(\d+))?\s*%\s*$/.exec(text) ?? [];
  if (whole === '') return text;
  const digits = whole.padStart(3, '0');
  const moved = digits.slice(0, -2).replace(/^0+(?=\d)/, '');
  const rest = (digits.slice(-2) + fraction).replace(/0+$/, '');
  return `${sign === '' ? '' : '-'}${moved}${rest === '' ? '' : `.${rest}`}`;
}

/** Moves the decimal point `places` to the right, exactly: ('0.6123', 2) → '61.23'. */
export function shiftDecimal(text: string, places: number): string {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const padded = fraction.padEnd(places, '0');
  const moved = (whole + padded.slice(0, places)).replace(/^0+(?=\d)/, '');
  const rest = padded.slice(places).replace(/0+$/, '');
  return `${negative ? '-' : ''}${moved}${rest === '' ? '' : `.${rest}`}`;
}

/** Rounds decimal text to `places`, halves away from zero; the result has exactly that many. */
export function roundDecimal(text: string, places: number): string {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const kept = fraction.slice(0, places).padEnd(places, '0');
  let scaled = BigInt(whole + kept);
  if ((fraction[places] ?? '0') >= '5') scaled += 1n;
  const digits = scaled.toString().padStart(places + 1, '0');
  const head = places === 0 ? digits : digits.slice(0, -places);
  const tail = places === 0 ? '' : `.${digits.slice(-places)}`;
  return `${negative ? '-' : ''}${head}${tail}`;
}

/**
 * Decimal text for the eye. `places` null shows every digit there is.
 * A negative amount keeps its minus even where it rounds to zero: it is not zero.
 */
export function formatDecimal(text: string, places: number | null = null): string {
  const rounded = places === null ? text : roundDecimal(text, places);
  const negative = rounded.startsWith('-');
  const [whole = '0', fraction] = (negative ? rounded.slice(1) : rounded).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, thinSpace);
  return `${negative ? minus : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** A difference for the eye: a plus or a minus always, nothing before a zero. */
export function formatSigned(text: string, places: number | null = null): string {
  const zero = !/[1-9]/.test(text);
  return `${zero || isNegative(text) ? '' : '+'}${formatDecimal(zero ? text.replace('-', '') : text, places)}`;
}

/** A fraction as a percentage: ('0.738', 1) → '73.8 %'. */
export function formatPercent(fraction: string, places = 1): string {
  return `${formatDecimal(shiftDecimal(fraction, 2), places)}${thinSpace}%`;
}

/** A relative move with its sign, to a hundredth of a percent at most: ('-0.16') → '−16 %', ('0.0611222') → '+6.11 %'. */
export function formatMove(fraction: string): string {
  const whole = shiftDecimal(fraction, 2);
  const percent =
    (whole.split('.')[1] ?? '').length > 2 ? roundDecimal(whole, 2).replace(/\.?0+$/, '') : whole;
  const sign = percent.startsWith('-') || percent === '0' ? '' : '+';
  return `${sign}${formatDecimal(percent)}${thinSpace}%`;
}

const moneyLike = new Set([
  'USD',
  'EUR',
  'GBP',
  'CHF',
  'JPY',
  'USDC',
  'USDT',
  'EURR',
  'DAI',
  'BUIDL',
  'USDE',
]);

/** Decimal places in which amounts of a currency are shown: 2 for money and stablecoins, 4 for coins. */
export function placesOf(currency: string): number {
  return moneyLike.has(currency) ? 2 : 4;
}

export function isNegative(text: string): boolean {
  return text.startsWith('-');
}

/** A count, grouped. */
export function formatCount(count: number): string {
  return formatDecimal(String(count));
}

/** a − b, exactly. */
export function subtractDecimals(a: string, b: string): string {
  const places = Math.max(fractionOf(a).length, fractionOf(b).length);
  const difference = scaled(a, places) - scaled(b, places);
  const digits = (difference < 0n ? -difference : difference).toString().padStart(places + 1, '0');
  const whole = places === 0 ? digits : digits.slice(0, -places);
  const fraction = places === 0 ? '' : digits.slice(-places).replace(/0+$/, '');
  return `${difference < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** a + b, exactly. */
export function addDecimals(a: string, b: string): string {
  return subtractDecimals(a, isNegative(b) ? b.slice(1) : `-${b}`);
}

function fractionOf(text: string): string {
  return text.split('.')[1] ?? '';
}

/** The number times ten to the `places`, whole. */
function scaled(text: string, places: number): bigint {
  return BigInt((text.split('.')[0] ?? '0') + fractionOf(text).padEnd(places, '0'));
}

/** A requirement as a share of equity, for drawing: null when nothing is asked, infinite when it is asked of no equity. */
export function usedShare(requirement: string, equity: string): number | null {
  const [asked, owned] = [Number(requirement), Number(equity)];
  if (asked === 0 && owned <= 0) return null;
  return owned > 0 ? asked / owned : Number.POSITIVE_INFINITY;
}
