// A venue that lists linear contracts only, and books of inverse ones carried there (conventions 28).
import { describe, expect, test } from 'vitest';
import { toFloat } from '../../src-main/domain/decimal.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import { carryShare } from '../../src-main/engine/carried-rows.ts';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import { PreparedAccount } from '../../src-main/engine/prepared-account.ts';
import type { MarginRequest } from '../../src-main/engine/protocol.ts';
import { type RunContext, runMargin } from '../../src-main/engine/run-margin.ts';
import type { InstrumentTwin, RequirementInput, Rulebook } from '../../src-main/margin/rulebook.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { account, book, EXPIRIES, figure, instruments, market, position, request } from './fixtures/books.ts';
import { toyIsolated, toyParameters, toyRulebook, toyRulebooks } from './fixtures/toy-rulebook.ts';

const PERPETUAL = 'test:BTC-PERPETUAL';
const CALL = 'test:BTC-2025-01-31-100000-call';
const SOL = 'test:SOL_USDC-PERPETUAL';
const MULTIPLIER = '0.01';

/** Contracts of 0.01 of the underlying, settled in USDC. */
function linear(instrument: Instrument): InstrumentTwin | null {
  if (instrument.payoff === 'linear') return null;
  return {
    instrument: {
      ...instrument,
      venue: 'linearis',
      payoff: 'linear',
      settlementCurrency: 'USDC',
      quantityUnit: 'base',
      multiplier: MULTIPLIER,
    },
    carriedAs: `linear ${instrument.kind} of ${MULTIPLIER}, settled in USDC`,
  };
}

let asked: RequirementInput[] = [];
const linearis: Rulebook = {
  ...toyRulebook,
  id: 'linearis',
  venue: 'linearis',
  label: 'Linearis',
  twin: linear,
  requirement(input) {
    asked.push(input);
    return toyRulebook.requirement(input);
  },
};
const found: Record<string, Rulebook> = {
  linearis,
  'toy-isolated': { ...toyIsolated, twin: linear, venue: 'linearis' },
};
const context: RunContext = { kernel: scalarKernel, findRulebook: (id) => found[id] ?? toyRulebooks(id) };
const under = (rulebook: string, words: Partial<MarginRequest> = {}): Partial<MarginRequest> => ({
  rulebook,
  parameters: Object.fromEntries(['linearis', 'toy', 'toy-isolated'].map((id) => [id, toyParameters(id)])),
  ...words,
});

function run(portfolio: Portfolio, words: Partial<MarginRequest> = {}) {
  asked = [];
  const answer = runMargin(request(portfolio, under('linearis', words)), context);
  return { answer, input: asked[0]! };
}

describe('a book of inverse rows where only linear ones are listed', () => {
  const portfolio = book(
    [
      position('a', PERPETUAL, '-100050', { settledPrice: '90000' }),
      position('a', CALL, '-2'),
      position('a', SOL, '3'),
    ],
    {
      balances: [{ account: 'a', kind: 'cash', currency: 'BTC', amount: '1' }],
      orders: [
        {
          account: 'a',
          id: '1',
          instrument: CALL,
          side: 'buy',
          quantity: '4',
          price: '0.05',
          reduceOnly: false,
        },
        {
          account: 'a',
          id: '2',
          instrument: PERPETUAL,
          side: 'sell',
          quantity: '200100',
          price: '101000',
          reduceOnly: false,
        },
      ],
    },
  );
  const figures = market(portfolio.instruments);
  figures.figures.push(figure('mark', CALL, '0.06'));
  const { answer, input } = run(portfolio, { market: figures });
  const [option, perpetual, sol] = input.values.holdings;

  test('exposure stays: contracts of 0.01 at the row’s own price; what the venue lists is left alone', () => {
    expect(option!.quantity).toBe(-200);
    // −100,050 USD at 100,050 is −1 BTC: −100 contracts.
    expect(perpetual!.quantity).toBeCloseTo(-100, 10);
    expect(perpetual!.instrument.settlementCurrency).toBe('USDC');
    expect(sol!.quantity).toBe(3);
    expect(sol!.instrument.venue).toBe('test');
  });

  test('an option’s mark is turned into the venue’s quotation, a future’s stays', () => {
    const { forward } = input.values.columns;
    expect(input.values.mark(option!.row)).toBe(0.06 * forward[option!.row]!);
    expect(input.values.mark(perpetual!.row)).toBe(100_050);
    expect(forward[perpetual!.row]).toBe(100_050);
  });

  test('profit so far is paid out in coin and counted no more', () => {
    expect([perpetual!.cost, perpetual!.unsettledQuantity]).toEqual([null, 0]);
    const [own, paid] = input.portfolio.balances;
    expect(own!.amount).toBe('1');
    expect([paid!.kind, paid!.currency]).toEqual(['cash', 'BTC']);
    // −Q·(1/90,000 − 1/100,050) with Q = 100,050 short
    expect(toFloat(paid!.amount)).toBeCloseTo(100_050 / 100_050 - 100_050 / 90_000, 12);
    const btc = answer.result.entries.find(({ currency }) => currency === 'BTC')!;
    expect(toFloat(btc.equity)).toBeCloseTo(1 + 1 - 100_050 / 90_000, 12);
  });

  test('orders are turned alike', () => {
    const [call, perpetual] = input.portfolio.orders;
    expect(call!.quantity).toBe('400');
    expect(toFloat(call!.price!)).toBe(0.05 * input.values.columns.forward[option!.row]!);
    expect(toFloat(perpetual!.quantity)).toBeCloseTo(200, 10);
    expect(perpetual!.price).toBe('101000');
  });

  test('each mapped row says what it is carried as and what delta is left', () => {
    const { mapped } = answer.result;
    expect(mapped!.map(({ instrument }) => instrument)).toEqual([CALL, PERPETUAL]);
    const [call, future] = mapped!;
    expect([call!.quantity, call!.carriedQuantity]).toEqual(['-2', '-200']);
    expect(call!.carriedAs).toBe('linear option of 0.01, settled in USDC');
    // An inverse option’s delta is net of its value in coin, which the linear one has not.
    const value = answer.instruments.find(({ instrument }) => instrument === CALL)!.value;
    expect(toFloat(call!.residualDelta)).toBeCloseTo(-2 * value, 12);
    expect(Math.abs(toFloat(future!.residualDelta))).toBeLessThan(1e-12);
  });

  test('values and Greeks that are shown are those of the held rows', () => {
    const native = runMargin(request(portfolio, { market: figures, ...under('toy') }), context);
    expect(answer.instruments).toEqual(native.instruments);
    expect(answer.holdings.value).toEqual(native.holdings.value);
    expect(answer.holdings.quantity).toEqual(native.holdings.quantity);
    expect([...answer.holdings.contribution].some(Number.isNaN)).toBe(false);
    expect(native.result.mapped).toEqual([]);
  });

  test('the baseline is of the same carried rows', () => {
    const usdc = answer.result.entries.find(({ currency }) => currency === 'USDC')!;
    expect(toFloat(usdc.baseline!.initialMargin)).toBeGreaterThan(toFloat(usdc.initialMargin));
  });
});

test('the same inputs are carried as the same objects, so that kept valuations are found again', () => {
  const [instrument] = instruments();
  const held = {
    instrument: instrument!,
    forward: 5,
    forwardLevel: 'mark',
    volatility: null,
    volatilityLevel: null,
    time: null,
    mark: 5,
  } as const;
  const share = {
    rulebook: linearis,
    holdings: [
      {
        account: 'a',
        instrument: held.instrument.id,
        quantity: 1,
        cost: null,
        unsettledQuantity: 0,
        place: 0,
      },
    ],
    orders: [],
  };
  const inputs = { valued: new Map([[held.instrument.id, held]]), unvalued: new Map() };
  const once = carryShare(share, inputs);
  expect(once.inputs[0]).toBe(carryShare(share, inputs).inputs[0]);
  expect(once.inputs[0]).not.toBe(held);
  // A venue’s own instrument, and any under a rulebook without twins, is the very row.
  const { twin: _twin, ...plain } = linearis;
  expect(carryShare({ ...share, rulebook: { ...linearis, venue: 'test' } }, inputs).holdings).toBe(
    share.holdings,
  );
  expect(carryShare({ ...share, rulebook: plain }, inputs).inputs).toEqual([held]);
});

test('a twin of another expiry is no twin', () => {
  const wrong: Rulebook = {
    ...linearis,
    twin: (instrument) => {
      const twin = linear(instrument);
      return twin && { ...twin, instrument: { ...twin.instrument, expiry: EXPIRIES[1] } };
    },
  };
  const words = { kernel: scalarKernel, findRulebook: () => wrong };
  expect(() => runMargin(request(book([position('a', PERPETUAL, '1')]), under('linearis')), words)).toThrow(
    'as an instrument of another expiry',
  );
});

test('a moved market moves what was carried before the move: contracts stay, and their profit counts', () => {
  const portfolio = book([position('a', PERPETUAL, '100050')], { accounts: [account('a')] });
  const { market: snapshot, ...rest } = request(portfolio, under('linearis'));
  const base = {
    ...rest,
    portfolio: packPortfolio(portfolio),
    market: snapshot,
    history: [],
    allowExcluded: false,
  };
  asked = [];
  new PreparedAccount(base, context).answer(
    {
      holdings: [],
      gone: [],
      added: [],
      dropped: [],
      balances: null,
      parameters: null,
      history: null,
      move: { price: 0.1, volatility: 0, nextExpiry: false },
    },
    () => {},
  );
  const [before, after] = asked;
  expect(before!.values.holdings[0]!.quantity).toBeCloseTo(100, 10);
  const [moved] = after!.values.holdings;
  expect(moved!.quantity).toBe(before!.values.holdings[0]!.quantity);
  expect(moved!.cost).toBeCloseTo(100_050, 6);
  expect(moved!.unsettledQuantity).toBe(moved!.quantity);
  expect(after!.portfolio.balances).toEqual([]);
});
