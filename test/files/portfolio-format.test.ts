import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portfolioJsonSchema } from '../../src-main/contract/portfolio-format.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { listedFields } from '../../src-main/domain/listed-fields.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import {
  type PortfolioContent,
  writePortfolioCsv,
  writePortfolioJson,
} from '../../src-main/files/portfolio-out.ts';
import type { ReadOutcome } from '../../src-main/files/read-outcome.ts';
import { json, pasted, read } from './reading.ts';

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(portfolioJsonSchema());

const identifier = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_:.-]{1,12}$/),
  fc.constantFrom('=1+1', "'x", '+5', '-a', 'ü, "q"', 'two\nlines', ' spaced '),
);
const words = fc.oneof(identifier, fc.constant(''));
const decimal = fc.tuple(fc.boolean(), fc.nat(10 ** 9), fc.nat(10 ** 6)).map(([negative, whole, part]) => {
  const fraction = part === 0 ? '' : `.${String(part).padStart(7, '0').replace(/0+$/, '')}`;
  return `${negative ? '-' : ''}${whole + 1}${fraction}`;
});
const positive = decimal.map((text) => text.replace('-', ''));
const instant = fc
  .integer({ min: 0, max: 4e9 })
  .map((seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'));
const instrumentId = fc.constantFrom(
  'deribit:BTC-27JUN25-100000-C',
  'deribit:ETH-PERPETUAL',
  'deribit:BTC_USDC-26SEP25',
  'own:X',
);

const own = {
  id: 'own:X',
  venue: 'own',
  symbol: 'X',
  kind: 'option',
  payoff: 'linear',
  underlying: 'X',
  priceIndex: 'x_usd',
  quoteCurrency: 'USD',
  settlementCurrency: 'USD',
  quantityUnit: 'base',
  multiplier: '100',
  contractSize: '1',
  expiry: '2027-01-15T21:00:00Z',
  strike: '12.5',
  right: 'put',
  exercise: 'american',
} as const;

const share: Instrument = {
  ...own,
  id: 'own:S',
  symbol: 'S',
  kind: 'spot',
  multiplier: '1',
  expiry: null,
  strike: null,
  right: null,
  exercise: null,
  product: 'S',
};
/** Instruments with and without each listed field: what isn't stated is left out, and stays so. */
const instruments: fc.Arbitrary<Instrument[]> = fc
  .record(
    {
      contractMonth: fc.constantFrom('202603', '20260320'),
      settles: fc.constantFrom('am' as const, 'pm' as const),
      deliversFuture: fc.constantFrom('nymex:CLJ26', '=x'),
      premium: fc.constantFrom('upfront' as const, 'daily' as const),
      deliverableUnits: positive,
      deliverableCash: fc.constantFrom('0', '12.5'),
      priceModel: fc.constant('normal' as const),
    },
    { requiredKeys: [] },
  )
  .map((terms) => [
    own,
    {
      ...own,
      id: 'own:L',
      symbol: 'L',
      product: 'LO',
      ...terms,
      ...(terms.priceModel ? { strike: '-5' } : {}),
    },
    share,
  ]);

function unique<Row>(arbitrary: fc.Arbitrary<Row>, selector: (row: Row) => string): fc.Arbitrary<Row[]> {
  return fc.uniqueArray(arbitrary, { selector, maxLength: 5 });
}

const content: fc.Arbitrary<PortfolioContent> = unique(identifier, (id) => id).chain((ids) => {
  const names = ids.length === 0 ? ['a'] : ids;
  const account = fc.constantFrom(...names);
  return fc.record<PortfolioContent>({
    groups: unique(
      fc.record({ id: identifier, name: words, parent: fc.option(identifier) }),
      (row) => row.id,
    ),
    accounts: fc.tuple(
      ...names.map((id) =>
        fc.record({
          id: fc.constant(id),
          name: words,
          legalEntity: words,
          venue: identifier,
          segregation: fc.constantFrom('house' as const, 'client-omnibus-net' as const),
          marginModel: identifier,
          group: fc.option(identifier),
          reportingCurrency: fc.constantFrom('USD', 'BTC'),
        }),
      ),
    ),
    instruments,
    positions: unique(
      fc.record({
        account,
        instrument: instrumentId,
        strategy: words,
        lot: identifier,
        quantity: decimal,
        averagePrice: fc.option(positive),
        settledPrice: fc.option(positive),
      }),
      (row) => [row.account, row.instrument, row.strategy, row.lot].join('|'),
    ),
    orders: unique(
      fc.record({
        account,
        id: identifier,
        instrument: instrumentId,
        side: fc.constantFrom('buy' as const, 'sell' as const),
        quantity: positive,
        price: fc.option(decimal),
        reduceOnly: fc.boolean(),
      }),
      (row) => `${row.account}|${row.id}`,
    ),
    balances: unique(
      fc
        .record({
          account,
          kind: fc.constantFrom('cash' as const, 'collateral' as const, 'loan' as const),
          currency: fc.constantFrom('BTC', 'USD'),
          amount: decimal,
        })
        .map((row) => (row.kind === 'loan' ? { ...row, amount: row.amount.replace('-', '') } : row)),
      (row) => `${row.account}|${row.kind}|${row.currency}`,
    ),
    given: unique(
      fc.record({
        account,
        currency: fc.constantFrom('BTC', 'USD'),
        component: fc.constantFrom('openOrders' as const, 'spot' as const),
        amount: positive,
        source: words,
      }),
      (row) => `${row.account}|${row.currency}|${row.component}`,
    ),
    limits: unique(
      fc
        .record({
          account,
          measure: fc.constantFrom('usage' as const, 'delta' as const, 'vega' as const),
          underlying: fc.constantFrom('BTC', 'ETH'),
          bucket: fc.constantFrom('all' as const, '30' as const, 'later' as const),
          level: positive.map((text) => (text === '0' ? '1' : text)),
        })
        .map(({ account: of, measure, underlying, bucket, level }) => ({
          account: of,
          measure,
          underlying: measure === 'usage' ? '' : underlying,
          bucket: measure === 'vega' ? bucket : ('' as const),
          warning: level,
          limit: level,
        })),
      (row) => `${row.account}|${row.measure}|${row.underlying}|${row.bucket}`,
    ),
    snapshots: unique(
      fc.record({
        id: identifier,
        time: instant,
        label: words,
        figures: unique(
          fc.record({
            class: fc.constantFrom(
              'index' as const,
              'surface' as const,
              'dividendForecast' as const,
              'ask' as const,
            ),
            key: identifier,
            expiry: fc.oneof(instant, fc.constant('')),
            value: decimal,
            time: instant,
            source: words,
          }),
          (row) => `${row.class}|${row.key}|${row.expiry}`,
        ),
      }),
      (row) => row.id,
    ),
    history: unique(
      fc.record({ series: identifier, time: instant, value: decimal, source: words }),
      (row) => `${row.series}|${row.time}`,
    ),
    parameterSets: unique(
      fc.record({
        id: identifier,
        rulebook: identifier,
        effective: fc.constantFrom('2026-02-15', '2024-06-17'),
        asset: fc.option(identifier),
        label: words,
        origin: fc.constantFrom('preset' as const, 'edited' as const),
        assumed: fc.boolean(),
        parameters: unique(
          fc.record({
            path: identifier,
            value: fc.oneof(fc.boolean(), decimal, fc.constantFrom('true', 'both', '')),
            unit: words,
            source: words,
            confirmed: fc.boolean(),
          }),
          (row) => row.path,
        ),
      }),
      (row) => row.id,
    ),
  });
});

function contentOf(outcome: ReadOutcome): PortfolioContent {
  const {
    groups,
    accounts,
    instruments,
    positions,
    orders,
    balances,
    given,
    limits,
    snapshots,
    history,
    parameterSets,
  } = outcome;
  return {
    groups,
    accounts,
    instruments,
    positions,
    orders,
    balances,
    given,
    limits,
    snapshots,
    history,
    parameterSets,
  };
}

/** Instruments that symbols say are added on reading: compared apart. */
function withoutDerived(read: PortfolioContent): PortfolioContent {
  return { ...read, instruments: read.instruments.filter(({ venue }) => venue === 'own') };
}

describe('Margrave’s own format', () => {
  it('importing the JSON that was exported gives the same content, and the document satisfies its schema', async () => {
    await fc.assert(
      fc.asyncProperty(content, async (original) => {
        const text = writePortfolioJson(original);
        expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
        const outcome = await read(pasted(text, 'portfolio.json'));
        expect(outcome.rejected).toEqual([]);
        expect(withoutDerived(contentOf(outcome))).toEqual(original);
        expect(writePortfolioJson({ ...contentOf(outcome), instruments: original.instruments })).toBe(text);
      }),
      { numRuns: 60, seed: 41 },
    );
  });

  it('importing the CSV files that were exported gives the same content', async () => {
    await fc.assert(
      fc.asyncProperty(content, async (original) => {
        const outcome = await read(writePortfolioCsv(original));
        expect(outcome.rejected).toEqual([]);
        expect(withoutDerived(contentOf(outcome))).toEqual(original);
        expect(outcome.positionAccounts.sort()).toEqual(original.accounts.map(({ id }) => id).sort());
      }),
      { numRuns: 60, seed: 42 },
    );
  });

  it('a document and a file from before the listed fields read as they did', async () => {
    const listed = new Set<string>(listedFields);
    const header = Object.keys(own).filter((field) => !listed.has(field));
    const csv = `${header.join(',')}\n${header.map((field) => own[field as keyof typeof own]).join(',')}\n`;
    expect((await read([{ name: 'instruments.csv', text: csv }])).instruments).toEqual([own]);
    const document = { format: 'margrave-portfolio', version: 1, instruments: [own] };
    expect((await read(json(document))).instruments).toStrictEqual([own]);
    const withNulls = { ...own, ...Object.fromEntries(listedFields.map((field) => [field, null])) };
    const outcome = await read(json({ ...document, instruments: [withNulls] }));
    expect(outcome.instruments).toStrictEqual([own]);
  });

  it('exported text that begins like a formula is inert in a spreadsheet, numbers stay numbers', () => {
    const portfolio: Portfolio = {
      groups: [{ id: '=cmd()', name: '-5', parent: null }],
      accounts: [],
      instruments: [],
      positions: [],
      orders: [],
      balances: [{ account: '@a', kind: 'cash', currency: 'BTC', amount: '-1.5' }],
      given: [],
    };
    const files = writePortfolioCsv({ ...portfolio, snapshots: [], history: [], parameterSets: [] });
    expect(files.find(({ name }) => name === 'groups.csv')?.text).toBe("id,name,parent\n'=cmd(),-5,\n");
    expect(files.find(({ name }) => name === 'balances.csv')?.text).toContain("'@a,cash,BTC,-1.5");
  });

  it('a row needs no instrument that its symbol describes, and has defaults', async () => {
    const outcome = await read(
      json({
        format: 'margrave-portfolio',
        version: 1,
        accounts: [{ id: 'prime-a', venue: 'deribit', marginModel: 'deribit-pm' }],
        positions: [
          { account: 'prime-a', instrument: 'deribit:BTC-27JUN25-100000-C', quantity: '-2.50' },
          { account: 'prime-a', instrument: 'deribit:BTC-27JUN25-100000-C', quantity: '1' },
        ],
        balances: [{ account: 'prime-a', currency: 'BTC', amount: '12' }],
      }),
    );
    expect(outcome.rejected).toEqual([]);
    expect(outcome.positions.map(({ lot, quantity }) => [lot, quantity])).toEqual([
      ['1', '-2.5'],
      ['2', '1'],
    ]);
    expect(outcome.instruments.map(({ id }) => id)).toEqual(['deribit:BTC-27JUN25-100000-C']);
    expect(outcome.balances[0]).toEqual({ account: 'prime-a', kind: 'cash', currency: 'BTC', amount: '12' });
    expect([outcome.positionAccounts, outcome.orderAccounts, outcome.balanceAccounts]).toEqual([
      ['prime-a'],
      [],
      ['prime-a'],
    ]);
  });

  it('rows without a lot take a number that no other row names', async () => {
    const position = { account: 'a', instrument: 'deribit:BTC-PERPETUAL', quantity: '1' };
    const positions = [position, { ...position, lot: '2' }, position, { ...position, lot: '4' }, position];
    const outcome = await read(json({ format: 'margrave-portfolio', version: 1, positions }));
    expect(outcome.rejected).toEqual([]);
    expect(outcome.positions.map(({ lot }) => lot)).toEqual(['1', '2', '3', '4', '5']);
  });

  it.each([
    [
      { positions: [{ account: 'a', instrument: 'deribit:BTC-PERPETUAL', quantity: 5 }] },
      'positions[0].quantity',
      /string/,
    ],
    [
      { positions: [{ account: 'a', instrument: 'deribit:BTC-PERPETUAL', quantity: '1e999' }] },
      'positions[0].quantity',
      /finite/,
    ],
    [
      { positions: [{ account: 'a', instrument: 'deribit:BTC-PERPETUAL', quantity: '1', color: 'red' }] },
      'positions[0].color',
      /not one of the format/,
    ],
    [
      { balances: [{ account: 'a', kind: 'loan', currency: 'USDT', amount: '-5' }] },
      'balances[0].amount',
      /what is owed, a positive amount/,
    ],
    [
      { positions: [{ account: 'a', instrument: 'nowhere:X', quantity: '1' }] },
      'positions[0].instrument',
      /can't tell/,
    ],
    [
      {
        market: [
          {
            id: 's',
            time: '2026-01-01T00:00:00Z',
            figures: [{ class: 'index', key: 'k', value: 'x', time: '2026-01-01T00:00:00Z' }],
          },
        ],
      },
      'market[0].figures[0].value',
      /decimal/,
    ],
    [{ instruments: [{ ...own, strike: null }] }, 'instruments[0].strike', /positive strike/],
    [{ instruments: [{ ...own, settles: 'am' }] }, 'instruments[0].settles', /one with a product/],
    [{ instruments: [{ ...share, premium: 'daily' }] }, 'instruments[0].premium', /this is a spot/],
    [{ instruments: [{ ...share, payoff: 'inverse' }] }, 'instruments[0].payoff', /is linear/],
    [{ instruments: [{ ...own, product: 'X', strike: '-1' }] }, 'instruments[0].strike', /positive strike/],
    [
      { instruments: [{ ...own, product: 'X', contractMonth: 'H26' }] },
      'instruments[0].contractMonth',
      /month/,
    ],
    [
      { instruments: [{ ...own, product: 'X', deliverableCash: '-1' }] },
      'instruments[0].deliverableCash',
      /negative/,
    ],
    [
      {
        balances: [
          { account: 'a', currency: 'BTC', amount: '1' },
          { account: 'a', currency: 'BTC', amount: '2' },
        ],
      },
      'balances[1].currency',
      /earlier row/,
    ],
  ])('rejects a row with its path (%#)', async (sections, column, reason) => {
    const { rejected } = await read(json({ format: 'margrave-portfolio', version: 1, ...sections }));
    expect(rejected).toHaveLength(1);
    expect(rejected[0]!.row.column).toBe(column);
    expect(rejected[0]!.row.reason).toMatch(reason);
    expect(rejected[0]!.row.line).toBe(1);
    expect(rejected[0]!.row.remedy).not.toBe('');
  });

  it.each([
    [{ format: 'margrave-portfolio', version: 2 }, /newer Margrave/],
    [{ format: 'margrave-portfolio', version: 1, postions: [] }, /“postions” is not one of the format/],
    [{ format: 'margrave-portfolio', version: 1, positions: {} }, /must be a list/],
  ])('refuses a document as a whole (%#)', async (document, message) => {
    await expect(read(json(document))).rejects.toThrow(message);
    expect(validate(document)).toBe(false);
  });
});
