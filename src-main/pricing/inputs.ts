// What each instrument is valued with: forward, volatility, time and mark from a market snapshot, each with the level at
// which it was found; or why it can't be valued and what to do. May import the domain and this room.
import { toFloat } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { VolatilityLevel } from '../domain/margin-result.ts';
import type { MarketFigures } from '../domain/market.ts';
import { ForwardCurves, type ForwardLevel } from './forward-curves.ts';
import type { OptionTerms } from './listed-option.ts';
import { VolatilityQuotes } from './volatility-quotes.ts';

const SECONDS_PER_YEAR = 365 * 86_400;

/** Everything that the valuation of one instrument takes. */
export interface ValuationInput {
  instrument: Instrument;
  /** Quote currency; options and futures: forward of their expiry; perpetual and spot: the price itself. Above 0. */
  forward: number;
  forwardLevel: ForwardLevel;
  /** Fraction per year; null when it isn't an option. */
  volatility: number | null;
  volatilityLevel: VolatilityLevel | null;
  /** Years to expiry, seconds / (365 · 86,400); null when it doesn't expire. */
  time: number | null;
  /** Mark in the venue's quotation, null when the snapshot has none. */
  mark: number | null;
  /** Of a listed option: what its value rests on beside. `forward` then is the price of what it is on: the spot price, or the price of its future. */
  terms?: OptionTerms;
}

/** An instrument that can't be valued. */
export interface UnvaluedInstrument {
  instrument: Instrument;
  reason: string;
  remedy: string;
  /** For an expired instrument whose settlement price the snapshot has: that price, quote currency. It is settled to cash. */
  settlementPrice: number | null;
}

export interface ResolvedInputs {
  valued: ReadonlyMap<string, ValuationInput>;
  unvalued: ReadonlyMap<string, UnvaluedInstrument>;
}

/** Years from one instant to another, actual seconds over 365 days. Negative when `to` is earlier. */
export function yearsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000 / SECONDS_PER_YEAR;
}

/**
 * Finds what each instrument is valued with at `asOf`.
 *
 * Forward of a future: its own mark. Of an option or a future without mark: the snapshot's forward of that index and expiry → the mark of a
 * dated future of the same index and expiry → annualised basis interpolated linearly in time between neighbouring expiries
 * (flat beyond the ends) → the index. A perpetual: its mark, else the index. Spot: the index, else its mark.
 * Volatility of an option (conventions 9): own quote → implied from its own mark → its expiry's fitted surface → its expiry's other quotes, linear in
 * log-moneyness (flat beyond the ends) → the nearest expiry in time at equal log-moneyness.
 * Nothing is returned half filled: an instrument is either valued or named with reason and remedy.
 *
 * @param instruments what is to be valued
 * @param pool instruments whose quotes may help (default: the same); a book's whole list makes better neighbours
 */
export function resolveInputs(
  instruments: Iterable<Instrument>,
  market: MarketFigures,
  asOf: string,
  pool?: Iterable<Instrument>,
): ResolvedInputs {
  const wanted = [...instruments];
  const quoted = pool ? [...pool] : wanted;
  const forwards = new ForwardCurves(market, asOf, quoted);
  const volatilities = new VolatilityQuotes(market, asOf, quoted, forwards);
  const valued = new Map<string, ValuationInput>();
  const unvalued = new Map<string, UnvaluedInstrument>();
  for (const instrument of wanted) {
    const found = resolveOne(instrument, market, asOf, forwards, volatilities);
    if ('reason' in found) unvalued.set(instrument.id, found);
    else valued.set(instrument.id, found);
  }
  return { valued, unvalued };
}

function resolveOne(
  instrument: Instrument,
  market: MarketFigures,
  asOf: string,
  forwards: ForwardCurves,
  volatilities: VolatilityQuotes,
): ValuationInput | UnvaluedInstrument {
  const time = instrument.expiry === null ? null : yearsBetween(asOf, instrument.expiry);
  if (time !== null && time < 0) return expired(instrument, market, asOf);
  const unusable = (reason: string, remedy: string): UnvaluedInstrument => ({
    instrument,
    reason,
    remedy,
    settlementPrice: null,
  });
  const forward = forwards.of(instrument);
  if (!forward) {
    return unusable(
      `The snapshot has neither a mark nor an index ${instrument.priceIndex} to price it from.`,
      `Add the figure index ${instrument.priceIndex}${instrument.expiry ? ` or forward ${instrument.priceIndex} ${instrument.expiry}` : ''} to the market snapshot.`,
    );
  }
  const markFigure = market.find('mark', instrument.id);
  const input: ValuationInput = {
    instrument,
    forward: forward.value,
    forwardLevel: forward.level,
    volatility: null,
    volatilityLevel: null,
    time,
    mark: markFigure ? toFloat(markFigure.value) : null,
  };
  if (instrument.kind !== 'option') return input;
  if (instrument.strike === null || instrument.right === null || time === null) {
    return unusable(
      'It is an option without strike, right or expiry.',
      'Correct the instrument in the book or import the venue’s instrument list.',
    );
  }
  const volatility = volatilities.of(instrument, forward.value, time);
  if (!volatility) {
    return unusable(
      `The snapshot has no volatility for it: no quote, no mark that implies one, and no other quote on ${instrument.priceIndex}.`,
      `Add the figure volatility ${instrument.id} (a fraction per year) or its mark to the market snapshot.`,
    );
  }
  input.volatility = volatility.value;
  input.volatilityLevel = volatility.level;
  return input;
}

function expired(instrument: Instrument, market: MarketFigures, asOf: string): UnvaluedInstrument {
  const settlement = market.find('settlement', instrument.id);
  const reason = `It expired at ${instrument.expiry}, before the snapshot’s time ${asOf}.`;
  if (settlement) {
    return {
      instrument,
      reason,
      remedy: `It is settled to cash at its settlement price ${settlement.value}.`,
      settlementPrice: toFloat(settlement.value),
    };
  }
  return {
    instrument,
    reason,
    remedy: `Add the figure settlement ${instrument.id} (its settlement price) to the market snapshot, or remove the position.`,
    settlementPrice: null,
  };
}

/**
 * What one unit of quantity of an expired instrument is worth at its settlement price, in the settlement currency.
 * Options: the payoff. Futures: the value from which profit is counted (`Holding.cost` is the same at the settled price).
 */
export function settlementValue(instrument: Instrument, settlementPrice: number): number {
  const multiplier = toFloat(instrument.multiplier);
  if (instrument.kind === 'option') {
    const strike = toFloat(instrument.strike ?? '0');
    const payoff = Math.max(
      instrument.right === 'call' ? settlementPrice - strike : strike - settlementPrice,
      0,
    );
    return instrument.payoff === 'inverse' ? payoff / settlementPrice : multiplier * payoff;
  }
  return instrument.payoff === 'inverse' ? -1 / settlementPrice : multiplier * settlementPrice;
}
