// A risk unit: all holdings of one netting set on one underlying, and how their cells become amounts in the set's currency.
// May import the domain, scenarios, the rulebook interface and margin/blocks.
import { toFloat } from '../../../domain/decimal.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { gridMoves } from '../../../scenarios/price-volatility-grid.ts';
import type { AccountValues, RequirementInput, ValuedHolding } from '../../rulebook.ts';
import { rateToUsd } from '../currency-rates.ts';
import type { CurrencyParameters, GridParameters, PairParameters } from './grid-parameters.ts';

/** Holdings of one risk group (price index, settlement currency, payoff) within a unit. */
export interface UnitGroup {
  id: string;
  /** Per scenario: amount in the set's currency per one of the group's settlement currency, the extended table's scaling included. */
  scale: Float64Array;
  /** Set's currency per one of the underlying: turns a delta into an exposure. */
  exposurePerCoin: number;
}

/** Coin equity that moves with the grid (cross-collateral only). */
export interface ShockedEquity {
  /** Equity in the coin. */
  coins: number;
  /** `both`, `none`, or `upside`: only rising prices count. */
  side: string;
}

export interface RiskUnit {
  /** The underlying's name, `BTC`. */
  underlying: string;
  pair: PairParameters;
  currency: CurrencyParameters;
  /** USD per coin, from the index. */
  index: number;
  groups: UnitGroup[];
  holdings: ValuedHolding[];
  /** Relative move per scenario. */
  moves: Float64Array;
  /** Per scenario: true for the extended table. */
  extended: readonly boolean[];
  /** USD per one of the set's currency at the price of the cell (extended: at the edge of the standard table). */
  usdAtCell: Float64Array;
  /** USD per one of the set's currency, unmoved. */
  usdAtIndex: number;
  equity: ShockedEquity | null;
  /** Equity's profit or loss per scenario, in the set's currency. */
  equityCells: Float64Array | null;
}

const groupNames = new WeakMap<Instrument, string>();

/** Name of the finest group whose P&L vectors are wanted; made once per instrument, as every holding is asked for it several times. */
export function riskGroupOf(instrument: Instrument): string {
  const known = groupNames.get(instrument);
  if (known !== undefined) return known;
  const name = `${instrument.priceIndex} ${instrument.settlementCurrency} ${instrument.payoff}`;
  groupNames.set(instrument, name);
  return name;
}

/** What builds the units of one netting set. */
export interface UnitContext {
  input: RequirementInput;
  parameters: GridParameters;
  /** Currency of the netting set: a coin, a stablecoin, or USD for cross collateral. */
  currency: string;
  assume: (sentence: string) => void;
}

/**
 * Units of the holdings, of the orders' instruments and of shocked equity, ordered by underlying.
 * `shocked`: coin equity by currency, for cross collateral; empty otherwise.
 */
export function riskUnits(
  context: UnitContext,
  holdings: readonly ValuedHolding[],
  orderInstruments: readonly Instrument[],
  shocked: ReadonlyMap<string, ShockedEquity>,
): RiskUnit[] {
  const instruments = new Map<string, Map<string, Instrument>>();
  const held = new Map<string, ValuedHolding[]>();
  const take = (instrument: Instrument): void => {
    let groups = instruments.get(instrument.underlying);
    if (!groups) {
      groups = new Map();
      instruments.set(instrument.underlying, groups);
    }
    const id = riskGroupOf(instrument);
    if (!groups.has(id)) groups.set(id, instrument);
  };
  for (const holding of holdings) {
    const { instrument } = holding;
    take(instrument);
    const own = held.get(instrument.underlying);
    if (own) own.push(holding);
    else held.set(instrument.underlying, [holding]);
  }
  orderInstruments.forEach(take);
  for (const coin of shocked.keys()) if (!instruments.has(coin)) instruments.set(coin, new Map());
  return [...instruments.keys()].sort().map((underlying) => {
    const groups = [...(instruments.get(underlying) ?? new Map<string, Instrument>()).entries()].sort(
      ([a], [b]) => (a < b ? -1 : 1),
    );
    const own = held.get(underlying) ?? [];
    return riskUnit(context, underlying, groups, own, shocked.get(underlying) ?? null);
  });
}

function riskUnit(
  context: UnitContext,
  underlying: string,
  groupInstruments: readonly [string, Instrument][],
  holdings: ValuedHolding[],
  equity: ShockedEquity | null,
): RiskUnit {
  const { parameters, input } = context;
  const first = groupInstruments[0]?.[1];
  const priceIndex = first?.priceIndex ?? `${underlying.toLowerCase()}_usd`;
  const pair = parameters.pair(priceIndex, underlying);
  if (pair.name !== priceIndex) {
    context.assume(`No parameters are known for the pair ${priceIndex}: those of ${pair.name} are used.`);
  }
  const { shape } = parameters.general;
  const moves = gridMoves(shape, pair.priceRange);
  const standardCells = (2 * shape.movesPerSide + 1) * shape.states.length;
  const extended = [...moves].map((_, index) => index >= standardCells);
  const index = indexPrice(context, underlying, groupInstruments, holdings);
  const usdAtCell = new Float64Array(moves.length);
  const coinIsCurrency = context.currency === underlying;
  const currencyRate = coinIsCurrency ? index : rateToUsd(input.market, context.currency, context.assume);
  moves.forEach((move, cell) => {
    const edge = extended[cell] ? Math.sign(move) * pair.priceRange : move;
    usdAtCell[cell] = coinIsCurrency ? index * (1 + edge) : currencyRate;
  });
  return {
    underlying,
    pair,
    // Cross collateral counts by the coin; segregated margin by the currency in which the profit is paid.
    currency: parameters.currency(context.currency === 'USD' ? underlying : context.currency),
    index,
    groups: groupInstruments.map(([id, instrument]) =>
      unitGroup(context, id, instrument, { pair, moves, extended, index }),
    ),
    holdings,
    moves,
    extended,
    usdAtCell,
    usdAtIndex: currencyRate,
    equity,
    equityCells: equity === null ? null : equityCells(equity, { pair, moves, extended, index }),
  };
}

interface CellShape {
  pair: PairParameters;
  moves: Float64Array;
  extended: readonly boolean[];
  index: number;
}

/**
 * How a group's cells become amounts in the set's currency:
 * - standard, same currency: as they are. Coin profit counted in USD is worth index·(1 + m) per coin.
 * - extended, coin: × factor · (R/|m|) · (1 + m)/(1 + sgn m · R): the dollar result at the far price, scaled, in coin at the edge.
 * - extended, linear or counted in USD: × factor · R/|m|.
 */
function unitGroup(context: UnitContext, id: string, instrument: Instrument, cells: CellShape): UnitGroup {
  const { pair, moves, extended, index } = cells;
  const inverse = instrument.payoff === 'inverse';
  const inCoin = inverse && context.currency === instrument.settlementCurrency;
  const rate =
    instrument.settlementCurrency === context.currency || inverse
      ? 1
      : rateToUsd(context.input.market, instrument.settlementCurrency, context.assume);
  const scale = new Float64Array(moves.length);
  moves.forEach((move, cell) => {
    const coinValue = inverse && !inCoin ? index * (1 + move) : rate;
    if (!extended[cell]) {
      scale[cell] = coinValue;
      return;
    }
    const reach = pair.extendedTableFactor * (pair.priceRange / Math.abs(move));
    const boundary = 1 + Math.sign(move) * pair.priceRange;
    scale[cell] = inCoin ? (reach * (1 + move)) / boundary : reach * coinValue;
  });
  const price = inverse ? index : linearPrice(context, instrument, index);
  return { id, scale, exposurePerCoin: inCoin ? 1 : price * rate };
}

/** Price of a coin in a linear instrument's own currency: its index, else the dollar index over the currency's dollar rate. */
function linearPrice(context: UnitContext, instrument: Instrument, index: number): number {
  const { market } = context.input;
  const own = market.find('index', instrument.priceIndex);
  return own ? toFloat(own.value) : index / rateToUsd(market, instrument.settlementCurrency, context.assume);
}

function equityCells(equity: ShockedEquity, cells: CellShape): Float64Array {
  const { pair, moves, extended, index } = cells;
  return moves.map((move, cell) => {
    if (equity.side === 'none' || (equity.side === 'upside' && move < 0)) return 0;
    const counted = extended[cell] ? Math.sign(move) * pair.priceRange * pair.extendedTableFactor : move;
    return equity.coins * index * counted;
  });
}

/** USD per coin: the dollar index, else the group's own index at its currency's dollar rate, else the price of the first holding, which is then said. */
function indexPrice(
  context: UnitContext,
  underlying: string,
  groups: readonly [string, Instrument][],
  holdings: readonly ValuedHolding[],
): number {
  const { market, values } = context.input;
  const inDollars = (price: number, currency: string): number =>
    price * rateToUsd(market, currency, context.assume);
  const dollarIndex = `${underlying.toLowerCase()}_usd`;
  const figure = market.find('index', dollarIndex);
  if (figure) return toFloat(figure.value);
  for (const [, { priceIndex, quoteCurrency }] of groups) {
    const own = market.find('index', priceIndex);
    if (own) return inDollars(toFloat(own.value), quoteCurrency);
  }
  const row = holdings[0]?.row ?? rowOfGroups(values, groups);
  const price = row === undefined ? undefined : values.columns.forward[row];
  if (price !== undefined && price > 0) {
    context.assume(
      `The snapshot has no index ${dollarIndex}: ${price}, the price of ${values.columns.ids[row ?? 0]}, stands in.`,
    );
    return inDollars(price, holdings[0]?.instrument.quoteCurrency ?? groups[0]?.[1].quoteCurrency ?? 'USD');
  }
  return rateToUsd(market, underlying, context.assume);
}

function rowOfGroups(values: AccountValues, groups: readonly [string, Instrument][]): number | undefined {
  const instrument = groups[0]?.[1];
  return instrument === undefined ? undefined : values.rowOf(instrument.id);
}
