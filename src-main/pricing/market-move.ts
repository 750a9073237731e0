// A market moved: every input of the valuation and every figure that rulebooks read, after prices, volatilities and time
// have changed together. May import the domain and this room.
import { fromFloat, toFloat } from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import type { MarketFigure, MarketFigures } from '../domain/market.ts';
import { type ResolvedInputs, type UnvaluedInstrument, type ValuationInput, yearsBetween } from './inputs.ts';
import { scalarKernel } from './kernel.ts';
import { listedModelValue } from './listed-arguments.ts';
import { agedTerms } from './option-terms.ts';

/** What happens to a market. Moves are relative: −0.1 is ten percent down. */
export interface MarketMove {
  /** Move of the price by underlying (`BTC`), each above −1; an underlying that isn't named stays. */
  price: ReadonlyMap<string, number>;
  /** Move of every volatility, at least −1. */
  volatility: number;
  /** Instant of the valuation after the move, ISO 8601 UTC; null: as it was. Not before the snapshot's time. */
  to: string | null;
}

/** What a margin run values with, after a move. */
export interface MovedMarket {
  inputs: ResolvedInputs;
  /** Index, forward and currency rate figures moved alike, at the instant of the move. Marks and volatilities are in `inputs`. */
  market: MarketFigures;
}

/**
 * Moves the inputs that were resolved from `market`, and the figures in it that rulebooks read.
 *
 * - Forwards, and marks of futures, perpetuals and spot: × (1 + m). An instrument quoted in another underlying that moves
 *   (`eth_btc`) moves by the ratio of the two.
 * - Volatilities: × (1 + v), of each instrument as it was resolved before the move (sticky by instrument).
 * - Marks of options: the model's value after the move plus (mark − model) before it, never below 0, in the venue's
 *   quotation (coin for inverse options): equity is continuous at no move, whatever the mark says of the model.
 * - Of a listed option the price of what it is on moves: the spot with the index, a future by itself. Interest, yield and dividends stay; a dividend whose
 *   ex-date has passed is gone, the moved price being stated without it.
 * - Times: shortened when `to` is later. What has expired before `to` settles at its moved forward.
 * - `index` and `forward` figures by their key's two currencies, `currencyRate` figures by theirs: coin collateral and
 *   conversions move with the price.
 *
 * What isn't touched is the same object; a move that moves nothing returns what it was given, to the bit.
 * Throws `invalid-input` for a price move of −100 % or below, a volatility move below −100 %, or an earlier instant.
 */
export function moveMarket(resolved: ResolvedInputs, market: MarketFigures, move: MarketMove): MovedMarket {
  return new MarketMover(resolved, market).to(move);
}

const MOVED_CLASSES = ['index', 'forward', 'currencyRate'] as const;

/** Moves one market many times: what doesn't depend on the move is worked out once. */
export class MarketMover {
  readonly #resolved: ResolvedInputs;
  readonly #market: MarketFigures;
  readonly #inputs: readonly ValuationInput[];
  readonly #figures: readonly { figure: MarketFigure; value: number; base: string; quote: string }[];
  /** Mark − model now, in the venue's quotation, of options that have a mark; 0 for everything else. */
  readonly #excess: Float64Array;
  readonly #strike: Float64Array;
  readonly #isCall: Uint8Array;

  constructor(resolved: ResolvedInputs, market: MarketFigures) {
    this.#resolved = resolved;
    this.#market = market;
    this.#inputs = [...resolved.valued.values()];
    const underlyingOf = new Map<string, string>();
    for (const { instrument } of this.#inputs) underlyingOf.set(instrument.priceIndex, instrument.underlying);
    this.#figures = MOVED_CLASSES.flatMap((figureClass) =>
      [...market.ofClass(figureClass)].map((figure) => {
        const [first = '', second = ''] = figure.key.toUpperCase().split(/[_/]/);
        const base = underlyingOf.get(figure.key) ?? first;
        return { figure, value: toFloat(figure.value), base, quote: second };
      }),
    );
    this.#strike = Float64Array.from(this.#inputs, ({ instrument: { strike } }) => toFloat(strike ?? '0'));
    this.#isCall = Uint8Array.from(this.#inputs, ({ instrument }) => (instrument.right === 'call' ? 1 : 0));
    const rows = [...this.#inputs.keys()].filter((row) => {
      const { mark, instrument } = this.#inputs[row]!;
      return mark !== null && instrument.kind === 'option';
    });
    const models = this.#modelMarks(
      rows.map((row) => this.#inputs[row]!),
      rows,
    );
    this.#excess = new Float64Array(this.#inputs.length);
    rows.forEach((row, place) => {
      this.#excess[row] = this.#inputs[row]!.mark! - models[place]!;
    });
  }

  /** The market after a move. See `moveMarket`. */
  to(move: MarketMove): MovedMarket {
    checkMove(move, this.#market.snapshot.time);
    const { time } = this.#market.snapshot;
    const years = move.to === null ? 0 : yearsBetween(time, move.to);
    const factor = (base: string, quote: string): number => {
      const own = move.price.get(base) ?? 0;
      const other = move.price.get(quote) ?? 0;
      return other === 0 ? 1 + own : (1 + own) / (1 + other);
    };
    const valued = new Map<string, ValuationInput>();
    const unvalued = new Map<string, UnvaluedInstrument>(this.#resolved.unvalued);
    const movedOptions: ValuationInput[] = [];
    const rows: number[] = [];
    let touched = years > 0;
    this.#inputs.forEach((input, row) => {
      const { instrument } = input;
      const price = factor(instrument.underlying, instrument.quoteCurrency);
      const isOption = instrument.kind === 'option';
      const passes = years > 0 && input.time !== null;
      if (price === 1 && !passes && (!isOption || move.volatility === 0)) {
        valued.set(instrument.id, input);
        return;
      }
      touched = true;
      const forward = input.forward * price;
      if (passes && input.time! < years) {
        unvalued.set(instrument.id, settledAt(input, forward, move.to!));
        return;
      }
      const moved: ValuationInput = {
        ...input,
        forward,
        time: passes ? input.time! - years : input.time,
        volatility: input.volatility === null ? null : input.volatility * (1 + move.volatility),
        mark: input.mark === null ? null : input.mark * price,
      };
      if (input.terms && passes) moved.terms = agedTerms(input.terms, years);
      if (isOption && input.mark !== null) {
        movedOptions.push(moved);
        rows.push(row);
      }
      valued.set(instrument.id, moved);
    });
    const models = this.#modelMarks(movedOptions, rows);
    movedOptions.forEach((moved, place) => {
      moved.mark = Math.max(models[place]! + this.#excess[rows[place]!]!, 0);
    });
    const figures = this.#figures.flatMap(({ figure, value, base, quote }) => {
      const own = factor(base, quote);
      return own === 1 ? [] : [{ ...figure, value: fromFloat(value * own) }];
    });
    if (!touched && figures.length === 0) return { inputs: this.#resolved, market: this.#market };
    return { inputs: { valued, unvalued }, market: this.#market.replacing(figures, move.to ?? time) };
  }

  /** What the model says the marks of options are, in the venue's quotation; `rows` says which of the inputs each one is. */
  #modelMarks(inputs: readonly ValuationInput[], rows: readonly number[]): Float64Array {
    const count = inputs.length;
    const forward = new Float64Array(count);
    const strike = new Float64Array(count);
    const volatility = new Float64Array(count);
    const time = new Float64Array(count);
    const isCall = new Uint8Array(count);
    for (let place = 0; place < count; place++) {
      const input = inputs[place]!;
      forward[place] = input.forward;
      strike[place] = this.#strike[rows[place]!]!;
      volatility[place] = input.volatility ?? 0;
      time[place] = input.time ?? 0;
      isCall[place] = this.#isCall[rows[place]!]!;
    }
    const out = new Float64Array(count);
    scalarKernel.optionValues(count, forward, strike, volatility, time, isCall, out);
    for (let place = 0; place < count; place++) {
      const input = inputs[place]!;
      if (input.terms) out[place] = listedModelValue(input);
      else if (input.instrument.payoff === 'inverse') out[place]! /= forward[place]!;
    }
    return out;
  }
}

function checkMove(move: MarketMove, time: string): void {
  for (const [underlying, own] of move.price) {
    if (own > -1 && own < Number.POSITIVE_INFINITY) continue;
    throw new MargraveError(
      'invalid-input',
      `The price of ${underlying} can’t move by ${own}: a move is above −1 (−100 %) and finite.`,
      { underlying, move: own },
    );
  }
  if (!(move.volatility >= -1 && move.volatility < Number.POSITIVE_INFINITY)) {
    throw new MargraveError(
      'invalid-input',
      `Volatilities can’t move by ${move.volatility}: a move is at least −1 (−100 %) and finite.`,
      { move: move.volatility },
    );
  }
  if (move.to !== null && !(Date.parse(move.to) >= Date.parse(time))) {
    throw new MargraveError(
      'invalid-input',
      `The market can’t be moved to ${move.to}: that is before its own time ${time}.`,
      { to: move.to, time },
    );
  }
}

function settledAt({ instrument }: ValuationInput, price: number, to: string): UnvaluedInstrument {
  return {
    instrument,
    reason: `It expires at ${instrument.expiry}, before ${to}.`,
    remedy: `It is settled to cash at its moved forward ${fromFloat(price)}.`,
    settlementPrice: price,
  };
}
