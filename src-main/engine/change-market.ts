// The market of a mixed combination: one run's figures seen with another's positions or at another time. What is missing there is
// taken from the other snapshot, in as few figures as will do, and told. May import the domain, pricing and margin.
import type { DecimalText } from '../domain/decimal.ts';
import { fromFloat, toFloat } from '../domain/decimal.ts';
import { type Instrument, isListed } from '../domain/instrument.ts';
import { type FigureClass, type MarketFigure, MarketFigures } from '../domain/market.ts';
import { CurrencyRates, rateText } from '../margin/blocks/currency-rates.ts';
import { type ResolvedInputs, resolveInputs } from '../pricing/inputs.ts';
import type { ChangeSide } from './change-protocol.ts';
import type { PackedPortfolio } from './packed-portfolio.ts';

/** A figure that was taken from the other snapshot. */
export interface TakenFigure {
  class: FigureClass;
  key: string;
  expiry: string;
}

/** An expired instrument without settlement price in either snapshot, settled at the combination's index. */
export interface SettledAtIndex {
  instrument: Instrument;
  price: DecimalText;
}

export interface CompletedMarket {
  market: ChangeSide['market'];
  taken: TakenFigure[];
  settledAtIndex: SettledAtIndex[];
}

/** Instruments that are held or ordered, each once, in the pack's order. */
export function heldInstruments(packed: PackedPortfolio): Instrument[] {
  const held = new Set<number>(packed.holdingInstrument);
  const ordered = new Set(packed.orders.map(({ instrument }) => instrument));
  return packed.instruments.filter((instrument, index) => held.has(index) || ordered.has(instrument.id));
}

const isExpired = ({ expiry }: Instrument, time: string): boolean =>
  expiry !== null && Date.parse(expiry) < Date.parse(time);

/** One side's snapshot, ready to be asked what it says of any instrument of either run. */
export class MarketSide {
  readonly side: ChangeSide;
  readonly figures: MarketFigures;
  readonly #inputs: ResolvedInputs;
  /** Instruments that this side's own run valued: what it lacks of them it never needed. */
  readonly #own: ReadonlySet<string>;

  /** @param instruments of both runs */
  constructor(side: ChangeSide, instruments: readonly Instrument[]) {
    this.side = side;
    this.figures = new MarketFigures(side.market);
    this.#inputs = resolveInputs(instruments, this.figures, side.market.time, side.portfolio.instruments);
    this.#own = new Set(
      heldInstruments(side.portfolio)
        .filter((instrument) => !isExpired(instrument, side.market.time))
        .map(({ id }) => id),
    );
  }

  isOwn(instrument: Instrument): boolean {
    return this.#own.has(instrument.id);
  }

  /** What the instrument is valued with here; undefined when it can't be. */
  input(instrument: Instrument): { forward: number; volatility: number | null } | undefined {
    return this.#inputs.valued.get(instrument.id);
  }

  index(key: string): number | null {
    const figure = this.figures.find('index', key);
    return figure ? toFloat(figure.value) : null;
  }
}

/**
 * The figures of `own` at `time`, completed for `portfolio` from `other`:
 * - an instrument that own's run didn't value: its volatility as the other snapshot gives it; the price of a future and the forward of an expiry
 *   moved with the index (other's price × own index / other's index); an index that isn't there at all. Marks of options are not taken: their
 *   value then follows from the figures above, so that it moves with this market. Of a listed option also the future that it delivers, moved alike, and
 *   dividends, yield and borrow rate of its index where there are none;
 * - rates of currencies that own has no way to the dollar for, and interest rates of currencies that it has none of;
 * - expired at `time`: the settlement price of either snapshot, else the index.
 */
export function completeMarket(
  own: MarketSide,
  other: MarketSide,
  portfolio: PackedPortfolio,
  time: string,
): CompletedMarket {
  const completion = new Completion(own, other, time);
  for (const instrument of heldInstruments(portfolio)) {
    if (isExpired(instrument, time)) completion.settle(instrument);
    else if (!own.isOwn(instrument)) completion.value(instrument);
  }
  completion.rates(portfolio);
  return completion.result();
}

class Completion {
  readonly #own: MarketSide;
  readonly #other: MarketSide;
  readonly #time: string;
  readonly #added: MarketFigure[] = [];
  readonly #identities = new Set<string>();
  readonly #taken: TakenFigure[] = [];
  readonly #settledAtIndex: SettledAtIndex[] = [];

  constructor(own: MarketSide, other: MarketSide, time: string) {
    this.#own = own;
    this.#other = other;
    this.#time = time;
  }

  result(): CompletedMarket {
    const { market } = this.#own.side;
    return {
      market: { ...market, time: this.#time, figures: [...market.figures, ...this.#added] },
      taken: this.#taken,
      settledAtIndex: this.#settledAtIndex,
    };
  }

  #has(of: FigureClass, key: string, expiry = ''): boolean {
    return (
      this.#own.figures.find(of, key, expiry) !== undefined || this.#identities.has(`${of} ${key} ${expiry}`)
    );
  }

  #add(of: FigureClass, key: string, expiry: string, value: DecimalText, isTaken = true): void {
    this.#identities.add(`${of} ${key} ${expiry}`);
    const { market, run } = this.#other.side;
    this.#added.push({ class: of, key, expiry, value, time: market.time, source: `run ${run}` });
    if (isTaken) this.#taken.push({ class: of, key, expiry });
  }

  /** The index here, the other's when there is none; null when neither has it. */
  #index(key: string): number | null {
    const here = this.#own.index(key);
    if (here !== null) return here;
    const there = this.#other.figures.find('index', key);
    if (!there) return null;
    if (!this.#has('index', key)) this.#add('index', key, '', there.value);
    return toFloat(there.value);
  }

  settle(instrument: Instrument): void {
    if (this.#has('settlement', instrument.id)) return;
    const stated = this.#other.figures.find('settlement', instrument.id);
    if (stated) {
      this.#add('settlement', instrument.id, '', stated.value);
      return;
    }
    const index = this.#index(instrument.priceIndex);
    if (index === null) return;
    const price = fromFloat(index);
    this.#add('settlement', instrument.id, '', price, false);
    this.#settledAtIndex.push({ instrument, price });
  }

  value(instrument: Instrument): void {
    const { id, kind, priceIndex, expiry } = instrument;
    const index = this.#index(priceIndex);
    const there = this.#other.input(instrument);
    const indexThere = this.#other.index(priceIndex);
    if (!there) return;
    if (kind === 'spot') {
      if (isListed(instrument) && index === null && !this.#has('mark', id))
        this.#add('mark', id, '', fromFloat(there.forward));
      return;
    }
    const moved = fromFloat(
      index !== null && indexThere !== null ? (there.forward / indexThere) * index : there.forward,
    );
    if (kind !== 'option') {
      if (!this.#has('mark', id)) this.#add('mark', id, '', moved);
      return;
    }
    if (isListed(instrument)) {
      this.#under(instrument, moved, index);
      this.#paid(priceIndex);
    }
    const isQuoted = this.#has('volatility', id) || this.#has('mark', id);
    if (!isQuoted && there.volatility !== null) this.#add('volatility', id, '', fromFloat(there.volatility));
    if (
      !isListed(instrument) &&
      expiry !== null &&
      !this.#has('forward', priceIndex, expiry) &&
      !this.#hasFuture(priceIndex, expiry)
    ) {
      this.#add('forward', priceIndex, expiry, moved);
    }
  }

  /** The price of what a listed option is on. */
  #under({ deliversFuture, priceIndex }: Instrument, moved: DecimalText, index: number | null): void {
    if (deliversFuture !== undefined) {
      if (!this.#has('mark', deliversFuture)) this.#add('mark', deliversFuture, '', moved);
    } else if (index === null && !this.#has('index', priceIndex)) this.#add('index', priceIndex, '', moved);
  }

  /** What the index pays and what borrowing it costs, whole from the other side where this one says nothing of it. */
  #paid(priceIndex: string): void {
    for (const classes of [['dividend', 'dividendForecast', 'dividendYield'], ['borrowRate']] as const) {
      if (classes.some((of) => this.#own.figures.all(of, priceIndex).length > 0)) continue;
      for (const of of classes) {
        for (const { expiry, value } of this.#other.figures.all(of, priceIndex))
          if (!this.#has(of, priceIndex, expiry)) this.#add(of, priceIndex, expiry, value);
      }
    }
  }

  /** Whether a dated future of this expiry has a mark here: the forward follows from it. */
  #hasFuture(priceIndex: string, expiry: string): boolean {
    return this.#own.side.portfolio.instruments.some(
      (instrument) =>
        instrument.kind === 'future' &&
        instrument.priceIndex === priceIndex &&
        instrument.expiry === expiry &&
        this.#own.figures.find('mark', instrument.id) !== undefined,
    );
  }

  rates(portfolio: PackedPortfolio): void {
    const currencies = new Set([
      ...portfolio.balances.map(({ currency }) => currency),
      ...portfolio.given.map(({ currency }) => currency),
      ...portfolio.accounts.map(({ reportingCurrency }) => reportingCurrency),
      ...heldInstruments(portfolio).map(({ settlementCurrency }) => settlementCurrency),
    ]);
    const here = new CurrencyRates(this.#own.figures);
    const there = new CurrencyRates(this.#other.figures);
    for (const currency of [...currencies].sort()) {
      if (here.between(currency, 'USD')) continue;
      const found = there.between(currency, 'USD');
      if (found) this.#add('currencyRate', `${currency}/USD`, '', rateText(found.rate));
    }
    const known = new Set([...this.#own.figures.ofClass('rate')].map(({ key }) => key));
    for (const figure of this.#other.figures.ofClass('rate')) {
      if (!known.has(figure.key)) this.#add('rate', figure.key, figure.expiry, figure.value);
    }
  }
}
