// Parts of a change rounded for the eye so that what is shown adds up: from + parts = to, in the places shown. May import this room.
import { roundDecimal, shiftDecimal, subtractDecimals } from './decimal.ts';

/**
 * Parts rounded to `places` such that they add up to round(to) − round(from): each is its floor or one last digit more, and those that lost most by
 * the floor get one more. A part of zero stays zero. The parts must add up to `to` − `from` exactly.
 */
export function tiedParts(from: string, to: string, parts: readonly string[], places: number): string[] {
  const whole = (text: string): bigint =>
    BigInt(shiftDecimal(roundDecimal(text, places), places).split('.')[0] ?? '0');
  const target = whole(to) - whole(from);
  const floors = parts.map((part) => floorOf(part, places));
  const lost = parts.map((part, index) => subtractDecimals(part, textOf(floors[index] ?? 0n, places)));
  // Those that can take a digit without leaving their value by a whole one: not what is zero.
  const order = parts
    .map((_, index) => index)
    .filter((index) => /[1-9]/.test(parts[index] ?? ''))
    .sort((a, b) => Number(lost[b]) - Number(lost[a]) || a - b);
  let missing = target - floors.reduce((sum, floor) => sum + floor, 0n);
  for (let at = 0; missing !== 0n && order.length > 0; at += 1) {
    const place = order[missing > 0n ? at % order.length : order.length - 1 - (at % order.length)];
    if (place === undefined) break;
    const step = missing > 0n ? 1n : -1n;
    floors[place] = (floors[place] ?? 0n) + step;
    missing -= step;
  }
  return floors.map((floor) => textOf(floor, places));
}

function floorOf(text: string, places: number): bigint {
  const [whole = '0', rest = ''] = shiftDecimal(text, places).split('.');
  const cut = BigInt(whole === '-0' || whole === '-' ? '0' : whole);
  return text.startsWith('-') && /[1-9]/.test(rest) ? cut - 1n : cut;
}

function textOf(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const head = places === 0 ? digits : digits.slice(0, -places);
  return `${units < 0n ? '-' : ''}${head}${places === 0 ? '' : `.${digits.slice(-places)}`}`;
}
