// A Derive account as the exact path of PMRM v1 takes it: the same positions and figures that the engine values, in whole numbers of 1e-18.
// May import the domain, margin and the files beside it.
import { type DecimalText, sumDecimals } from '../../../domain/decimal.ts';
import { MargraveError } from '../../../domain/errors.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { type FigureClass, MarketFigures, type MarketSnapshot } from '../../../domain/market.ts';
import type { EffectiveParameters } from '../../../domain/parameters.ts';
import type { Portfolio } from '../../../domain/portfolio.ts';
import {
  type ExactExpiry,
  type ExactMargin,
  type ExactMarket,
  exactMargin,
} from '../../../margin/derive-pmrm1/fixed-point/exact-margin.ts';
import {
  type Fixed,
  fixedOf,
  multiply,
  ONE,
  smaller,
} from '../../../margin/derive-pmrm1/fixed-point/fixed.ts';
import { readParameters } from '../../../margin/derive-pmrm1/parameters.ts';

/**
 * Margin of each market of the account, by underlying; money that is no market's own is in the first.
 * Throws as {@link exactMarkets} does, and `unsupported` where an operation on whole numbers isn't defined.
 */
export function exactMargins(
  portfolio: Portfolio,
  snapshot: MarketSnapshot,
  parameters: EffectiveParameters,
): ExactMargin[] {
  const exact = readParameters(parameters, fixedOf);
  return exactMarkets(portfolio, snapshot).map((market) => {
    try {
      return exactMargin(market, exact);
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      throw new MargraveError(
        'unsupported',
        'The exact path can’t compute it: a price, a rate or a time of it is 0 where it is divided by, or beyond what whole numbers of 1e-18 hold.',
        { cause: thrown.message },
      );
    }
  });
}

/**
 * The account's markets: one per underlying held, or of its coin when nothing is held.
 * Throws `incomplete` naming a figure that the market lacks, `unsupported` for an instrument that isn't Derive's own kind.
 */
function exactMarkets(portfolio: Portfolio, snapshot: MarketSnapshot): ExactMarket[] {
  const figures = new MarketFigures(snapshot);
  const instruments = new Map(portfolio.instruments.map((one) => [one.id, one]));
  const held = new Set(
    portfolio.positions.map(({ instrument }) => instruments.get(instrument)?.underlying ?? ''),
  );
  const coins = portfolio.balances
    .filter(({ kind }) => kind === 'collateral')
    .map(({ currency }) => currency);
  const names = held.size > 0 ? [...held].sort() : [...new Set(coins)].sort().slice(0, 1);
  const cash = balanceOf(portfolio, 'USDC');
  if (names.length === 0) return [{ ...nothing, cash, stable: stableOf(figures) }];
  return names.map((name, place) =>
    exactMarket(portfolio, figures, instruments, name, place === 0 ? cash : 0n),
  );
}

const nothing: ExactMarket = {
  spot: 0n,
  spotConfidence: ONE,
  stable: ONE,
  perpetual: { amount: 0n, price: 0n, confidence: ONE },
  unrealised: 0n,
  base: 0n,
  cash: 0n,
  expiries: [],
};

function exactMarket(
  portfolio: Portfolio,
  figures: MarketFigures,
  instruments: ReadonlyMap<string, Instrument>,
  name: string,
  cash: Fixed,
): ExactMarket {
  const index = `${name.toLowerCase()}_usd`;
  let perpetualAmount = 0n;
  let perpetualPrice = 0n;
  let unrealised = 0n;
  const expiries = new Map<string, ExactExpiry & { options: ExactExpiry['options'][number][] }>();
  for (const { instrument: id, quantity, settledPrice } of portfolio.positions) {
    const instrument = instruments.get(id);
    if (instrument?.underlying !== name) continue;
    const amount = fixedOf(quantity);
    if (instrument.kind === 'perpetual') {
      perpetualPrice = figure(figures, 'mark', id);
      perpetualAmount += amount;
      if (settledPrice !== null) unrealised += multiply(amount, perpetualPrice - fixedOf(settledPrice));
      continue;
    }
    const { expiry, strike, right } = instrument;
    if (expiry === null || strike === null || right === null) {
      throw new MargraveError('unsupported', `${id} is neither a perpetual nor an option.`, {
        instrument: id,
      });
    }
    const own = expiries.get(expiry) ?? { ...expiryOf(figures, index, expiry), options: [] };
    expiries.set(expiry, own);
    const terms = { strike: fixedOf(strike), isCall: right === 'call' };
    const volatility = figure(figures, 'volatility', id);
    // Rows of one option are one balance.
    const before = own.options.findIndex((one) => one.strike === terms.strike && one.isCall === terms.isCall);
    const held = own.options[before];
    if (held) own.options[before] = { ...held, amount: held.amount + amount };
    else own.options.push({ ...terms, amount, volatility });
  }
  return {
    spot: figure(figures, 'index', index),
    spotConfidence: confidence(figures, `${index}/spot`),
    stable: stableOf(figures),
    perpetual: {
      amount: perpetualAmount,
      price: perpetualPrice,
      confidence: confidence(figures, `${index}/perpetual`),
    },
    unrealised,
    base: balanceOf(portfolio, name),
    cash,
    expiries: [...expiries.keys()].sort().map((expiry) => expiries.get(expiry) as ExactExpiry),
  };
}

function expiryOf(figures: MarketFigures, index: string, expiry: string): Omit<ExactExpiry, 'options'> {
  const forward = figure(figures, 'forward', index, expiry);
  const fixed = figures.find('fixedForward', index, expiry);
  const forwardFixed = fixed ? fixedOf(fixed.value) : 0n;
  const rate = figures.find('rate', 'USD', expiry) ?? figures.find('rate', 'USD');
  return {
    seconds: BigInt(Math.round((Date.parse(expiry) - Date.parse(figures.snapshot.time)) / 1000)),
    forwardFixed,
    forwardVariable: forward - forwardFixed,
    rate: rate ? fixedOf(rate.value) : 0n,
    confidence: (['forward', 'rate', 'volatility'] as const)
      .map((of) => confidence(figures, `${index}/${of}`, expiry))
      .reduce(smaller),
  };
}

const stableOf = (figures: MarketFigures): Fixed => {
  const rate = figures.find('currencyRate', 'USDC/USD');
  return rate ? fixedOf(rate.value) : ONE;
};

const confidence = (figures: MarketFigures, key: string, expiry = ''): Fixed => {
  const stated = figures.find('confidence', key, expiry);
  return stated ? fixedOf(stated.value) : ONE;
};

function figure(figures: MarketFigures, figureClass: FigureClass, key: string, expiry = ''): Fixed {
  const found = figures.find(figureClass, key, expiry);
  if (found) return fixedOf(found.value);
  throw new MargraveError(
    'incomplete',
    `The exact path needs the figure ${figureClass} ${key} ${expiry}, which the market lacks.`.replace(
      ' ,',
      ',',
    ),
    { class: figureClass, key, expiry },
  );
}

/** Cash and collateral less loans in one currency. */
function balanceOf(portfolio: Portfolio, currency: string): Fixed {
  const rows = portfolio.balances.filter((row) => row.currency === currency);
  const text: DecimalText = sumDecimals(
    rows.filter(({ kind }) => kind !== 'loan').map(({ amount }) => amount),
  );
  const owed: DecimalText = sumDecimals(
    rows.filter(({ kind }) => kind === 'loan').map(({ amount }) => amount),
  );
  return fixedOf(text) - fixedOf(owed);
}
