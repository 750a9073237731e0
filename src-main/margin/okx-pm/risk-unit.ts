// One risk unit of OKX's portfolio margin in numbers: P&L per scenario, deltas per expiry and dollar currency, closing charges.
// May import the domain, the rulebook interface and margin/blocks.
import { DAYS_PER_YEAR } from '../blocks/constants.ts';
import { futurePrice, unitOptionValue } from '../blocks/equity.ts';
import type { RequirementInput, ValuedHolding } from '../rulebook.ts';
import { okxRiskGroup } from './listing.ts';
import type { DollarPrices } from './money.ts';
import { tableNames, unitMoves } from './scenarios.ts';
import { between, type OkxParameters, type UnitParameters } from './typed-parameters.ts';

/** A holding with its dollar figures. */
export interface UnitHolding {
  holding: ValuedHolding;
  /** USD per unit of the holding's P&L, per scenario: its currency's rate, at the scenario's price for coins. */
  scale: Float64Array;
  /** USD for a move of the underlying by its whole price. */
  delta: number;
  /** MR7 before tiers: what closing it costs, USD. */
  closing: number;
  /** `usdt`, `usdc`, or `usd` for what settles in coin. */
  dollar: string;
  /** Instant of expiry; empty for perpetuals. */
  expiry: string;
}

/** What the holdings of one expiry add up to, USD. */
export interface ExpiryFigures {
  expiry: string;
  years: number;
  delta: number;
  /** Charge of MR4 per dollar of delta. */
  basisMove: number;
  /** Of options: USD per volatility point. */
  vega: number;
  /** Of what MR5 acts on: USD for a rate 1 higher. */
  rho: number;
}

/** The largest loss over some scenarios: 0 when none loses. */
export interface WorstLoss {
  loss: number;
  /** Places of all scenarios with that loss; empty when there is none. */
  binding: readonly number[];
}

export interface RiskUnit {
  underlying: string;
  parameters: UnitParameters;
  holdings: readonly UnitHolding[];
  moves: readonly number[];
  /** Coins in use to hedge, in USD: signed; 0 without. */
  spotInUse: number;
  /** P&L per scenario, USD, spot in use included. */
  profit: Float64Array;
  /** Of tables standard, timeDecay and extreme. */
  mr1: WorstLoss;
  mr2: WorstLoss;
  extreme: WorstLoss;
  expiries: readonly ExpiryFigures[];
  /** Moves of MR5's components per tenor, as loss. */
  rates: { first: number; second: number };
  /** MR3 in its stand-in form; 0 when it is off. */
  vega: number;
  hedges: readonly Hedge[];
}

/** Delta long in one dollar currency against short in another. */
export interface Hedge {
  pair: string;
  amount: number;
  price: number;
}

export interface UnitContext {
  input: RequirementInput;
  parameters: OkxParameters;
  prices: DollarPrices;
  /** Equity per currency in it, for spot in use. */
  equity: ReadonlyMap<string, number>;
}

/** The account's risk units, by underlying in code-point order. Holdings keep their order, which is that of their ids. */
export function riskUnits(context: UnitContext): RiskUnit[] {
  const byUnderlying = new Map<string, ValuedHolding[]>();
  for (const holding of context.input.values.holdings) {
    const { underlying } = holding.instrument;
    const own = byUnderlying.get(underlying);
    if (own) own.push(holding);
    else byUnderlying.set(underlying, [holding]);
  }
  return [...byUnderlying.keys()]
    .sort()
    .map((underlying) => riskUnit(context, underlying, byUnderlying.get(underlying) ?? []));
}

function riskUnit(context: UnitContext, underlying: string, held: readonly ValuedHolding[]): RiskUnit {
  const { values } = context.input;
  const parameters = context.parameters.unit(underlying);
  const moves = unitMoves(parameters);
  const scales = new Map<string, Float64Array>();
  const holdings = held.map((holding): UnitHolding => {
    const group = okxRiskGroup(holding.instrument);
    const scale = scales.get(group) ?? dollarScale(context, holding, moves);
    scales.set(group, scale);
    const delta = dollarDelta(context, holding);
    return {
      holding,
      scale,
      delta,
      closing: closingCharge(context, parameters, holding, delta),
      dollar:
        holding.instrument.payoff === 'inverse' ? 'usd' : holding.instrument.settlementCurrency.toLowerCase(),
      expiry: holding.instrument.expiry ?? '',
    };
  });
  const spotInUse = spotUsed(context, underlying, holdings);
  const profit = new Float64Array(moves.length);
  for (const group of [...scales.keys()].sort()) {
    const vector = values.profitAndLoss(group);
    const scale = scales.get(group);
    for (let cell = 0; cell < profit.length; cell++) {
      profit[cell] = (profit[cell] ?? 0) + (vector?.[cell] ?? 0) * (scale?.[cell] ?? 0);
    }
  }
  if (spotInUse !== 0) {
    moves.forEach((move, cell) => {
      profit[cell] = (profit[cell] ?? 0) + spotInUse * move;
    });
  }
  const worst = (table: string): WorstLoss =>
    worstLoss(profit, (cell) => values.scenarios.scenarios[cell]?.table === table);
  const expiries = expiryFigures(context, parameters, holdings);
  return {
    underlying,
    parameters,
    holdings,
    moves,
    spotInUse,
    profit,
    mr1: worst(tableNames.standard),
    mr2: worst(tableNames.timeDecay),
    extreme: worst(tableNames.extreme),
    expiries,
    rates: rateLosses(context, expiries),
    vega: vegaCharge(context, expiries),
    hedges: hedgesOf(context, holdings),
  };
}

function worstLoss(profit: Float64Array, isOf: (cell: number) => boolean): WorstLoss {
  let least = 0;
  for (let cell = 0; cell < profit.length; cell++) if (isOf(cell)) least = Math.min(least, profit[cell] ?? 0);
  if (least === 0) return { loss: 0, binding: [] };
  return { loss: -least, binding: [...profit.keys()].filter((cell) => isOf(cell) && profit[cell] === least) };
}

/**
 * Linear futures move by their index' move: their P&L, which is of their own price, is scaled by index over price. Coins are counted at the
 * scenario's price.
 */
function dollarScale(
  { input, prices }: UnitContext,
  { instrument, row }: ValuedHolding,
  moves: readonly number[],
): Float64Array {
  if (instrument.payoff === 'inverse') {
    const coin = prices.ofCoin(instrument, row);
    return Float64Array.from(moves, (move) => coin * (1 + move));
  }
  const rate = prices.ofCurrency(instrument.settlementCurrency);
  if (instrument.kind === 'option') return new Float64Array(moves.length).fill(rate);
  const own = input.values.columns.forward[row] ?? Number.NaN;
  return new Float64Array(moves.length).fill((prices.ofPair(instrument, row) / own) * rate);
}

function dollarDelta(
  { input: { values }, prices }: UnitContext,
  { instrument, row, quantity }: ValuedHolding,
): number {
  const price =
    instrument.kind === 'option' ? (values.columns.forward[row] ?? Number.NaN) : futurePrice(values, row);
  const rate =
    instrument.payoff === 'inverse'
      ? prices.ofCurrency(instrument.quoteCurrency)
      : prices.ofCurrency(instrument.settlementCurrency);
  return quantity * values.measures(row).delta * price * rate;
}

function dollarValue({ input: { values }, prices }: UnitContext, holding: ValuedHolding): number {
  const { instrument, row } = holding;
  const rate =
    instrument.payoff === 'inverse'
      ? prices.ofCoin(instrument, row)
      : prices.ofCurrency(instrument.settlementCurrency);
  return unitOptionValue(values, holding) * rate;
}

/** Futures: the closing rate on their delta. Options: slippage, of a long one at most its value, and the fee, at most a share of its value. */
function closingCharge(
  context: UnitContext,
  unit: UnitParameters,
  holding: ValuedHolding,
  delta: number,
): number {
  const { instrument, row, quantity } = holding;
  if (instrument.kind !== 'option') return Math.abs(delta) * unit.closingRate;
  const { parameters, prices } = context;
  const size = Math.abs(quantity);
  const multiplier = Number(instrument.multiplier);
  const price = prices.ofCoin(instrument, row) * multiplier;
  const value = Math.abs(dollarValue(context, holding));
  const deltaOfOne = Math.abs(context.input.values.measures(row).delta) / multiplier;
  const slippage =
    price *
    Math.max(
      parameters.number('closing.minimumSlippage'),
      parameters.number('closing.slippagePerDelta') * deltaOfOne,
    );
  const fee = Math.min(
    price * parameters.number('closing.takerRate'),
    value * parameters.number('closing.takerCap'),
  );
  return size * ((quantity > 0 ? Math.min(slippage, value) : slippage) + fee);
}

/** Coins that hedge the unit's delta, up to it, in USD: those held against a short delta, those owed against a long one. */
function spotUsed(
  { parameters, prices, equity }: UnitContext,
  underlying: string,
  holdings: readonly UnitHolding[],
): number {
  if (parameters.reader.choice('general.spotInUse') === 'none') return 0;
  const coins = equity.get(underlying) ?? 0;
  if (coins === 0) return 0;
  const spot = coins * prices.ofCurrency(underlying);
  const delta = holdings.reduce((sum, one) => sum + one.delta, 0);
  if (spot > 0) return delta < 0 ? Math.min(spot, -delta) : 0;
  return delta > 0 ? Math.max(spot, -delta) : 0;
}

function expiryFigures(
  context: UnitContext,
  unit: UnitParameters,
  holdings: readonly UnitHolding[],
): ExpiryFigures[] {
  const { values } = context.input;
  const { columns } = values;
  const withFutures =
    holdings.some((one) => one.expiry !== '') &&
    context.parameters.reader.choice('rates.actsOn') !== 'options';
  return [...new Set(holdings.map((one) => one.expiry))].sort().map((expiry): ExpiryFigures => {
    const own = holdings.filter((one) => one.expiry === expiry);
    const years = expiry === '' ? 0 : (columns.time[own[0]?.holding.row ?? 0] ?? 0);
    let delta = 0;
    let vega = 0;
    let rho = 0;
    for (const one of own) {
      const { instrument, row, quantity } = one.holding;
      delta += one.delta;
      if (instrument.kind === 'option') {
        vega += quantity * values.measures(row).vega * context.prices.ofCurrency(instrument.quoteCurrency);
        // The delta of an option in coin is net of its premium already, which is what a higher rate discounts.
        const premium = instrument.payoff === 'inverse' ? 0 : quantity * dollarValue(context, one.holding);
        rho += years * (one.delta - premium);
      } else if (withFutures) rho += years * one.delta;
    }
    const basisMove = Math.max(unit.minimumBasisMove, unit.annualisedBasisMove * years);
    return { expiry, years, delta, basisMove, vega, rho };
  });
}

function rateLosses({ parameters }: UnitContext, expiries: readonly ExpiryFigures[]): RiskUnit['rates'] {
  if (!expiries.some((one) => one.rho !== 0)) return { first: 0, second: 0 };
  const { reader } = parameters;
  const tenors: number[] = [];
  while (reader.has(`rates.tenor.${tenors.length + 1}.days`))
    tenors.push(reader.number(`rates.tenor.${tenors.length + 1}.days`));
  const loss = (component: 'first' | 'second'): number => {
    const weights = reader.list(`rates.${component}.weight`);
    const exposure = expiries.reduce(
      (sum, one) => sum + one.rho * between(tenors, weights, one.years * DAYS_PER_YEAR),
      0,
    );
    return Math.abs(exposure) * reader.number(`rates.${component}.shock`);
  };
  return { first: loss('first'), second: loss('second') };
}

/** Margrave's own stand-in for MR3, when it is on: what the vegas of expiries cancel, times a move of half of it against the other half. */
function vegaCharge({ parameters }: UnitContext, expiries: readonly ExpiryFigures[]): number {
  if (parameters.reader.choice('vega.form') === 'off') return 0;
  const gross = expiries.reduce((sum, one) => sum + Math.abs(one.vega), 0);
  const net = expiries.reduce((sum, one) => sum + one.vega, 0);
  return parameters.number('vega.move') * ((gross - Math.abs(net)) / 2);
}

/** Hedged deltas, matched in the venue's order: USDT against USD, USDT against USDC, USDC against USD. */
function hedgesOf({ prices }: UnitContext, holdings: readonly UnitHolding[]): Hedge[] {
  const left = new Map<string, number>();
  for (const one of holdings) left.set(one.dollar, (left.get(one.dollar) ?? 0) + one.delta);
  const hedges: Hedge[] = [];
  for (const [first, second] of [
    ['usdt', 'usd'],
    ['usdt', 'usdc'],
    ['usdc', 'usd'],
  ] as const) {
    const a = left.get(first) ?? 0;
    const b = left.get(second) ?? 0;
    if (a * b >= 0) continue;
    const amount = Math.min(Math.abs(a), Math.abs(b));
    left.set(first, a - Math.sign(a) * amount);
    left.set(second, b - Math.sign(b) * amount);
    const ratio = prices.ofCurrency(first.toUpperCase()) / prices.ofCurrency(second.toUpperCase());
    hedges.push({
      pair: `${first.toUpperCase()}-${second.toUpperCase()}`,
      amount,
      price: second === 'usd' ? ratio : Math.min(ratio, 1 / ratio),
    });
  }
  return hedges;
}
