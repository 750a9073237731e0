// Whole numbers of 1e-18, as Derive's published files state amounts, and what they are in ones. May import the domain and the files beside it.
import { type DecimalText, decimalText, ExactDecimal, toFloat } from '../../../domain/decimal.ts';
import type { JsonPlace } from '../json-place.ts';

const UNITS_PER_ONE = '1000000000000000000';

/** In ones, exactly. Throws `invalid-file` naming the path where no number stands there. */
export const ones = (place: JsonPlace): DecimalText =>
  decimalText(new ExactDecimal(place.decimal()).dividedBy(UNITS_PER_ONE));

/** In ones, exactly; null where nothing is stated. */
export const onesStated = (place: JsonPlace): DecimalText | null => (place.missing ? null : ones(place));

/** In ones as float64, rounded once before the division, as a published margin is compared. */
export const onesAsFloat = (place: JsonPlace): number => toFloat(place.decimal()) / Number(UNITS_PER_ONE);
