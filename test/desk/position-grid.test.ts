// The grid against a plain re-reading of the same rows: filter, sort, groups, pages.
import { describe, expect, test } from 'vitest';
import { readFilter } from '../../src-main/desk/grid/filter-language.ts';
import { PositionGrid } from '../../src-main/desk/grid/position-grid.ts';
import { positionSums } from '../../src-main/desk/grid/position-sums.ts';
import { holdingKey, PositionTable, type TableMeasures } from '../../src-main/desk/grid/position-table.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { InstrumentMeasure } from '../../src-main/domain/margin-result.ts';
import type { Position } from '../../src-main/domain/portfolio.ts';

const base: Omit<Instrument, 'id' | 'symbol' | 'kind' | 'expiry' | 'strike' | 'right' | 'exercise'> = {
  venue: 'deribit',
  payoff: 'inverse',
  underlying: 'BTC',
  priceIndex: 'btc_usd',
  quoteCurrency: 'USD',
  settlementCurrency: 'BTC',
  quantityUnit: 'base',
  multiplier: '1',
  contractSize: '1',
};
const option = (symbol: string, expiry: string, strike: string, right: 'call' | 'put'): Instrument => ({
  ...base,
  id: `deribit:${symbol}`,
  symbol,
  kind: 'option',
  expiry,
  strike,
  right,
  exercise: 'european',
});
const perpetual = (underlying: string): Instrument => ({
  ...base,
  underlying,
  settlementCurrency: underlying,
  id: `deribit:${underlying}-PERPETUAL`,
  symbol: `${underlying}-PERPETUAL`,
  kind: 'perpetual',
  quantityUnit: 'quote',
  expiry: null,
  strike: null,
  right: null,
  exercise: null,
});
const instruments = new Map(
  [
    option('BTC-26JUN26-60000-C', '2026-06-26T08:00:00Z', '60000', 'call'),
    option('BTC-26JUN26-50000-P', '2026-06-26T08:00:00Z', '50000', 'put'),
    option('BTC-25DEC26-90000-C', '2026-12-25T08:00:00Z', '90000', 'call'),
    perpetual('BTC'),
    perpetual('ETH'),
  ].map((instrument) => [instrument.id, instrument]),
);
const position = (
  account: string,
  instrument: string,
  quantity: string,
  strategy = '',
  lot = '1',
): Position => ({
  account,
  instrument: `deribit:${instrument}`,
  strategy,
  lot,
  quantity,
  averagePrice: null,
  settledPrice: null,
});
const positions = [
  position('alpha', 'BTC-25DEC26-90000-C', '3', 'wings'),
  position('alpha', 'BTC-26JUN26-50000-P', '-2', 'wings'),
  position('alpha', 'BTC-26JUN26-60000-C', '-10', 'covered'),
  position('alpha', 'BTC-26JUN26-60000-C', '4', 'covered', '2'),
  position('alpha', 'BTC-PERPETUAL', '50000'),
  position('beta-2', 'ETH-PERPETUAL', '-700'),
];
const measure = (instrument: string, value: number, delta: number): InstrumentMeasure => ({
  instrument: `deribit:${instrument}`,
  forward: 60000,
  volatility: 0.6,
  volatilityLevel: 'own quote',
  time: 0.5,
  value,
  mark: value,
  delta,
  gamma: 0.001,
  vega: 20,
  theta: -5,
});
const measures: TableMeasures = {
  instruments: new Map(
    [
      measure('BTC-25DEC26-90000-C', 0.05, 0.25),
      measure('BTC-26JUN26-50000-P', 0.02, -0.25),
      measure('BTC-26JUN26-60000-C', 0.1, 0.5),
      measure('BTC-PERPETUAL', 0, 0.0000166),
      measure('ETH-PERPETUAL', 0, 0.0005),
    ].map((one) => [one.instrument, one]),
  ),
  holdings: new Map([
    [
      holdingKey('alpha', 'deribit:BTC-26JUN26-60000-C'),
      { quantity: -6, contribution: 1.5, currency: 'BTC' },
    ],
  ]),
  excluded: new Map([[holdingKey('beta-2', 'deribit:ETH-PERPETUAL'), 'no index price']]),
};
const names = new Map([['alpha', 'Prime A']]);
const table = new PositionTable(positions, instruments, measures, names);
const grid = new PositionGrid(table);
type Asked = Parameters<PositionGrid['page']>[0];
const plain: Asked = { account: null, filter: '', sort: [], groupBy: [], closedGroups: [] };
const shown = (asked: Partial<Asked>): string[] =>
  grid
    .page({ ...plain, ...asked }, null, 0, 500)
    .rows.map((row) => (row.type === 'group' ? `${row.depth}:${row.label}(${row.count})` : row.row.quantity));

describe('filter', () => {
  test.each([
    ['', ['3', '-2', '-10', '4', '50000', '-700']],
    ['wings', ['3', '-2']],
    ['WINGS call', ['3']],
    ['underlying:ETH', ['-700']],
    ['kind:option quantity<0', ['-2', '-10']],
    ['expiry:2026-06', ['-2', '-10', '4']],
    ['expiry>2026-06', ['3']],
    ['strike>=60000', ['3', '-10', '4']],
    ['delta>0.7', ['3', '4', '50000'].filter((quantity) => quantity !== '50000' || 50000 * 0.0000166 > 0.7)],
    ['account:"beta"', []],
    ['account:beta', ['-700']],
    ['"beta-2"', ['-700']],
    ['"beta"', []],
    ['deribit:BTC-PERP', ['50000']],
    ['excluded:yes', ['-700']],
    ['kind:option right:put', ['-2']],
    ['quantity=4', ['4']],
    ['nothing-like-this', []],
    ['account:"Prime A" right:call', ['3', '-10', '4']],
    ['-kind:option', ['50000', '-700']],
    ['not underlying:BTC or wings', ['3', '-2', '-700']],
    ['underlying:ETH | right:put', ['-2', '-700']],
    ['(right:call or right:put) quantity<0', ['-2', '-10']],
    ['kind:option -(quantity<0 or strategy:wings)', ['4']],
    ['underlying:eth,btc strike:none', ['50000', '-700']],
    ['expiry<2026-09-01 quantity>0', ['4']],
    ['expiry:26JUN26 right!=call', ['-2']],
    ['expiry>=25DEC26', ['3']],
    ['strike:60000..90000', ['3', '-10', '4']],
    ['quantity>=50k', ['50000']],
    ['excluded:no expiry:none', ['50000']],
    ['qty=4 and covered', ['4']],
    ['strategy:none', ['50000', '-700']],
    // Half typed: what is there so far.
    ['wings or', ['3', '-2']],
    ['(wings', ['3', '-2']],
    ['wings -', ['3', '-2']],
  ])('%s', (filter, quantities) => {
    expect(shown({ filter })).toEqual(quantities);
  });

  test('a number column compared with a word is refused with an example', () => {
    expect(() => readFilter('delta>lots')).toThrow(/compares delta with “lots”.*delta>0\.5/);
  });

  test.each([
    ['strike>', /strike with nothing yet/, 0, 7],
    ['wings stike>5', /no field “stike”. Did you mean strike>/, 6, 5],
    ['undrlying:BTC', /Did you mean underlying:/, 0, 9],
    ['colour=red', /no field “colour”. Its fields are/, 0, 6],
    ['expiry<soon', /“soon”, which is no day/, 0, 11],
    ['wings)', /closes a bracket/, 5, 1],
  ])('%s is refused with a sentence that says where', (filter, sentence, at, length) => {
    expect(() => readFilter(filter)).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: expect.stringMatching(sentence),
        detail: expect.objectContaining({ at, length }),
      }),
    );
  });
});

describe('order', () => {
  test('several columns, and the book’s own order where they agree', () => {
    expect(
      shown({
        sort: [
          { column: 'kind', direction: 'descending' },
          { column: 'quantity', direction: 'ascending' },
        ],
      }),
    ).toEqual(['-700', '50000', '-10', '-2', '3', '4']);
    expect(shown({ sort: [{ column: 'account', direction: 'ascending' }] })).toEqual(shown({}));
  });

  test('rows without a value come last either way', () => {
    expect(shown({ sort: [{ column: 'strike', direction: 'ascending' }] }).slice(-2)).toEqual([
      '50000',
      '-700',
    ]);
    expect(shown({ sort: [{ column: 'strike', direction: 'descending' }] }).slice(-2)).toEqual([
      '50000',
      '-700',
    ]);
  });

  test('pages cut the same order without gap or overlap', () => {
    const whole = grid.page(plain, null, 0, 500).rows;
    const cut = [0, 2, 4].flatMap((offset) => grid.page(plain, null, offset, 2).rows);
    expect(cut).toEqual(whole);
    expect(grid.page(plain, new Set(['beta-2']), 0, 10)).toMatchObject({
      total: 1,
      positions: 1,
      excluded: 1,
    });
  });
});

describe('groups', () => {
  test('two levels, with counts; a closed one hides what is below', () => {
    expect(shown({ groupBy: ['underlying', 'kind'] })).toEqual([
      '0:BTC(5)',
      '1:option(4)',
      '3',
      '-2',
      '-10',
      '4',
      '1:perpetual(1)',
      '50000',
      '0:ETH(1)',
      '1:perpetual(1)',
      '-700',
    ]);
    expect(shown({ groupBy: ['underlying', 'kind'], closedGroups: ['underlying=BTC/kind=option'] })).toEqual([
      '0:BTC(5)',
      '1:option(4)',
      '1:perpetual(1)',
      '50000',
      '0:ETH(1)',
      '1:perpetual(1)',
      '-700',
    ]);
  });

  test('the headings above a page are given with it', () => {
    const asked: Asked = { ...plain, groupBy: ['underlying', 'kind'] };
    const above = (offset: number): string[] =>
      grid.page(asked, null, offset, 2).above.map(({ label }) => label);
    expect([0, 1, 2, 5, 6, 7, 8, 10].map(above)).toEqual([
      [],
      ['BTC'],
      ['BTC', 'option'],
      ['BTC', 'option'],
      ['BTC'],
      ['BTC', 'perpetual'],
      [],
      ['ETH', 'perpetual'],
    ]);
  });

  test('places stand for positions; a group for all of its own where it is closed or chosen by itself', () => {
    const asked: Asked = { ...plain, groupBy: ['underlying', 'kind'] };
    const quantities = (ranges: [number, number][], question = asked): string[] =>
      grid.chosen(question, null, ranges).map((row) => table.row(row).quantity);
    expect(quantities([[2, 3]])).toEqual(['3', '-2']);
    expect(quantities([[1, 2]])).toEqual(['3']);
    expect(quantities([[1, 1]])).toEqual(['3', '-2', '-10', '4']);
    expect(
      quantities(
        [
          [8, 8],
          [10, 10],
          [2, 2],
        ],
        asked,
      ),
    ).toEqual(['-700', '3']);
    const closed: Asked = { ...asked, closedGroups: ['underlying=BTC/kind=option'] };
    expect(quantities([[0, 2]], closed)).toEqual(['3', '-2', '-10', '4']);
  });

  test('subtotals add what can be added, and leave out what has no common unit', () => {
    const [btc] = grid.page({ ...plain, filter: 'underlying:BTC', groupBy: ['underlying'] }, null, 0, 1).rows;
    if (btc?.type !== 'group') throw new Error('no group');
    expect(btc.currency).toBe('BTC');
    expect(Number(btc.subtotals.value)).toBeCloseTo(3 * 0.05 - 2 * 0.02 - 6 * 0.1, 12);
    expect(Number(btc.subtotals.delta)).toBeCloseTo(0.75 + 0.5 - 3 + 0.83, 12);
    const [all] = grid.page({ ...plain, filter: 'kind:perp', groupBy: ['kind'] }, null, 0, 1).rows;
    if (all?.type !== 'group') throw new Error('no group');
    expect([all.currency, all.subtotals.delta, all.subtotals.value]).toEqual([null, null, null]);
    expect(all.subtotals.vega).toBe(String(20 * 50000));
  });
});

test('a holding’s contribution is shared over its rows; an excluded row shows its reason and no figures', () => {
  const rows = grid
    .page(plain, null, 0, 10)
    .rows.flatMap((row) => (row.type === 'position' ? [row.row] : []));
  expect(rows.map(({ contribution }) => contribution)).toEqual([null, null, '2.5', '-1', null, null]);
  expect(rows[5]).toMatchObject({
    excluded: 'no index price',
    value: null,
    delta: null,
    quantityUnit: 'USD',
  });
});

test('sums keep every unit by itself, and pass over what has no figure', () => {
  const sums = positionSums(table, Int32Array.from([0, 1, 2, 3, 4, 5]));
  expect(sums).toMatchObject({ rows: 6, excluded: 1, contribution: [{ currency: 'BTC', amount: '1.5' }] });
  expect(sums.value.map(({ currency }) => currency)).toEqual(['BTC']);
  expect(Number(sums.value[0]?.amount)).toBeCloseTo(0.15 - 0.04 - 0.6, 12);
  expect(sums.greeks.map(({ underlying }) => underlying)).toEqual(['BTC']);
  expect(Number(sums.greeks[0]?.delta)).toBeCloseTo(0.75 + 0.5 - 3 + 0.83, 12);
  expect(Number(sums.greeks[0]?.vega)).toBeCloseTo(20 * (3 - 2 - 6 + 50000), 6);
  expect(positionSums(table, new Int32Array())).toEqual({
    rows: 0,
    excluded: 0,
    value: [],
    contribution: [],
    greeks: [],
  });
});
