// Small books and markets of Derive's own instruments for tests, written by symbol; 27 February 2026 unless said otherwise.
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { FigureClass, MarketFigure, MarketSnapshot } from '../../src-main/domain/market.ts';
import { emptyPortfolio, type Portfolio } from '../../src-main/domain/portfolio.ts';

export interface DeriveBookWords {
  /** Quantity by symbol (`ETH-PERP`, `ETH-20260327-3000-C`); a list makes several lots. */
  positions?: Record<string, string | string[]>;
  cash?: Record<string, string>;
  collateral?: Record<string, string>;
  loan?: Record<string, string>;
}

export function deriveInstrument(symbol: string): Instrument {
  const [underlying = '', day = '', strike = null, right] = symbol.split('-');
  const isOption = strike !== null;
  return {
    id: `derive:${symbol}`,
    venue: 'derive',
    symbol,
    kind: isOption ? 'option' : 'perpetual',
    payoff: 'linear',
    underlying,
    priceIndex: `${underlying.toLowerCase()}_usd`,
    quoteCurrency: 'USD',
    settlementCurrency: 'USDC',
    quantityUnit: 'base',
    multiplier: '1',
    contractSize: '1',
    expiry: isOption ? `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T08:00:00Z` : null,
    strike,
    right: isOption ? (right === 'C' ? 'call' : 'put') : null,
    exercise: isOption ? 'european' : null,
  };
}

export function derivePortfolio(words: DeriveBookWords): Portfolio {
  const positions = Object.entries(words.positions ?? {});
  return {
    ...emptyPortfolio(),
    accounts: [
      {
        id: 'a',
        name: 'A',
        legalEntity: 'Example',
        venue: 'derive',
        segregation: 'house',
        marginModel: 'derive-pmrm2',
        group: null,
        reportingCurrency: 'USD',
      },
    ],
    instruments: positions.map(([symbol]) => deriveInstrument(symbol)),
    positions: positions.flatMap(([symbol, quantities]) =>
      [quantities].flat().map((quantity, lot) => ({
        account: 'a',
        instrument: `derive:${symbol}`,
        strategy: '',
        lot: String(lot + 1),
        quantity,
        averagePrice: null,
        settledPrice: null,
      })),
    ),
    balances: (['cash', 'collateral', 'loan'] as const).flatMap((kind) =>
      Object.entries(words[kind] ?? {}).map(([currency, amount]) => ({
        account: 'a',
        kind,
        currency,
        amount,
      })),
    ),
  };
}

export interface DeriveMarketWords {
  time?: string;
  index?: Record<string, string>;
  /** By symbol. */
  mark?: Record<string, string>;
  volatility?: Record<string, string>;
  /** By price index and expiry. */
  forward?: Record<string, string>;
  fixedForward?: Record<string, string>;
  /** By currency, or currency and expiry. */
  rate?: Record<string, string>;
  /** By pair. */
  currencyRate?: Record<string, string>;
  confidence?: Record<string, string>;
  /** a, b, rho, m, sigma, forward, time by price index and expiry. */
  surface?: Record<string, number[]>;
}

const surfaceNames = ['a', 'b', 'rho', 'm', 'sigma', 'forward', 'time'];

export function deriveMarket(words: DeriveMarketWords): MarketSnapshot {
  const time = words.time ?? '2026-02-27T08:00:00Z';
  const rows = (
    figureClass: FigureClass,
    of: Record<string, string> | undefined,
    prefix = '',
  ): MarketFigure[] =>
    Object.entries(of ?? {}).map(([name, value]) => {
      const [key = '', expiry = ''] = name.split(' ');
      return { class: figureClass, key: `${prefix}${key}`, expiry, value, time, source: 'test' };
    });
  const surfaces = Object.entries(words.surface ?? {}).flatMap(([name, values]) => {
    const [key = '', expiry = ''] = name.split(' ');
    return values.map((value, place): MarketFigure => {
      const own = `${key}/${surfaceNames[place]}`;
      return { class: 'surface', key: own, expiry, value: String(value), time, source: 'test' };
    });
  });
  return {
    id: 'market',
    time,
    label: 'test',
    figures: [
      ...rows('index', words.index),
      ...rows('mark', words.mark, 'derive:'),
      ...rows('volatility', words.volatility, 'derive:'),
      ...rows('forward', words.forward),
      ...rows('fixedForward', words.fixedForward),
      ...rows('rate', words.rate),
      ...rows('currencyRate', words.currencyRate),
      ...rows('confidence', words.confidence),
      ...surfaces,
    ],
  };
}
