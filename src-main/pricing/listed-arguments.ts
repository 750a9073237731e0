// From the input of a listed option's row to the functions that price it.
// May import the domain and this room.
import { toFloat } from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import type { OptionRight } from '../domain/instrument.ts';
import type { ValuationInput } from './inputs.ts';
import {
  type ListedGreeks,
  listedOptionGreeks,
  listedOptionValue,
  type OptionTerms,
} from './listed-option.ts';

/** A listed option at its input's own price, volatility and time. */
export interface ListedRow {
  right: OptionRight;
  /** Of what it is on, quote currency. */
  price: number;
  strike: number;
  volatility: number;
  time: number;
  terms: OptionTerms;
}

/** The option of an input. Throws `internal` for what isn't a listed option. */
export function listedRow({ instrument, forward, volatility, time, terms }: ValuationInput): ListedRow {
  const { id, right, strike } = instrument;
  if (!terms || right === null || strike === null) {
    throw new MargraveError('internal', `${id} was priced as a listed option, which it isn’t.`, {
      instrument: id,
    });
  }
  return {
    right,
    price: forward,
    strike: toFloat(strike),
    volatility: volatility ?? 0,
    time: time ?? 0,
    terms,
  };
}

/** By input, whose price, volatility, time and terms never change once it is made; only its mark is filled in later. */
const values = new WeakMap<ValuationInput, number>();

/**
 * Discounted value of a listed option by the model of its terms, quote currency per price unit of its contract: what its mark is compared with. Found once
 * per input: a moved market asks for it as a mark, the valuation as what it starts from.
 */
export function listedModelValue(input: ValuationInput): number {
  let value = values.get(input);
  if (value === undefined) {
    const { right, price, strike, volatility, time, terms } = listedRow(input);
    value = listedOptionValue(right, price, strike, volatility, time, terms);
    values.set(input, value);
  }
  return value;
}

/** Its Greeks, in the same unit: see `listedOptionGreeks`. */
export function listedModelGreeks(input: ValuationInput): ListedGreeks {
  const { right, price, strike, volatility, time, terms } = listedRow(input);
  return listedOptionGreeks(right, price, strike, volatility, time, terms);
}
