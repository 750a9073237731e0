// The positions a picture of risk is made of: valued at any moves of price, volatility and time, counted in one currency.
// May import the domain, pricing, scenarios and margin.
import { fromFloat, toFloat } from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import { isListed } from '../domain/instrument.ts';
import type { ExcludedRow } from '../domain/margin-result.ts';
import { MarketFigures } from '../domain/market.ts';
import { CurrencyRates } from '../margin/blocks/currency-rates.ts';
import { type ResolvedInputs, resolveInputs, type ValuationInput } from '../pricing/inputs.ts';
import type { Kernel } from '../pricing/kernel.ts';
import { MarketMover, moveMarket } from '../pricing/market-move.ts';
import type { Scenario, ScenarioSet } from '../scenarios/scenario-set.ts';
import { buildColumns, type EngineColumns } from './columns.ts';
import { instrumentOf, quantityOf } from './pack.ts';
import type { PackedPortfolio } from './protocol.ts';
import { refuseExcluded, wantedInstruments } from './requirements.ts';
import type { BaseMove, SubjectRequest } from './risk-protocol.ts';
import { UnitValues } from './unit-values.ts';
import { profitAndLossVectors, type SparseHoldings, type Tick } from './valuation.ts';
import { pricesMoved } from './what-if-moves.ts';

/** One point of a picture: all of the subject's prices and volatilities moved alike, after so many years. */
export interface Point {
  /** Relative, above −1. */
  price: number;
  /** Relative, at least −1. */
  volatility: number;
  years: number;
}

/** Scenarios valued at once: bounds the columns of a picture of many points. */
const POINTS_AT_ONCE = 2048;
const HUB = 'USD';

/** Inputs and market that a picture starts from: the snapshot's, or moved before. */
export function startingMarket(
  portfolio: PackedPortfolio,
  snapshot: SubjectRequest['market'],
  base: BaseMove | null,
): { inputs: ResolvedInputs; market: MarketFigures } {
  const market = new MarketFigures(snapshot);
  const inputs = resolveInputs(wantedInstruments(portfolio), market, snapshot.time, portfolio.instruments);
  if (base === null) return { inputs, market };
  const price = pricesMoved(portfolio, base.price);
  return moveMarket(inputs, market, { price, volatility: base.volatility, to: base.to });
}

/** Underlyings of what can be valued, in code-point order. */
export function underlyingsOf(inputs: ResolvedInputs): string[] {
  return [...new Set([...inputs.valued.values()].map(({ instrument }) => instrument.underlying))].sort();
}

/**
 * A subject ready to be valued. Profit and loss is against now, by full revaluation with the model, in `currency`: the one
 * quote currency of the positions (USD for those on BTC or ETH), else USD. What a position pays in coin is counted at the
 * price of its own point, not today's.
 */
export class Subject {
  readonly market: MarketFigures;
  readonly inputs: ResolvedInputs;
  readonly engineColumns: EngineColumns;
  readonly currency: string;
  readonly underlyings: readonly string[];
  readonly excluded: ExcludedRow[];
  /** Row of the pack of each holding that is valued. */
  readonly places: Int32Array;
  readonly #kernel: Kernel;
  /** Settlement currencies, one vector of P&L each. */
  readonly #settlements: readonly string[];
  readonly #sparse: SparseHoldings;
  readonly #ratesAt = new Map<number, Float64Array>();

  /** Throws `incomplete` for rows that can't be valued, unless they may be left out. */
  constructor(request: SubjectRequest, kernel: Kernel) {
    const { portfolio } = request;
    const { inputs, market } = startingMarket(portfolio, request.market, request.base);
    this.market = market;
    this.inputs = inputs;
    this.#kernel = kernel;
    this.excluded = [];
    const places: number[] = [];
    const held = new Map<string, ValuationInput>();
    for (let holding = 0; holding < portfolio.holdingInstrument.length; holding++) {
      const { id } = instrumentOf(portfolio, holding);
      const input = inputs.valued.get(id);
      if (input) {
        places.push(holding);
        held.set(id, input);
        continue;
      }
      const found = inputs.unvalued.get(id);
      // Settled: its profit is made, and no move changes it.
      if (!found || found.settlementPrice !== null) continue;
      const account = portfolio.accounts[portfolio.holdingAccount[holding]!]!.id;
      const { reason, remedy } = found;
      this.excluded.push({
        account,
        instrument: id,
        quantity: quantityOf(portfolio, holding),
        reason,
        remedy,
      });
    }
    refuseExcluded(this.excluded, request.allowExcluded);
    this.engineColumns = buildColumns(held.values());
    this.places = Int32Array.from(places);
    const quotes = new Set([...held.values()].map(({ instrument }) => instrument.quoteCurrency));
    const [only] = quotes;
    this.currency = quotes.size === 1 && only !== undefined ? only : HUB;
    this.underlyings = [...new Set([...held.values()].map(({ instrument }) => instrument.underlying))].sort();
    const settlementOf = (holding: number): string => {
      const instrument = instrumentOf(portfolio, holding);
      // Spot is worth its price in the quote currency.
      return instrument.kind === 'spot' ? instrument.quoteCurrency : instrument.settlementCurrency;
    };
    this.#settlements = [...new Set(places.map(settlementOf))].sort();
    const { rowOf } = this.engineColumns;
    this.#sparse = {
      vector: Int32Array.from(places, (holding) => this.#settlements.indexOf(settlementOf(holding))),
      row: Int32Array.from(places, (holding) => rowOf.get(instrumentOf(portfolio, holding).id)!),
      quantity: Float64Array.from(places, (holding) => portfolio.holdingQuantity[holding]!),
      vectors: this.#settlements.length,
    };
  }

  /** P&L of the whole subject at each point, in `currency`. */
  profitAndLoss(points: readonly Point[], tick: Tick): Float64Array {
    const out = new Float64Array(points.length);
    for (let first = 0; first < points.length; first += POINTS_AT_ONCE) {
      tick(first, points.length);
      const part = points.slice(first, first + POINTS_AT_ONCE);
      const units = new UnitValues(this.engineColumns, this.#scenarios(part), this.#kernel);
      const sums = profitAndLossVectors(units, this.#sparse, (done, total) =>
        tick(first + (part.length * done) / Math.max(1, total), points.length),
      );
      part.forEach((point, place) => {
        const rates = this.#rates(point.price);
        let total = 0;
        for (let vector = 0; vector < rates.length; vector++)
          total += sums[vector * part.length + place]! * rates[vector]!;
        out[first + place] = total;
      });
    }
    tick(points.length, points.length);
    return out;
  }

  /** P&L of each valued holding (`places`) at one point, in `currency`. */
  profitAndLossOfHoldings(point: Point): Float64Array {
    return this.inScenario(this.#scenarios([point]), 0, (vector) => this.#rates(point.price)[vector]!);
  }

  /** P&L of each valued holding in one scenario of a set made for these columns, in settlement currency × `rate`. */
  inScenario(
    set: ScenarioSet,
    scenario: number,
    rate: (vector: number, row: number) => number,
  ): Float64Array {
    const units = new UnitValues(this.engineColumns, set, this.#kernel);
    const { row, quantity, vector } = this.#sparse;
    const known = new Map<number, number>();
    const one = new Int32Array(1);
    const out = new Float64Array(1);
    return Float64Array.from(row, (own, holding) => {
      let unit = known.get(own);
      if (unit === undefined) {
        one[0] = own;
        units.fill(one, 0, 1, scenario, 1, out);
        unit = out[0]!;
        known.set(own, unit);
      }
      return unit * quantity[holding]! * rate(vector[holding]!, own);
    });
  }

  /** Price of the only underlying at each move, from its index, else from the first position's forward; empty with several. */
  prices(moves: readonly number[]): Float64Array {
    if (this.underlyings.length !== 1) return new Float64Array();
    const now = this.priceOf(this.underlyings[0]!);
    return Float64Array.from(moves, (move) => now * (1 + move));
  }

  priceOf(underlying: string): number {
    return underlyingPrice(this.market, this.inputs, underlying);
  }

  /** `currency` per one of a settlement currency when the prices have moved so. */
  rateAt(vector: number, move: number): number {
    return this.#rates(move)[vector]!;
  }

  #rates(move: number): Float64Array {
    const known = this.#ratesAt.get(move);
    if (known) return known;
    const price = new Map(this.underlyings.map((underlying) => [underlying, move]));
    const nothing = { valued: new Map(), unvalued: new Map() };
    const moved = new MarketMover(nothing, this.market).to({ price, volatility: 0, to: null });
    const rates = new CurrencyRates(moved.market);
    const found = Float64Array.from(this.#settlements, (settlement) => {
      const rate = rates.between(settlement, this.currency);
      if (rate) return rate.rate.toNumber();
      // A coin that the snapshot has no index of: the forward of what is held in it says what it costs.
      const own = [...this.inputs.valued.values()].find(
        ({ instrument }) => instrument.underlying === settlement,
      );
      if (own && own.instrument.quoteCurrency === this.currency) return own.forward * (1 + move);
      throw new MargraveError(
        'incomplete',
        `The snapshot has no rate from ${settlement} to ${this.currency}, so profit in ${settlement} can’t be counted. Add the figure currencyRate ${settlement}/${this.currency}.`,
        { from: settlement, to: this.currency },
      );
    });
    this.#ratesAt.set(move, found);
    return found;
  }

  #scenarios(points: readonly Point[]): ScenarioSet {
    const count = points.length;
    const { buckets } = this.engineColumns.columns;
    const cells = (value: (point: Point) => number): Float64Array => {
      const row = Float64Array.from(points, value);
      const all = new Float64Array(buckets.length * count);
      for (let bucket = 0; bucket < buckets.length; bucket++) all.set(row, bucket * count);
      return all;
    };
    return {
      scenarios: points.map(
        ({ price }, index): Scenario => ({
          id: String(index),
          label: '',
          table: '',
          priceMove: price,
          volatility: 'same',
        }),
      ),
      forwardFactor: cells(({ price }) => 1 + price),
      volatilityFactor: cells(({ volatility }) => 1 + volatility),
      volatilityShift: new Float64Array(buckets.length * count),
      volatilityFloor: new Float64Array(buckets.length * count),
      timePassed: Float64Array.from(points, ({ years }) => years),
      weight: new Float64Array(count).fill(1),
    };
  }
}

/** Price of an underlying: its dollar index (of a share its own, whose ticker may be a coin's name), another index of what is held, else the first forward there is. */
export function underlyingPrice(market: MarketFigures, inputs: ResolvedInputs, underlying: string): number {
  const own = [...inputs.valued.values()].filter(({ instrument }) => instrument.underlying === underlying);
  const held = new Set(own.map(({ instrument }) => instrument.priceIndex));
  const isShare = own.length > 0 && own.every(({ instrument }) => isListed(instrument));
  const keys = isShare ? held : [`${underlying.toLowerCase()}_usd`, ...held];
  for (const key of keys) {
    const figure = market.find('index', key);
    if (figure) return toFloat(figure.value);
  }
  return own[0]?.forward ?? Number.NaN;
}

/** A price move, a volatility move and days as a label. */
export function pointLabel(price: string, volatility: string, days: number): string {
  const when = days === 0 ? 'now' : `after ${fromFloat(days)} ${days === 1 ? 'day' : 'days'}`;
  return `Price ${price}, volatility ${volatility}, ${when}`;
}
