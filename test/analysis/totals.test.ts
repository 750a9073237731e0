import { expect, test } from 'vitest';
import { compareWithBaseline } from '../../src-main/analysis/baseline.ts';
import { marketAge } from '../../src-main/analysis/market-age.ts';
import { marginTotals } from '../../src-main/analysis/totals.ts';
import type { Account } from '../../src-main/domain/account.ts';
import { ExactDecimal } from '../../src-main/domain/decimal.ts';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import { type MarketFigure, MarketFigures } from '../../src-main/domain/market.ts';
import { CurrencyRates, convertAmount } from '../../src-main/margin/blocks/currency-rates.ts';

const TIME = '2025-01-01T08:00:00Z';
const figure = (class_: MarketFigure['class'], key: string, value: string, time = TIME): MarketFigure => ({
  class: class_,
  key,
  expiry: '',
  value,
  time,
  source: 'test',
});
const figures = (...rows: MarketFigure[]): MarketFigures =>
  new MarketFigures({ id: 'm', time: TIME, label: '', figures: rows });

const account = (id: string, group: string | null, reportingCurrency = 'USD'): Account => ({
  id,
  name: id.toUpperCase(),
  legalEntity: 'Fund',
  venue: 'v',
  segregation: 'house',
  marginModel: 'm',
  group,
  reportingCurrency,
});

function entry(
  accountId: string,
  currency: string,
  amount: string,
  words: Partial<MarginEntry> = {},
): MarginEntry {
  return {
    account: accountId,
    rulebook: 'r',
    nettingSet: currency,
    currency,
    equity: amount,
    equityBasis: 'cash',
    equityParts: {},
    initialMargin: amount,
    maintenanceMargin: amount,
    freeEquity: amount,
    deposit: amount,
    depositFromZeroCash: amount,
    thresholds: [],
    status: 'passes',
    worstScenario: null,
    tables: [],
    contributions: [],
    baseline: null,
    unconfirmed: [],
    assumptions: [],
    tree: {
      id: 't',
      label: '',
      amount,
      currency,
      operator: 'value',
      formula: '',
      inputs: {},
      confirmed: true,
      children: [],
    },
    ...words,
  };
}

test('rates: stated, inverse, by index, through the dollar, through a dollar coin; a dollar coin assumed in words', () => {
  const rates = new CurrencyRates(
    figures(
      figure('index', 'btc_usd', '100000'),
      figure('index', 'eth_usd', '4000'),
      figure('index', 'sol_usdc', '200'),
      figure('currencyRate', 'USDC/USD', '0.999'),
      figure('currencyRate', 'EUR/USD', '1.25'),
    ),
  );
  const rate = (from: string, to: string): number | undefined => rates.between(from, to)?.rate.toNumber();
  expect(rate('BTC', 'BTC')).toBe(1);
  expect(rate('BTC', 'USD')).toBe(100_000);
  expect(rate('USD', 'EUR')).toBe(0.8);
  expect(rate('BTC', 'ETH')).toBe(25);
  expect(rate('SOL', 'USD')).toBeCloseTo(199.8, 12);
  expect(rate('XRP', 'USD')).toBeUndefined();
  expect(rates.between('USDC', 'USD')!.assumptions).toEqual([]);
  expect(rates.between('USDT', 'EUR')!.assumptions[0]).toContain('USDT is counted as 1 USD');
});

test('a converted amount is rounded once, half to even at 12 places; a rate of 1 leaves it alone', () => {
  expect(convertAmount('0.0000000000005', new ExactDecimal(1))).toBe('0.0000000000005');
  expect(convertAmount('0.0000000000005', new ExactDecimal('1.0'))).toBe('0.0000000000005');
  expect(convertAmount('0.00000000000025', new ExactDecimal(2))).toBe('0');
  expect(convertAmount('0.00000000000075', new ExactDecimal(2))).toBe('0.000000000002');
});

test('totals add up the tree: account → group → group above → book, in shared or dollar currency', () => {
  const accounts = [account('a', 'desk'), account('b', 'desk', 'BTC'), account('c', null)];
  const groups = [
    { id: 'desk', name: 'Desk', parent: 'fund' },
    { id: 'fund', name: 'Fund', parent: null },
  ];
  const entries = [
    entry('a', 'BTC', '2'),
    entry('a', 'USD', '10'),
    entry('b', 'BTC', '3'),
    entry('c', 'USD', '-7'),
  ];
  const { totals, missing } = marginTotals(
    accounts,
    groups,
    entries,
    figures(figure('index', 'btc_usd', '100')),
  );
  expect(missing).toEqual([]);
  expect(totals.map((total) => [total.node, total.parent, total.currency, total.initialMargin])).toEqual([
    ['account:a', 'group:desk', 'USD', '210'],
    ['account:b', 'group:desk', 'BTC', '3'],
    ['account:c', 'book', 'USD', '-7'],
    ['group:desk', 'group:fund', 'USD', '510'],
    ['group:fund', 'book', 'USD', '510'],
    ['book', null, 'USD', '503'],
  ]);
  expect(totals[0]!.rates).toEqual({ 'BTC/USD': '100' });
  expect(totals[1]!.rates).toEqual({});
});

test('a total with a currency that has no rate is left out whole, and said; zero amounts need no rate', () => {
  const entries = [entry('a', 'XRP', '2'), entry('a', 'USD', '10'), entry('b', 'XRP', '0')];
  const accounts = [account('a', null), account('b', null)];
  const { totals, missing } = marginTotals(accounts, [], entries, figures());
  expect(totals.map(({ node, initialMargin }) => [node, initialMargin])).toEqual([['account:b', '0']]);
  expect(missing.map(({ node, from, to, accounts: of }) => [node, from, to, of])).toEqual([
    ['account:a', 'XRP', 'USD', ['a']],
    ['book', 'XRP', 'USD', ['a']],
  ]);
});

test('a cycle of groups ends at the book instead of running for ever', () => {
  const groups = [
    { id: 'x', name: 'X', parent: 'y' },
    { id: 'y', name: 'Y', parent: 'x' },
  ];
  const { totals } = marginTotals([account('a', 'x')], groups, [entry('a', 'USD', '1')], figures());
  expect(totals.map(({ initialMargin }) => initialMargin)).toEqual(['1', '1', '1', '1']);
});

test('the saving is on deposit from zero cash, not on raw margin (the short call of conventions 2)', () => {
  const own = entry('a', 'BTC', '0', { initialMargin: '0.12', depositFromZeroCash: '0.12' });
  const baseline = entry('a', 'BTC', '0', {
    rulebook: 'sm',
    initialMargin: '0.20',
    depositFromZeroCash: '0.15',
    deposit: '0.15',
  });
  const compared = compareWithBaseline([own], [baseline], figures())[0]!.baseline!;
  expect(compared.saving).toBe('0.03');
  expect(Number(compared.savingFraction)).toBeCloseTo(0.2, 15);
  expect(compared.confirmed).toBe(true);
});

test('a cross-collateral entry is compared with all baseline entries, converted', () => {
  const own = entry('a', 'USD', '150');
  const baselines = [
    entry('a', 'BTC', '1', { unconfirmed: ['x'] }),
    entry('a', 'USDT', '50'),
    entry('a', 'XRP', '0'),
  ];
  const market = figures(figure('index', 'btc_usd', '200'));
  const compared = compareWithBaseline([own], baselines, market)[0]!;
  expect(compared.baseline).toMatchObject({
    depositFromZeroCash: '250',
    saving: '100',
    savingFraction: '0.4',
    confirmed: false,
  });
  expect(compared.assumptions.join()).toContain('USDT is counted as 1 USD');
  const unpriced = compareWithBaseline([own], [entry('a', 'XRP', '5')], market)[0]!;
  expect(unpriced.baseline).toBeNull();
  expect(unpriced.assumptions.join()).toContain('no rate from XRP to USD');
});

test('entries per currency take the baseline of their own; what is left over is said', () => {
  const own = [entry('a', 'BTC', '1'), entry('a', 'ETH', '2')];
  const compared = compareWithBaseline(own, [entry('a', 'BTC', '3'), entry('a', 'USDC', '9')], figures());
  expect(compared.map(({ baseline }) => baseline!.depositFromZeroCash)).toEqual(['3', '0']);
  expect(compared[1]!.baseline!.savingFraction).toBeNull();
  expect(compared[0]!.assumptions.join()).toContain('9 USDC');
  const shared = compareWithBaseline(
    [entry('a', 'BTC', '1'), entry('a', 'BTC', '2')],
    [entry('a', 'BTC', '3')],
    figures(),
  );
  expect(shared.map(({ baseline }) => baseline)).toEqual([null, null]);
});

test('market age: oldest, newest, spread, and the greatest age of each class', () => {
  const snapshot = {
    id: 'm',
    time: TIME,
    label: '',
    figures: [
      figure('volatility', 'a', '1', '2025-01-01T07:58:00Z'),
      figure('index', 'a', '1', '2025-01-01T07:59:30Z'),
      figure('volatility', 'b', '1', '2025-01-01T08:00:10Z'),
    ],
  };
  expect(marketAge(snapshot, { volatility: 60 })).toEqual({
    oldest: '2025-01-01T07:58:00Z',
    newest: '2025-01-01T08:00:10Z',
    spreadSeconds: 130,
    byClass: [
      {
        class: 'index',
        figures: 1,
        oldest: '2025-01-01T07:59:30Z',
        maximumAgeSeconds: 30,
        limitSeconds: null,
        pastLimit: 0,
      },
      {
        class: 'volatility',
        figures: 2,
        oldest: '2025-01-01T07:58:00Z',
        maximumAgeSeconds: 120,
        limitSeconds: 60,
        pastLimit: 1,
      },
    ],
  });
  expect(marketAge({ ...snapshot, figures: [] })).toEqual({
    oldest: TIME,
    newest: TIME,
    spreadSeconds: 0,
    byClass: [],
  });
});

test('a node of which only a part has a baseline states the saving of that part, and who is left out', () => {
  const baseline = {
    rulebook: 'isolated',
    initialMargin: '30',
    maintenanceMargin: '30',
    equity: '0',
    freeEquity: '-30',
    deposit: '30',
    depositFromZeroCash: '40',
    saving: '10',
    savingFraction: '0.25',
    confirmed: false,
  };
  const accounts = [account('a', null), account('b', null)];
  const both = [entry('a', 'USD', '30', { baseline }), entry('b', 'USD', '5')];
  const totals = marginTotals(accounts, [], both, figures()).totals;
  const of = (node: string) => totals.find((total) => total.node === node)!;
  expect(of('account:a')).toMatchObject({ saving: '10', savingFraction: '0.25' });
  expect(of('account:a').comparedPart).toBeUndefined();
  expect(of('account:b')).toMatchObject({ saving: null });
  expect(of('account:b').comparedPart).toBeUndefined();
  expect(of('book')).toMatchObject({
    depositFromZeroCash: '35',
    saving: null,
    savingFraction: null,
    comparedPart: {
      depositFromZeroCash: '30',
      baselineDepositFromZeroCash: '40',
      saving: '10',
      savingFraction: '0.25',
      without: ['b'],
    },
  });
});
