// OKX's portfolio margin: the published example transcribed, the venue's worked tiers, hedges by hand, and what must hold for every book.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFloat } from '../../src-main/domain/decimal.ts';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import type { MarketSnapshot } from '../../src-main/domain/market.ts';
import { okxInstrument } from '../../src-main/domain/okx-instrument.ts';
import { emptyPortfolio, type Portfolio } from '../../src-main/domain/portfolio.ts';
import { recombine } from '../../src-main/margin/blocks/recombine.ts';
import { treeFaults } from '../../src-main/margin/blocks/tree.ts';
import { okxPm } from '../../src-main/margin/okx-pm/margin.ts';
import { typedParameters } from '../../src-main/margin/okx-pm/typed-parameters.ts';
import type { RequirementInput } from '../../src-main/margin/rulebook.ts';
import {
  amountOf,
  type BookWords,
  entriesOf,
  lineOf,
  marketOf,
  parametersOf,
  portfolioOf,
  randomBook,
  randomMarket,
} from './books.ts';
import { naiveInput } from './naive-values.ts';

const id = 'okx-pm';
const sum = (texts: readonly string[]): number => texts.reduce((total, text) => total + toFloat(text), 0);
const bookOf = (positions: Record<string, string>, cash: Record<string, string> = {}): Portfolio => {
  const base = portfolioOf({ cash });
  const instruments = Object.keys(positions).map((symbol) => okxInstrument(symbol)!);
  return {
    ...base,
    instruments,
    positions: instruments.map((instrument) => ({
      account: 'a',
      instrument: instrument.id,
      strategy: '',
      lot: '1',
      quantity: positions[instrument.symbol]!,
      averagePrice: null,
      settledPrice: null,
    })),
  };
};
const okxMarket = (
  words: Parameters<typeof marketOf>[0],
  marks: Record<string, string>,
): ReturnType<typeof marketOf> => {
  const market = marketOf(words);
  const { time } = market;
  for (const [symbol, value] of Object.entries(marks))
    market.figures.push({ class: 'mark', key: `okx:${symbol}`, expiry: '', value, time, source: 'test' });
  return market;
};

describe('published numbers', () => {
  it('the documented example: BTC-USDT-SWAP −0.1, LTC-USDT-SWAP +10 (OKX API documentation, 15 January 2025)', () => {
    const market = okxMarket(
      {
        time: '2025-01-15T10:26:41.642Z',
        index: { btc_usdt: '97078.9', ltc_usdt: '101.9951' },
        rate: { 'USDT/USD': '0.99954' },
      },
      { 'BTC-USDT-SWAP': '97093.7', 'LTC-USDT-SWAP': '102' },
    );
    const [entry] = entriesOf(
      id,
      bookOf({ 'BTC-USDT-SWAP': '-0.1', 'LTC-USDT-SWAP': '10' }, { USDT: '-78589.37' }),
      market,
    );
    const published: Record<string, number> = {
      'initialMargin/units/BTC/maintenance/mr1': 1164.4109244719994,
      'initialMargin/units/BTC/maintenance/mr4': 19.4098073796,
      'initialMargin/units/BTC/maintenance/mr6': 1164.4109244720003,
      'initialMargin/units/BTC/maintenance/mr7': 43.67206660410001,
      'initialMargin/units/BTC/maintenance': 1183.8207318516002,
      'initialMargin/units/BTC': 1538.9669514070802,
      'initialMargin/units/LTC/maintenance/mr4': 8.1562464,
      'initialMargin/units/LTC/maintenance/mr7': 7.1367156,
      'maintenanceMargin/borrowing': 1571.064377796,
      'initialMargin/borrowing': 7855.32188898,
    };
    for (const [path, amount] of Object.entries(published))
      expect(amountOf(entry!, path), path).toBeCloseTo(amount, 9);
    // The index of LTC is known to five digits only, and MR1 follows it.
    expect(amountOf(entry!, 'initialMargin/units/LTC/maintenance')).toBeCloseTo(191.6629744572, 3);
    expect(Number(entry!.ratio!.value)).toBeCloseTo(-25.95365779811705, 5);
    expect(lineOf(entry!, 'initialMargin/units/BTC').confirmed).toBe(true);
  });

  it('tiers: 30,000 raw is 50,000 charged; a depeg of 10 million hedged at 0.99 is 202,500 (OKX help centre, worked examples)', () => {
    const parameters = typedParameters(parametersOf(id, okxPm.assets([], [])));
    const tiered = (tiers: unknown, amount: number): number =>
      recombine('tieredSum', [amount], { tiers: JSON.stringify(tiers) });
    const btc = typedParameters(parametersOf(id, ['BTC'])).unit('BTC');
    expect(tiered(btc.closingTiers, 30_000)).toBe(50_000);
    expect(tiered(parameters.depegTiers(0.99), 10_000_000)).toBe(202_500);
  });

  it('moves of before January 2025 are used on a day before it, and tier 2 and other coins have their own', () => {
    const moves = (asOf: string, coin: string): readonly number[] =>
      typedParameters(parametersOf(id, ['BTC', 'TIER2', 'OTHER'], {}, undefined, asOf)).unit(coin).moves;
    expect(moves('2024-12-31', 'BTC')).toEqual([0.05, 0.1, 0.15]);
    expect(moves('2025-01-06', 'BTC')).toEqual([0.04, 0.08, 0.12]);
    expect(moves('2025-01-06', 'DOGE')).toEqual([0.06, 0.12, 0.18]);
    expect(moves('2025-01-06', 'HYPE')).toEqual([0.08, 0.16, 0.25]);
  });
});

describe('by hand', () => {
  const market = okxMarket(
    {
      index: { btc_usd: '60000', btc_usdt: '60000', btc_usdc: '60000' },
      rate: { 'USDT/USD': '1', 'USDC/USD': '1' },
    },
    {
      'BTC-USDT-SWAP': '60000',
      'BTC-USDC-SWAP': '60000',
      'BTC-USD-SWAP': '60000',
      'BTC-USDT-260925': '60600',
    },
  );
  it('a short coin contract against its coins keeps its worth in dollars: only basis is left', () => {
    // 2 BTC and −120,000 USD: every cell is 0. MR4 = 120,000 × 0.2 % = 240; MR7 = 120,000 × 0.45 % = 540 binds; IM = 1.3 × 540.
    const [entry] = entriesOf(id, bookOf({ 'BTC-USD-SWAP': '-120000' }, { BTC: '2' }), market);
    expect(amountOf(entry!, 'initialMargin/units/BTC/maintenance/mr1')).toBeLessThan(1e-9);
    expect(amountOf(entry!, 'initialMargin/units/BTC/maintenance/mr4')).toBeCloseTo(240, 9);
    expect(Number(entry!.initialMargin)).toBeCloseTo(1.3 * 540, 9);
    const [without] = entriesOf(id, bookOf({ 'BTC-USD-SWAP': '-120000' }, { BTC: '2' }), market, {
      'general.spotInUse': 'none',
    });
    expect(amountOf(without!, 'initialMargin/units/BTC/maintenance/mr1')).toBeCloseTo(14_400, 9);
  });

  it('perpetual against future of another dollar currency: basis per expiry, depeg on the hedged delta', () => {
    // +1 BTC at 60,000 in USDC, −1 BTC at 60,600 in USDT, 90 days. MR1 0. MR4 = 60,000·0.2 % + 60,600·5 %·90/365 = 120 + 747.123…
    // MR9: 60,000 hedged at 1 → 0.5 % = 300. MR7 = 120,600 × 0.45 % = 542.7.
    const [entry] = entriesOf(id, bookOf({ 'BTC-USDC-SWAP': '1', 'BTC-USDT-260925': '-1' }), market);
    expect(amountOf(entry!, 'initialMargin/units/BTC/maintenance/mr4')).toBeCloseTo(
      120 + (60_600 * 0.05 * 90) / 365,
      9,
    );
    expect(amountOf(entry!, 'initialMargin/units/BTC/maintenance/mr9')).toBeCloseTo(300, 9);
    expect(Number(entry!.maintenanceMargin)).toBeCloseTo(120 + (60_600 * 0.05 * 90) / 365 + 300, 9);
    expect(entry!.unconfirmed.join()).toContain('MR4 of dated instruments is an interpretation');
  });

  it('what is owed is margined beside the units: a loan and equity below 0', () => {
    // 1,000 USDT lent and spent to −500 besides: 1,500 owed, 2 and 10 %; fee 0.1 % of 1,500 + 30.
    const book = bookOf({}, { USDT: '-500' });
    book.balances.push({ account: 'a', kind: 'loan', currency: 'USDT', amount: '1000' });
    const [entry] = entriesOf(id, book, market);
    expect([entry!.maintenanceMargin, entry!.initialMargin, entry!.equity]).toEqual(['30', '150', '-1500']);
    expect(Number(entry!.ratio!.value)).toBeCloseTo(-1500 / (30 + 1.53), 12);
    expect(entry!.thresholds.find((one) => one.level === 'liquidation')?.ratio).toBe('1');
  });

  it('the deposit pays off dollars owed, and what is asked for borrowing them, before it adds to equity', () => {
    // −1,000 USD and 500 USDT: 10 % of 1,000 asked, equity −500. A dollar brings 1.1 until 1,000 are paid.
    const short = (usd: number): MarginEntry =>
      entriesOf(id, bookOf({}, { USDT: '500', USD: String(usd) }), market)[0]!;
    expect(Number(short(-1000).deposit)).toBeCloseTo(600 / 1.1, 9);
    const passes = (usd: number): boolean =>
      toFloat(short(usd).equity) >= toFloat(short(usd).initialMargin) - 1e-9;
    expect([passes(-1000 + 600 / 1.1), passes(-1000 + 600 / 1.1 - 0.01)]).toEqual([true, false]);
    // Maintenance asks 2 %, liquidation 0.1 % of what is owed and of that besides, the account mode 10,000 and nothing for owing.
    const deposits = Object.fromEntries(
      short(-1000).thresholds.map((one) => [one.level, Number(one.deposit)]),
    );
    expect(deposits.initial).toBe(Number(short(-1000).deposit));
    expect(deposits.maintenance).toBeCloseTo(520 / 1.02, 9);
    expect(deposits.liquidation).toBeCloseTo((520 + 1.02) / (1.02 + 0.00102), 9);
    expect(deposits.minimumEquity).toBeCloseTo(10_500, 9);
    // A loan isn't paid off by cash: it is asked for all the same.
    const lent = bookOf({}, { USD: '-200' });
    lent.balances.push({ account: 'a', kind: 'loan', currency: 'USD', amount: '1000' });
    // Owed 1,200, equity −1,200, asked 120: 200 at 1.1, then 1,100 whole.
    expect(Number(entriesOf(id, lent, market)[0]!.deposit)).toBeCloseTo(200 + (1320 - 220), 9);
  });

  it('MR5 of a coin option is its delta, net of its premium, times its years: the premium is not taken off twice', () => {
    const book = bookOf({ 'BTC-USD-260925-60000-C': '1' });
    const entry = entriesOf(id, book, market)[0]!;
    const at = (path: string): number => amountOf(entry, `initialMargin/units/BTC/maintenance/${path}`);
    // 90 days: rho = T · Δ; MR4 = |Δ| · max(0.2 %, 5 % · T); weights 0.9 and −0.5 at 5 and 3 % per year.
    const years = 90 / 365;
    expect(at('mr5/first') / at('mr4')).toBeCloseTo((years * 0.9 * 0.05) / Math.max(0.002, 0.05 * years), 6);
    expect(at('mr5/second') / at('mr5/first')).toBeCloseTo((0.5 * 0.03) / (0.9 * 0.05), 9);
  });

  it('volatility moves by the larger of points and share, between the nodes of days', () => {
    const book = bookOf({ 'BTC-USD-260712-60000-C': '1', 'BTC-USD-260925-60000-C': '1' });
    const input = naiveInput({
      rulebook: okxPm,
      portfolio: book,
      market,
      parameters: parametersOf(id, okxPm.assets(book.instruments, [])),
    });
    const { scenarios, rowVolatility } = input.values.scenarios;
    const factor = (state: string): number[] => [
      ...rowVolatility!.find((one) => scenarios[one.scenario]!.volatility === state)!.factor,
    ];
    // 15 days: points 27.5, share 42.5 % of 50 % = 21.25; 90 days: points 20, share 12.5.
    expect(factor('up').map((one) => one.toFixed(12))).toEqual(['1.550000000000', '1.400000000000']);
    expect(factor('down').map((one) => one.toFixed(12))).toEqual(['0.450000000000', '0.600000000000']);
    expect(scenarios).toHaveLength(21 + 2 + 1);
  });

  it('MR3 is 0 until its stand-in is chosen, and both are said', () => {
    const book = bookOf({ 'BTC-USD-260712-60000-C': '-1', 'BTC-USD-260925-60000-C': '1' });
    const vega = (form: string): MarginEntry => {
      const parameters = parametersOf(id, okxPm.assets(book.instruments, []), { 'vega.form': form });
      const input = naiveInput({ rulebook: okxPm, portfolio: book, market, parameters });
      const measures = input.values.measures;
      // 70 and 100 USD per point: 70 cancel, half the gross less net; 5 points.
      const values = {
        ...input.values,
        measures: (row: number) => ({ ...measures(row), vega: row === 0 ? 70 : 100 }),
      };
      return okxPm.requirement({ ...input, values })[0]!;
    };
    expect(amountOf(vega('off'), 'initialMargin/units/BTC/maintenance/mr3')).toBe(0);
    expect(vega('off').unconfirmed.join()).toContain('MR3, the vega between expiries, is left out');
    expect(amountOf(vega('offsetting'), 'initialMargin/units/BTC/maintenance/mr3')).toBe(5 * 70);
  });
});

describe('what the venue lists', () => {
  it('coin contracts and linear ones in USDT and USDC as they are; linear options as coin options; the rest refused or in USDC', () => {
    const own = portfolioOf({
      positions: { 'BTC-PERPETUAL': '1', 'BTC-25SEP26-65000-C': '1', 'BTC_USDC-PERPETUAL': '1' },
    }).instruments;
    for (const instrument of own)
      expect([okxPm.refuses(instrument), okxPm.twin!(instrument)]).toEqual([null, null]);
    const [option] = portfolioOf({ positions: { 'BTC_USDC-25SEP26-65000-C': '1' } }).instruments;
    expect(okxPm.twin!(option!)).toMatchObject({
      instrument: { id: option!.id, payoff: 'inverse', quoteCurrency: 'USD', settlementCurrency: 'BTC' },
      carriedAs: 'option settled in BTC, quantity in BTC',
    });
    const [sol] = portfolioOf({ positions: { 'SOL_USDC-25SEP26-150-C': '1' } }).instruments;
    expect(okxPm.refuses(sol!)).toContain('options on BTC and ETH only');
    const paradex = {
      ...own[2]!,
      id: 'paradex:BTC-USD-PERP',
      venue: 'paradex',
      quoteCurrency: 'USD',
      settlementCurrency: 'USD',
    };
    expect(okxPm.twin!(paradex)?.instrument).toMatchObject({
      quoteCurrency: 'USDC',
      settlementCurrency: 'USDC',
    });
  });
});

describe('every book', () => {
  it('trees recombine, contributions and equity parts add up to the bit; order, lots and detail change no bit', () => {
    fc.assert(
      fc.property(randomBook, (book) => {
        const [entry] = entriesOf(id, portfolioOf(book), randomMarket);
        expect(treeFaults(entry!.tree)).toEqual([]);
        expect(entry!.tree.amount).toBe(entry!.initialMargin);
        expect(sum(entry!.contributions.map((line) => line.amount))).toBe(toFloat(entry!.initialMargin));
        expect(sum(Object.values(entry!.equityParts))).toBe(toFloat(entry!.equity));
        const reversed: BookWords = {
          ...book,
          positions: Object.fromEntries(
            Object.entries(book.positions ?? {})
              .reverse()
              .map(([symbol, quantity]) => [symbol, [String(quantity), '0.003', '7', '-7.003']]),
          ),
        };
        expect(JSON.stringify(entriesOf(id, portfolioOf(reversed), randomMarket))).toBe(
          JSON.stringify([entry]),
        );
        for (const detail of ['headline', 'levels'] as const) {
          const [short] = entriesOf(id, portfolioOf(book), randomMarket, {}, detail);
          expect(short).toEqual({
            ...entry,
            tables: [],
            contributions: [],
            tree: { ...entry!.tree, children: [] },
          });
        }
      }),
      { seed: 20260627, numRuns: 12 },
    );
  });

  it('cells of a table are the sum of their shares', () => {
    const portfolio = portfolioOf({
      positions: { 'BTC-PERPETUAL': '-90000', 'BTC-25SEP26-65000-C': '1', 'ETH-PERPETUAL': '5000' },
      cash: { BTC: '1' },
    });
    const parameters = parametersOf(id, okxPm.assets(portfolio.instruments, ['BTC']));
    const input = naiveInput({ rulebook: okxPm, portfolio, market: randomMarket, parameters });
    const [entry] = okxPm.requirement(input);
    const table = entry!.tables.find((one) => one.table === 'standard:BTC')!;
    const cell = input.values.scenarios.scenarios.findIndex(
      (scenario) => scenario.id === table.scenarios[2]!.id,
    );
    const shares = okxPm.scenarioShares!(
      input,
      { nettingSet: 'account', currency: 'USD', table: 'standard:BTC' },
      cell,
    );
    expect(shares.map((one) => one.label)).toEqual([
      'BTC-25SEP26-65000-C',
      'BTC-PERPETUAL',
      'BTC spot in use',
    ]);
    expect(shares.reduce((total, one) => total + one.amount, 0)).toBeCloseTo(
      Number(table.scenarios[2]!.profitAndLoss),
      6,
    );
  });

  it('every number of the presets is felt by a book that can feel it', () => {
    const expiries = ['3JUL26', '17JUL26', '31JUL26', '4SEP26', '25DEC26', '25JUN27'];
    const book: BookWords = {
      positions: {
        'BTC-PERPETUAL': '200000000',
        'BTC_USDC-PERPETUAL': '-9000',
        ...Object.fromEntries(
          expiries.map((expiry, place) => [`BTC-${expiry}-65000-C`, String(place % 2 ? -200 : 300)]),
        ),
        'BTC-31JUL26-200000-C': '-400',
        'BTC-25JUN27': '50000',
        'ETH-PERPETUAL': '-190000000',
        'ETH-25SEP26': '70000',
        'SOL_USDC-PERPETUAL': '90000',
        'SOL_USDC-25SEP26': '-10000',
        'AVAX_USDC-PERPETUAL': '900000',
        'AVAX_USDC-25SEP26': '-10000',
      },
      cash: { BTC: '3500', USDT: '-5000', ETH: '-10', USDC: '700', USD: '5' },
    };
    const portfolio = portfolioOf(book);
    const assets = okxPm.assets(portfolio.instruments, ['USDT']);
    const base = { 'vega.form': 'offsetting', 'rates.actsOn': 'optionsAndFutures' };
    const markets = ['0.992', '0.97'].map((rate) =>
      marketOf({
        index: { btc_usd: '65000', eth_usd: '2000', btc_usdc: '65010', sol_usdc: '150', avax_usdc: '20' },
        volatility: Object.fromEntries(
          ['3JUL26', '31JUL26', '25DEC26'].map((expiry) => [`BTC-${expiry}-65000-C`, '1.5']),
        ),
        rate: { 'USDC/USD': rate, 'USDT/USD': '0.999' },
      }),
    );
    // Values are made anew only for what reaches the scenarios.
    const reachesScenarios = /^(assetClass|volatility|general\.timeDecayHours|unit\.\w+\.(move|extremeMove))/;
    const valued = (market: MarketSnapshot, replaced: Record<string, string | boolean>) => {
      const parameters = parametersOf(id, assets, { ...base, ...replaced });
      const input = naiveInput({ rulebook: okxPm, portfolio, market, parameters });
      const known = input.values.holdings.map((holding) => ({
        ...input.values.measures(holding.row),
        vega: 3,
      }));
      return { ...input, values: { ...input.values, measures: (row: number) => known[row]! } };
    };
    const figures = (input: RequirementInput): string =>
      JSON.stringify(okxPm.requirement(input), (key, value) =>
        key === 'inputs' || key === 'unconfirmed' ? undefined : value,
      );
    const before = markets.map((market) => {
      const input = valued(market, {});
      return { market, input, figures: figures(input) };
    });
    const isFelt = (path: string, changed: string): boolean =>
      before.some(({ market, input, figures: known }) => {
        const parameters = parametersOf(id, assets, { ...base, [path]: changed });
        const own = reachesScenarios.test(path) ? valued(market, { [path]: changed }) : input;
        return figures({ ...own, parameters }) !== known;
      });
    const unfelt = parametersOf(id, assets).parameters.filter(({ path, value, unit }) => {
      const changed =
        unit === 'choice'
          ? { hedging: 'none', off: 'off', options: 'options', btc: 'tier2', eth: 'tier2', tier2: 'other' }[
              String(value)
            ]
          : value === '0'
            ? '0.01'
            : String(Number(value) * (path.endsWith('.days') || path.endsWith('.price') ? 1.001 : 0.97));
      return !isFelt(path, changed!);
    });
    // Classes of coins that the book doesn't hold, and equity in USDT that it doesn't have.
    const notHere = /^assetClass\.(ada|bch|bnb|doge|ltc|ordi|pepe|shib|wld|xrp)$|^currency\.usdt\.discount$/;
    expect(unfelt.map((row) => row.path).filter((path) => !notHere.test(path))).toEqual([]);
  });
});

it('an account with nothing has no entry', () => {
  expect(entriesOf(id, { ...emptyPortfolio(), accounts: portfolioOf({}).accounts }, randomMarket)).toEqual(
    [],
  );
});

it('an account with nothing but amounts of another venue has an entry that says so', () => {
  const empty = { ...emptyPortfolio(), accounts: portfolioOf({}).accounts };
  const given = [
    { account: 'a', currency: 'USDT', component: 'openOrders' as const, amount: '12', source: 'x' },
  ];
  const [entry] = entriesOf(id, { ...empty, given }, randomMarket);
  expect(entry).toMatchObject({ initialMargin: '0', deposit: '0' });
  expect(entry?.assumptions).toContain('Amounts that another venue stated are not counted here.');
});
