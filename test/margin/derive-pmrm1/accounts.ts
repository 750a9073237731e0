// Accounts at Derive for tests of PMRM v1, written in a few words; everything on 1 January 2025.
import { CaseAccount } from '../../../src-main/analysis/reconcile/derive/case-account.ts';
import type { MarginEntry } from '../../../src-main/domain/margin-result.ts';
import { derivePmrm1 } from '../../../src-main/margin/derive-pmrm1/margin.ts';
import type { RequirementInput } from '../../../src-main/margin/rulebook.ts';
import { parametersOf } from '../books.ts';
import { naiveInput } from '../naive-values.ts';

export const now = '2025-01-01T00:00:00Z';
/** In ten minutes, in a week, in three months. */
export const expiries = ['2025-01-01T00:10:00Z', '2025-01-08T08:00:00Z', '2025-03-28T08:00:00Z'] as const;
type Option = [expiry: 0 | 1 | 2, strike: string, right: 'call' | 'put', amount: string];

export interface AccountWords {
  options?: Record<string, Option[]>;
  perpetuals?: Record<string, [amount: string, entry: string]>;
  coins?: Record<string, string>;
  cash?: string;
  stable?: string;
  /** Confidence by kind; the others are 1. */
  confidences?: Record<string, string>;
  replaced?: Record<string, string>;
}

const prices: Record<string, [spot: string, perpetual: string, forward: string]> = {
  ETH: ['2000', '2001', '2010'],
  BTC: ['28000', '28020', '28100'],
};

export function accountOf(words: AccountWords): CaseAccount {
  const account = new CaseAccount('test', 'derive-pmrm1', now);
  account.figure('currencyRate', 'USDC/USD', words.stable ?? '1', 'test');
  account.figure('rate', 'USD', '0.03', 'test');
  const sure = (of: string): string => words.confidences?.[of] ?? '1';
  for (const [market, [spot, , forward]] of Object.entries(prices)) {
    account.figure('index', `${market.toLowerCase()}_usd`, spot, 'test');
    for (const kind of ['spot', 'perpetual'] as const) account.confidence(market, kind, sure(kind), 'test');
    for (const expiry of expiries) {
      account.figure('forward', `${market.toLowerCase()}_usd`, forward, 'test', expiry);
      for (const kind of ['forward', 'rate', 'volatility'] as const) {
        account.confidence(market, kind, sure(kind), 'test', expiry);
      }
    }
  }
  for (const [market, options] of Object.entries(words.options ?? {})) {
    for (const [expiry, strike, right, amount] of options) {
      const { id } = account.option(market, expiries[expiry], strike, right, amount);
      account.figure('volatility', id, '0.5', 'test');
    }
  }
  for (const [market, [amount, entry]] of Object.entries(words.perpetuals ?? {})) {
    const { id } = account.perpetual(market, amount, entry);
    account.figure('mark', id, prices[market]?.[1] ?? '', 'test');
  }
  for (const [coin, amount] of Object.entries(words.coins ?? {})) account.balance('collateral', coin, amount);
  account.balance('cash', 'USDC', words.cash ?? '0');
  return account;
}

/** What the rulebook is asked, valued by the naive valuer. */
export function inputOf(
  words: AccountWords,
  detail: RequirementInput['detail'] = 'whole',
  account = accountOf(words),
): RequirementInput {
  const { portfolio, market } = account;
  const parameters = parametersOf(
    'derive-pmrm1',
    ['BTC', 'ETH'],
    words.replaced,
    undefined,
    now.slice(0, 10),
  );
  return naiveInput({ rulebook: derivePmrm1, portfolio, market, parameters, detail });
}

export const entriesOf = (words: AccountWords, detail: RequirementInput['detail'] = 'whole'): MarginEntry[] =>
  derivePmrm1.requirement(inputOf(words, detail));

/** Books that bind in different places: a fall, a rise, falling volatility, the forward contingency, several markets with everything in them. */
export const books: Record<string, AccountWords> = {
  longs: {
    options: {
      ETH: [
        [1, '2000', 'call', '3'],
        [2, '2200', 'put', '1.5'],
      ],
    },
    perpetuals: { ETH: ['7', '1900'] },
    coins: { ETH: '2' },
    cash: '5000',
  },
  shorts: {
    options: {
      ETH: [
        [1, '2000', 'call', '-30'],
        [1, '1800', 'put', '-20'],
        [1, '1800', 'call', '5'],
        [2, '2000', 'put', '4'],
      ],
    },
    perpetuals: { ETH: ['-3', '2050'] },
    cash: '100',
    confidences: { rate: '0.4', perpetual: '0.3' },
  },
  straddles: {
    options: {
      ETH: [
        [0, '2010', 'call', '5'],
        [0, '2010', 'put', '5'],
        [1, '2010', 'call', '5'],
        [1, '2010', 'put', '5'],
      ],
    },
  },
  rolls: {
    options: {
      ETH: [
        [1, '2000', 'call', '10'],
        [1, '2000', 'put', '-10'],
        [2, '2000', 'call', '-10'],
        [2, '2000', 'put', '10'],
      ],
    },
  },
  everything: {
    options: {
      BTC: [
        [0, '28000', 'call', '-1'],
        [1, '30000', 'put', '2'],
        [2, '25000', 'call', '-0.5'],
      ],
      ETH: [
        [0, '2000', 'put', '12'],
        [2, '3000', 'call', '-40'],
      ],
    },
    perpetuals: { BTC: ['-0.7', '27000'], ETH: ['11', '2100'] },
    coins: { BTC: '0.3', ETH: '4' },
    cash: '-2500',
    stable: '0.9',
    confidences: { spot: '0.5' },
  },
};
