// What must hold for every book: trees recombine to the bit, contributions add up, order and lots change nothing, parameters are felt.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFloat } from '../../src-main/domain/decimal.ts';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import { treeFaults } from '../../src-main/margin/blocks/tree.ts';
import { rulebookById, rulebooks } from '../../src-main/margin/registry.ts';
import type { RequirementInput } from '../../src-main/margin/rulebook.ts';
import { type BookWords, entriesOf, portfolioOf, randomBook, randomMarket, randomSymbols } from './books.ts';
import { entriesUnder, parametersUnder } from './engine-books.ts';
import { unfeltParameters } from './felt-parameters.ts';
import { amountsOf, unexplained } from './headline-books.ts';
import {
  everythingListed,
  listedMarket,
  listedRichBooks,
  listedRulebooks,
  randomListedBook,
} from './listed-books.ts';
import { richBooks } from './rich-books.ts';

const sum = (texts: readonly string[]): number => texts.reduce((total, text) => total + toFloat(text), 0);

/** Everything about entries that must be the same to the bit. */
const fingerprint = (entries: readonly MarginEntry[]): string => JSON.stringify(entries);

/** The same book otherwise written down: rows reversed, positions in lots. */
function* halves(portfolio: Portfolio): Generator<Portfolio> {
  const { positions, orders, balances } = portfolio;
  yield {
    ...portfolio,
    instruments: portfolio.instruments.toReversed(),
    positions: positions.toReversed(),
    balances: balances.toReversed(),
    orders: orders.toReversed(),
  };
  yield {
    ...portfolio,
    positions: positions.flatMap((row) =>
      [row.quantity, '0.003', '7', '-7.003'].map((quantity, lot) => ({
        ...row,
        quantity,
        lot: `${row.lot}${lot}`,
      })),
    ),
  };
}

/** What a rulebook’s properties are looked for on: books of coins or of listed instruments, and a market with figures for all of them. */
const coins = {
  books: randomBook.map(portfolioOf),
  market: randomMarket,
  everything: portfolioOf({
    positions: Object.fromEntries(randomSymbols.map((symbol) => [symbol, '1'])),
    cash: { BTC: '1', USDT: '1' },
  }),
  rich: richBooks,
};
const listed = {
  books: randomListedBook,
  market: listedMarket,
  everything: everythingListed,
  rich: listedRichBooks,
};

describe.each(rulebooks.map(({ id }) => id))('%s', (rulebook) => {
  const { books, market, everything, rich } = listedRulebooks.has(rulebook) ? listed : coins;
  const parameters = parametersUnder(rulebook, everything, market.time);
  const entries = (portfolio: Portfolio, detail: RequirementInput['detail'] = 'whole') =>
    entriesUnder(rulebook, portfolio, market, parameters, detail);

  it('trees recombine to the bit; equity parts and contributions add up to the bit', () => {
    fc.assert(
      fc.property(books, (portfolio) => {
        for (const entry of entries(portfolio)) {
          expect(treeFaults(entry.tree)).toEqual([]);
          expect(sum(Object.values(entry.equityParts))).toBe(toFloat(entry.equity));
          expect(sum(entry.contributions.map((line) => line.amount))).toBe(toFloat(entry.initialMargin));
          expect(toFloat(entry.initialMargin)).toBeGreaterThanOrEqual(toFloat(entry.maintenanceMargin));
          expect(entry.tree.amount).toBe(entry.initialMargin);
          const free = toFloat(entry.freeEquity);
          expect(entry.deposit === '0').toBe(free >= 0);
          expect(entry.status === 'passes').toBe(free >= 0);
          for (const level of ['initial', 'maintenance'] as const)
            expect(entry.thresholds.find((one) => one.level === level)!.requirement).toBe(
              entry[`${level}Margin`],
            );
        }
      }),
      { seed: 20260627, numRuns: 8 },
    );
  });

  it('reordering rows and splitting positions into lots changes no bit', () => {
    fc.assert(
      fc.property(books, (portfolio) => {
        const first = fingerprint(entries(portfolio));
        for (const other of halves(portfolio)) expect(fingerprint(entries(other))).toBe(first);
      }),
      { seed: 7, numRuns: 4 },
    );
  });

  it('headline and levels are the whole without its explanation, to the bit', () => {
    fc.assert(
      fc.property(books, (portfolio) => {
        const whole = entries(portfolio);
        expect(entries(portfolio, 'headline')).toEqual(unexplained(whole));
        expect(amountsOf(entries(portfolio, 'levels'))).toEqual(amountsOf(whole));
      }),
      { seed: 20261122, numRuns: 5 },
    );
  });

  it('every kind of parameter reaches an amount of a rich book, or says which books it needs', () => {
    const unfelt = unfeltParameters(rulebook, rich, 1, 3);
    expect(unfelt.filter(({ feltBy }) => feltBy === undefined)).toEqual([]);
    expect(unfelt.length).toBeLessThan(rulebookById(rulebook).parameterFields.length / 2);
  });
});

describe('what can’t be allocated stays small where nothing is dampened, capped or shocked by delta', () => {
  it('segregated portfolio margin of one coin', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -90, max: 90 }),
        fc.integer({ min: -90, max: 90 }),
        (perpetual, options) => {
          fc.pre(perpetual !== 0 || options !== 0);
          const book = {
            positions: {
              'BTC-PERPETUAL': String(perpetual * 1000),
              'BTC-25SEP26-65000-P': String(options / 10),
            },
          };
          const [entry] = entriesOf('deribit-pm', portfolioOf(book), randomMarket);
          fc.pre(entry!.worstScenario!.table === 'standard');
          const rest = entry!.contributions.filter((line) => line.driver === 'notAllocable');
          expect(Math.abs(sum(rest.map((line) => line.amount)))).toBeLessThan(1e-12);
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });
});

describe('every parameter is felt', () => {
  // One book per rulebook in which each number can matter; what it can't feel is listed with the reason.
  const changes: Record<
    string,
    [replaced: Record<string, string | boolean>, book: BookWords, base?: Record<string, string | boolean>][]
  > = {};
  const huge: BookWords = {
    positions: {
      'BTC-PERPETUAL': '90000000',
      'BTC-3JUL26-65000-C': '-3000',
      'BTC-25JUN27-65000-P': '-9000',
      'BTC_USDC-PERPETUAL': '-700',
      'ETH-PERPETUAL': '-40000000',
      'ETH-25JUN27-2000-C': '50000',
    },
    orders: [{ symbol: 'BTC-PERPETUAL', side: 'buy', quantity: '5000000' }],
    cash: { BTC: '1000', ETH: '-5', USDT: '1000000' },
  };
  const correlated = { 'currency.btc.correlationSet': true, 'currency.eth.correlationSet': true };
  const grid: [Record<string, string | boolean>, Record<string, string | boolean>?][] = [
    [{ 'general.maintenanceFactor': '0.7' }],
    [{ 'general.bucketsCount': '5' }],
    [{ 'general.volatilityScenarios': '1' }],
    [{ 'general.volatilityTermDays': '45' }],
    [{ 'general.daysToExpiryFloor': '20' }],
    [{ 'general.rollShockForm': 'linear' }],
    [{ 'general.openOrdersRule': 'none' }],
    [{ 'general.extendedMove.1': '-0.7' }],
    [{ 'general.extendedMove.8': '6' }],
    [{ 'currencyPair.btc_usd.priceRange': '0.17' }],
    [{ 'currencyPair.btc_usd.volatilityRangeUp': '0.6' }],
    [{ 'currencyPair.btc_usd.volatilityRangeDown': '0.3' }],
    [{ 'currencyPair.btc_usd.minimumVolatilityForShockUp': '3' }],
    [{ 'currencyPair.btc_usd.shortTermVegaPower': '0.4' }],
    [{ 'currencyPair.btc_usd.longTermVegaPower': '0.2' }],
    [{ 'currencyPair.btc_usd.extendedTableFactor': '1.5' }],
    [{ 'currencyPair.btc_usd.deltaShockIncrement': '0.00001' }],
    [{ 'currencyPair.btc_usd.deltaShockThreshold': '30000000' }],
    [{ 'currencyPair.btc_usd.maximumDeltaShock': '0.001' }],
    [{ 'currency.btc.annualisedMoveRisk': '0.08' }],
    [{ 'currency.btc.minimumAnnualisedMove': '0.02' }],
    [{ 'currency.btc.extendedDampener': '50000' }],
    [{ 'currency.eth.profitOffset': '0.5' }],
    [{ 'currency.eth.maximumOffsetableProfit': '1000' }],
  ];
  const turned: BookWords = { positions: { 'BTC-PERPETUAL': '-90000000', 'BTC-3JUL26-50000-C': '9000' } };
  changes['deribit-pm'] = grid.map(([replaced, base]) => [replaced, huge, base ?? {}]);
  changes['deribit-pm'].push([{ 'general.deltaNetting': 'netDelta' }, turned]);
  changes['deribit-cross-pm'] = [
    ...grid.map(([replaced, base]): [typeof replaced, BookWords, Record<string, string | boolean>] => [
      replaced,
      huge,
      base ?? {},
    ]),
    [{ 'general.acrossUnderlyings': 'cellByCell' }, huge],
    [{ 'currency.eth.correlationSet': true }, huge, { 'currency.btc.correlationSet': true }],
    [{ 'general.correlationContingency': '0.5' }, huge, correlated],
    [{ 'currency.usdt.haircut': '0.03' }, huge],
    [{ 'currency.btc.haircut': '0.01' }, { cash: { BTC: '3' } }],
    [{ 'general.deltaNetting': 'netDelta' }, turned],
    [{ 'currency.btc.equitySideImpact': 'none' }, huge],
    [{ 'currency.btc.equitySideImpact': 'upside' }, huge],
    [{ 'currency.usd.haircut': '0.1' }, { ...huge, cash: {} }],
  ];
  changes['deribit-sm'] = [
    { 'general.openOrdersRule': 'none' },
    { 'future.btc_usd.initialRate': '0.03' },
    { 'future.btc_usd.initialSlope': '0.0001' },
    { 'future.btc_usd.maintenanceRate': '0.02' },
    { 'future.btc_usd.maintenanceSlope': '0.0001' },
    { 'future.btc_usdc.initialRate': '0.03' },
    { 'option.btc_usd.initialRate': '0.2' },
    { 'option.btc_usd.maintenanceRate': '0.08' },
  ].map((replaced) => [replaced as Record<string, string>, huge]);
  changes['deribit-sm']!.push([
    { 'option.btc_usd.initialMinimum': '0.12' },
    { positions: { 'BTC-3JUL26-80000-C': '-10' } },
  ]);
  for (const [rulebook, list] of Object.entries(changes)) {
    for (const [replaced, book, base] of list) {
      it(`${rulebook}: ${Object.keys(replaced).join()} ${Object.values(replaced).join()}`, () => {
        const before = entriesOf(rulebook, portfolioOf(book), randomMarket, base);
        const after = entriesOf(rulebook, portfolioOf(book), randomMarket, { ...base, ...replaced });
        expect(fingerprint(after)).not.toBe(fingerprint(before));
      });
    }
  }

  it('segregated margin of one coin does not feel how underlyings join', () => {
    const book = portfolioOf({ positions: { 'BTC-PERPETUAL': '1000' } });
    const [entry] = entriesOf('deribit-pm', book, randomMarket);
    const [other] = entriesOf('deribit-pm', book, randomMarket, {
      'general.acrossUnderlyings': 'cellByCell',
    });
    expect(other!.initialMargin).toBe(entry!.initialMargin);
  });
});
