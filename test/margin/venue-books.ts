// Small books of venues other than Deribit, for tests: instruments by a few words, entries by the naive valuer.
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import type { MarketFigure, MarketSnapshot } from '../../src-main/domain/market.ts';
import { emptyPortfolio, type Portfolio } from '../../src-main/domain/portfolio.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import type { RequirementInput, Rulebook } from '../../src-main/margin/rulebook.ts';
import { parametersOf } from './books.ts';
import { naiveInput } from './naive-values.ts';

/** A linear perpetual of 1 unit, unless said otherwise. */
export function instrumentOf(id: string, words: Partial<Instrument> = {}): Instrument {
  const [venue = '', symbol = ''] = id.split(':');
  return {
    id,
    venue,
    symbol,
    kind: 'perpetual',
    payoff: 'linear',
    underlying: 'BTC',
    priceIndex: 'btc_usd',
    quoteCurrency: 'USD',
    settlementCurrency: 'USDC',
    quantityUnit: 'base',
    multiplier: '1',
    contractSize: '1',
    expiry: null,
    strike: null,
    right: null,
    exercise: null,
    ...words,
  };
}

export interface VenueBook {
  instruments: Instrument[];
  /** Quantity by instrument id, and the price its profit counts from. */
  positions?: Record<string, string | [quantity: string, settled: string]>;
  cash?: Record<string, string>;
  collateral?: Record<string, string>;
  loans?: Record<string, string>;
  given?: Portfolio['given'];
}

export function venuePortfolio(rulebook: Rulebook, book: VenueBook): Portfolio {
  const balances = (kind: 'cash' | 'collateral' | 'loan', of: Record<string, string> = {}) =>
    Object.entries(of).map(([currency, amount]) => ({ account: 'a', kind, currency, amount }));
  return {
    ...emptyPortfolio(),
    accounts: [
      {
        id: 'a',
        name: 'A',
        legalEntity: 'Example',
        venue: rulebook.venue,
        segregation: 'house',
        marginModel: rulebook.id,
        group: null,
        reportingCurrency: 'USD',
      },
    ],
    instruments: book.instruments,
    positions: Object.entries(book.positions ?? {}).map(([instrument, quantity]) => ({
      account: 'a',
      instrument,
      strategy: '',
      lot: '1',
      quantity: [quantity].flat()[0]!,
      averagePrice: null,
      settledPrice: [quantity].flat()[1] ?? null,
    })),
    balances: [
      ...balances('cash', book.cash),
      ...balances('collateral', book.collateral),
      ...balances('loan', book.loans),
    ],
    given: book.given ?? [],
  };
}

/** Figures by `class key` or `class key expiry`. */
export function venueMarket(figures: Record<string, string>, time = '2026-10-30T08:00:00Z'): MarketSnapshot {
  return {
    id: 'market',
    time,
    label: 'test',
    figures: Object.entries(figures).map(([name, value]): MarketFigure => {
      const [figureClass, key = '', expiry = ''] = name.split(' ');
      return { class: figureClass as MarketFigure['class'], key, expiry, value, time, source: 'test' };
    }),
  };
}

/** Entries of a book under a rulebook with the presets of the market's day, some parameters replaced. */
export function venueEntries(
  id: string,
  book: VenueBook,
  market: MarketSnapshot,
  replaced: Record<string, string | boolean> = {},
  detail: RequirementInput['detail'] = 'whole',
): MarginEntry[] {
  const rulebook = rulebookById(id);
  const portfolio = venuePortfolio(rulebook, book);
  const assets = rulebook.assets(
    portfolio.instruments,
    portfolio.balances.map(({ currency }) => currency),
  );
  const parameters = parametersOf(id, assets, replaced, undefined, market.time.slice(0, 10));
  return rulebook.requirement(naiveInput({ rulebook, portfolio, market, parameters, detail }));
}
