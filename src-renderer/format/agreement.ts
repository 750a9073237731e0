// Which kept agreement is about a sentence, and figures of a comparison: differences that are mostly very small, ratios, lists of files. May import format only.
import { formatCount, formatDecimal, roundDecimal } from './decimal.ts';

/** What one sentence of “unconfirmed” and kept agreement about it have in common. */
interface Confirmed {
  rulebook: string;
  sentence: string | null;
}

/** A float as decimal text without an exponent, every digit kept: (1e-7) → '0.0000001'. */
export function floatText(value: number): string {
  const text = String(Math.abs(value));
  const [mantissa = '0', exponent] = text.split('e');
  const sign = value < 0 ? '-' : '';
  if (exponent === undefined) return sign + text;
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const places = Number(exponent);
  const digits = whole + fraction;
  if (places < 0) return `${sign}0.${'0'.repeat(-places - whole.length)}${digits}`;
  return sign + digits.padEnd(whole.length + places, '0');
}

/** A difference for the eye, in few digits: 0, 0.25, 3.1e−12. */
export function formatTiny(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 0.001 && size < 1e9) return formatDecimal(floatText(Number(value.toPrecision(4))));
  return value.toExponential(1).replaceAll('-', '\u2212').replace('e+', 'e');
}

/** The agreement about a rulebook's sentence; about the rulebook as a whole when the sentence is null. */
export function agreementOf<Of extends Confirmed>(
  agreements: readonly Of[] | undefined,
  rulebook: string,
  sentence: string | null,
): Of | null {
  return agreements?.find((known) => known.rulebook === rulebook && known.sentence === sentence) ?? null;
}

/** A ratio or a quantity for the eye: up to so many places, no zeros at its end. */
export function formatRatio(ratio: string, places = 4): string {
  const rounded = roundDecimal(ratio, places);
  return formatDecimal(rounded.includes('.') ? rounded.replace(/\.?0+$/, '') : rounded);
}

/** What a ratio model's ratio is, in words where it is none: nothing is asked, or nothing stands against what is. */
export function ratioWords(ratio: string | null, asked: string | null): string {
  if (ratio !== null) return formatRatio(ratio);
  return asked === null || Number(asked) === 0 ? 'none: nothing is asked' : 'none: nothing stands against it';
}

/** File names for the eye: a few as they are, many by their count and the first. */
export function namesText(files: readonly string[]): string {
  const [first = '', second] = files;
  if (files.length <= 2) return second === undefined ? first : `${first}, ${second}`;
  return `${formatCount(files.length)} files (${first}, …)`;
}
