// What each instrument is valued with: forward, volatility, time and mark from a market snapshot, each with the level at
// which it was found; or why it can't be valued and what to do. May import the domain and this room.
import { toFloat } from '../domain/decimal.ts';
import { type Instrument, isListed } from '../domain/instrument.ts';
import type { VolatilityLevel } from '../domain/margin-result.ts';
import type { MarketFigures } from '../domain/market.ts';
import { yearsBetween } from './day-count.ts';
import { ForwardCurves, type ForwardLevel } from './forward-curves.ts';
import type { OptionTerms } from './listed-option.ts';
import { ListedVolatilities } from './listed-volatilities.ts';
import { OptionTermsBook, type TermAssumption } from './option-terms.ts';
import { VolatilityQuotes } from './volatility-quotes.ts';

export { yearsBetween } from './day-count.ts';

/** Everything that the valuation of one instrument takes. */
export interface ValuationInput {
  instrument: Instrument;
  /**
   * Quote currency; options and futures: forward of their expiry; perpetual and spot: the price itself. Above 0, but for listed futures and options of
   * model `normal` on them.
   */
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
  /** What had to be assumed for the terms: see `termAssumptions`. */
  assumed?: readonly TermAssumption[];
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

/**
 * Finds what each instrument is valued with at `asOf`.
 *
 * Forward of a future: its own mark. Of an option or a future without mark: the snapshot's forward of that index and expiry → the mark of a
 * dated future of the same index and expiry → annualised basis interpolated linearly in time between neighbouring expiries
 * (flat beyond the ends) → the index. A perpetual: its mark, else the index. Spot: the index, else its mark.
 * Volatility of an option (conventions 9): own quote → implied from its own mark → its expiry's fitted surface → its expiry's other quotes, linear in
 * log-moneyness (flat beyond the ends) → the nearest expiry in time at equal log-moneyness.
 * A listed option has its own way: see `InputResolver`.
 * Nothing is returned half filled: an instrument is either valued or named with reason and remedy.
 *
 * @param instruments what is to be valued
 * @param pool instruments whose quotes may help (default: the same); a book's whole list makes better neighbours
 * @param before called before each instrument with how many are done; may throw to stop
 */
export function resolveInputs(
  instruments: Iterable<Instrument>,
  market: MarketFigures,
  asOf: string,
  pool?: Iterable<Instrument>,
  before?: (done: number) => void,
): ResolvedInputs {
  const wanted = [...instruments];
  return new InputResolver(market, asOf, pool ? [...pool] : wanted).resolve(wanted, before);
}

/**
 * Finds inputs in one snapshot, of as many instruments as are asked for and when they are; each is found once, and stays the same object.
 *
 * Price of a listed option: the mark of the future that it delivers, else the forward curve there; on spot: the index, else a share's mark. Its terms:
 * `OptionTermsBook`; its volatility: `ListedVolatilities`. The price of a listed future may be 0 or below; that of an option of relative volatility not.
 */
export class InputResolver {
  readonly #market: MarketFigures;
  readonly #asOf: string;
  readonly #forwards: ForwardCurves;
  readonly #volatilities: VolatilityQuotes;
  readonly #terms: OptionTermsBook;
  readonly #listedVolatilities: ListedVolatilities;
  readonly #found = new Map<string, ValuationInput | UnvaluedInstrument>();

  /** @param pool instruments whose quotes may help */
  constructor(market: MarketFigures, asOf: string, pool: readonly Instrument[]) {
    this.#market = market;
    this.#asOf = asOf;
    this.#forwards = new ForwardCurves(market, asOf, pool);
    this.#volatilities = new VolatilityQuotes(market, asOf, pool, this.#forwards);
    this.#terms = new OptionTermsBook(market, asOf);
    this.#listedVolatilities = new ListedVolatilities(market, asOf, pool, this.#forwards, this.#terms);
  }

  /** Inputs of these instruments, or why there are none. A listed option's own mark is solved on trees: `before` is called before each instrument, and may throw. */
  resolve(instruments: Iterable<Instrument>, before: (done: number) => void = () => {}): ResolvedInputs {
    const valued = new Map<string, ValuationInput>();
    const unvalued = new Map<string, UnvaluedInstrument>();
    for (const instrument of instruments) {
      let found = this.#found.get(instrument.id);
      if (!found) {
        before(valued.size + unvalued.size);
        found = this.#find(instrument);
        this.#found.set(instrument.id, found);
      }
      if ('reason' in found) unvalued.set(instrument.id, found);
      else valued.set(instrument.id, found);
    }
    return { valued, unvalued };
  }

  #find(instrument: Instrument): ValuationInput | UnvaluedInstrument {
    const market = this.#market;
    const { kind, strike, right, expiry } = instrument;
    const time = expiry === null ? null : yearsBetween(this.#asOf, expiry);
    if (time !== null && time < 0) return expired(instrument, market, this.#asOf);
    const isListedOption = kind === 'option' && isListed(instrument);
    const forward = isListedOption ? this.#forwards.underListed(instrument) : this.#forwards.of(instrument);
    if (!forward) return noPrice(instrument);
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
    if (kind !== 'option') return input;
    if (strike === null || right === null || time === null || expiry === null) {
      return unusable(
        instrument,
        'It is an option without strike, right or expiry.',
        'Correct the instrument in the book or import the venue’s instrument list.',
      );
    }
    let volatility: ReturnType<VolatilityQuotes['of']>;
    if (isListedOption) {
      const trouble = notRelative(instrument, forward.value, toFloat(strike));
      if (trouble) return trouble;
      const { terms, assumed } = this.#terms.of(instrument, expiry);
      input.terms = terms;
      if (assumed.length > 0) input.assumed = assumed;
      volatility = this.#listedVolatilities.of(instrument, { price: forward.value, time, terms });
    } else {
      volatility = this.#volatilities.of(instrument, forward.value, time);
    }
    if (!volatility) {
      return unusable(
        instrument,
        `The snapshot has no volatility for it: no quote, no mark that implies one, and no other quote on ${instrument.priceIndex}.`,
        `Add the figure volatility ${instrument.id} (${instrument.priceModel === 'normal' ? 'in price units per √year' : 'a fraction per year'}) or its mark to the market snapshot.`,
      );
    }
    input.volatility = volatility.value;
    input.volatilityLevel = volatility.level;
    return input;
  }
}

function unusable(instrument: Instrument, reason: string, remedy: string): UnvaluedInstrument {
  return { instrument, reason, remedy, settlementPrice: null };
}

function noPrice(instrument: Instrument): UnvaluedInstrument {
  const { id, kind, priceIndex, expiry, deliversFuture } = instrument;
  if (deliversFuture !== undefined) {
    return unusable(
      instrument,
      `The snapshot has no mark of ${deliversFuture}, the future that it delivers, and no forward ${priceIndex} in its place.`,
      `Add the figure mark ${deliversFuture} to the market snapshot.`,
    );
  }
  if (kind === 'future' && isListed(instrument)) {
    return unusable(
      instrument,
      `The snapshot has neither a mark of it nor a forward or index ${priceIndex} to price it from.`,
      `Add the figure mark ${id} to the market snapshot.`,
    );
  }
  if (kind === 'option' && isListed(instrument)) {
    return unusable(
      instrument,
      `The snapshot has neither an index ${priceIndex} nor a mark of a share of it to price it from.`,
      `Add the figure index ${priceIndex} to the market snapshot.`,
    );
  }
  return unusable(
    instrument,
    `The snapshot has neither a mark nor an index ${priceIndex} to price it from.`,
    `Add the figure index ${priceIndex}${expiry ? ` or forward ${priceIndex} ${expiry}` : ''} to the market snapshot.`,
  );
}

/** Why a relative volatility has no meaning here; null where it has, and for `normal` options. */
function notRelative(instrument: Instrument, price: number, strike: number): UnvaluedInstrument | null {
  if (instrument.priceModel === 'normal' || (price > 0 && strike >= 0)) return null;
  const what =
    price > 0
      ? `Its strike ${strike} is below 0`
      : `What it is on is priced at ${price}, which is not above 0`;
  return unusable(
    instrument,
    `${what}: a relative volatility has no meaning there.`,
    'Set its priceModel to normal in the book; its volatility then is in price units per √year.',
  );
}

function expired(instrument: Instrument, market: MarketFigures, asOf: string): UnvaluedInstrument {
  const { id, deliversFuture } = instrument;
  const settlement =
    market.find('settlement', id) ??
    (deliversFuture === undefined ? undefined : market.find('settlement', deliversFuture));
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
 * Options: the payoff; an adjusted one pays the price of the units that it delivers and the cash; one that delivers a future settles in cash against the
 * future's price. Futures: the value from which profit is counted (`Holding.cost` is the same at the settled price).
 */
export function settlementValue(instrument: Instrument, settlementPrice: number): number {
  const multiplier = toFloat(instrument.multiplier);
  if (instrument.kind === 'option') {
    const strike = toFloat(instrument.strike ?? '0');
    const { deliverableUnits: units, deliverableCash: cash } = instrument;
    const delivered =
      (units === undefined ? settlementPrice : (toFloat(units) / multiplier) * settlementPrice) +
      (cash === undefined ? 0 : toFloat(cash) / multiplier);
    const payoff = Math.max(instrument.right === 'call' ? delivered - strike : strike - delivered, 0);
    return instrument.payoff === 'inverse' ? payoff / settlementPrice : multiplier * payoff;
  }
  return instrument.payoff === 'inverse' ? -1 / settlementPrice : multiplier * settlementPrice;
}
