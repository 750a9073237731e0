// The change between two runs through the program's own rulebooks: ties, equal factors, expiries, figures and parameters that one run lacks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACTORS } from '../../src-main/analysis/change-split.ts';
import { exactSum } from '../../src-main/analysis/shapley.ts';
import type { ComputedChange } from '../../src-main/engine/change-protocol.ts';
import { runChange } from '../../src-main/engine/run-change.ts';
import { marketOf, portfolioOf, randomMarket } from '../margin/books.ts';
import { expectTies } from './fixtures/change-ties.ts';
import {
  context,
  movedMarket,
  pairOf,
  parametersFor,
  type RunWords,
  randomPair,
  sideOf,
} from './fixtures/run-pairs.ts';

const words = (more: Partial<RunWords> = {}): RunWords => ({
  portfolio: portfolioOf({
    positions: { 'BTC-PERPETUAL': '100000', 'BTC-25SEP26-65000-P': '-5' },
    cash: { BTC: '3' },
  }),
  market: randomMarket,
  rulebook: null,
  parameters: parametersFor('deribit-pm'),
  ...more,
});
const initialOf = (change: ComputedChange, nettingSet: string) =>
  change.entries.find((entry) => entry.nettingSet === nettingSet)!.measures[0]!;
const rowOf = (change: ComputedChange, symbol: string) =>
  change.entries.flatMap(({ rows }) => rows).find((row) => row.symbol === symbol)!;

it('random pairs of runs tie to the last digit: measures, positions, totals, and the stored results', () => {
  fc.assert(
    fc.property(randomPair, ({ from, to }) => {
      const pair = pairOf(from, to);
      expectTies(runChange(pair, context), pair.from, pair.to);
    }),
    { seed: 31, numRuns: 12 },
  );
});

it('there and back again: every part changes its sign and nothing else', () => {
  fc.assert(
    fc.property(randomPair, ({ from, to }) => {
      const there = runChange(pairOf(from, to), context);
      const back = runChange(pairOf(to, from), context);
      const [one, other] = [there, back].map(({ total }) => total?.measures[0]);
      for (const factor of FACTORS) {
        // Cut the other way round, a third may differ in its last place.
        const sum = Number(exactSum([one?.parts[factor] ?? '0', other?.parts[factor] ?? '0']));
        expect(Math.abs(sum)).toBeLessThan(1e-20);
      }
    }),
    { seed: 32, numRuns: 4 },
  );
});

describe('runs that share factors', () => {
  it('equal runs have no change and need one margin', () => {
    const change = runChange(pairOf(words(), words()), context);
    expect(change.combinations).toBe(1);
    expect(change.entries.flatMap(({ measures }) => measures.map((measure) => measure.change))).toSatisfy(
      (changes: string[]) => changes.length > 0 && changes.every((amount) => amount === '0'),
    );
    expect(change.notices).toEqual([]);
  });

  it('a quote that comes with the market is the market’s, also where it brings its instrument along', () => {
    // Both know the option; only the second snapshot has the future that says what its forward is.
    const positions = { 'BTC-25SEP26-65000-P': '-5' };
    const known = { index: { btc_usd: '65000' }, volatility: { 'BTC-25SEP26-65000-P': '0.5' } };
    const portfolio = portfolioOf({ positions, cash: { BTC: '3' } });
    const { instruments } = portfolioOf({ positions: { ...positions, 'BTC-25SEP26': '10' } });
    const from = words({ portfolio, market: marketOf(known) });
    const to = words({
      portfolio: { ...portfolio, instruments },
      market: marketOf({ ...known, mark: { 'BTC-25SEP26': '66000' } }),
    });
    const pair = pairOf(from, to);
    const change = runChange(pair, context);
    const { parts, change: whole } = initialOf(change, 'BTC');
    expect(whole).not.toBe('0');
    expect(parts).toEqual({ positions: '0', market: whole, parameters: '0', time: '0' });
    expectTies(change, pair.from, pair.to);
    // With trades besides, the quote is still none of theirs.
    const traded = portfolioOf({ positions, cash: { BTC: '4' } });
    const both = runChange(pairOf(from, { ...to, portfolio: { ...traded, instruments } }), context);
    expect(initialOf(both, 'BTC').parts.positions).toBe('0');
  });

  it('only the price moved: all of it is the market, by two margins', () => {
    const pair = pairOf(words(), words({ market: movedMarket(0.9, 1, 0) }));
    const change = runChange(pair, context);
    expect(change.combinations).toBe(2);
    const { parts, change: whole } = initialOf(change, 'BTC');
    expect(parts).toEqual({ positions: '0', market: whole, parameters: '0', time: '0' });
    expect(whole).not.toBe('0');
    expectTies(change, pair.from, pair.to);
  });

  it('ages and sources of figures are no change of the market', () => {
    const relabelled = {
      ...randomMarket,
      id: 'other',
      label: 'other',
      figures: randomMarket.figures.map((figure) => ({
        ...figure,
        source: 'other',
        time: '2026-06-27T07:00:00Z',
      })),
    };
    expect(runChange(pairOf(words(), words({ market: relabelled })), context).combinations).toBe(1);
  });

  it('only time passed', () => {
    const change = runChange(
      pairOf(words(), words({ market: { ...randomMarket, time: '2026-07-20T08:00:00Z' } })),
      context,
    );
    const { parts, change: whole } = initialOf(change, 'BTC');
    expect(parts).toEqual({ positions: '0', market: '0', parameters: '0', time: whole });
    expect(whole).not.toBe('0');
  });
});

describe('what happened to the positions', () => {
  const from = words({
    portfolio: portfolioOf({
      positions: {
        'BTC-PERPETUAL': '100000',
        'BTC-3JUL26-65000-C': '-4',
        'BTC-25SEP26-80000-C': '-2',
        'BTC-25SEP26-65000-P': '-5',
      },
      cash: { BTC: '3' },
    }),
  });
  const to = words({
    portfolio: portfolioOf({
      positions: { 'BTC-PERPETUAL': '250000', 'BTC-25SEP26-65000-P': '-5', 'BTC-31JUL26-50000-P': '-3' },
      cash: { BTC: '2.5' },
    }),
    market: movedMarket(1.05, 1.1, 200),
  });
  const pair = pairOf(from, to);
  const change = runChange(pair, context);

  it('new, closed, changed, expired and kept rows are told apart and add up', () => {
    expect(rowOf(change, 'BTC-31JUL26-50000-P')).toMatchObject({
      state: 'new',
      quantityFrom: null,
      quantityTo: '-3',
      from: '0',
    });
    expect(rowOf(change, 'BTC-25SEP26-80000-C')).toMatchObject({
      state: 'closed',
      quantityFrom: '-2',
      quantityTo: null,
      to: '0',
    });
    expect(rowOf(change, 'BTC-PERPETUAL')).toMatchObject({
      state: 'changed',
      quantityFrom: '100000',
      quantityTo: '250000',
    });
    expect(rowOf(change, 'BTC-3JUL26-65000-C')).toMatchObject({
      state: 'expired',
      quantityTo: null,
      to: '0',
    });
    expect(rowOf(change, 'BTC-25SEP26-65000-P').state).toBe('kept');
    const { positionParts, parts } = initialOf(change, 'BTC');
    expect(positionParts!.expiries).toBe(rowOf(change, 'BTC-3JUL26-65000-C').parts.positions);
    expect(positionParts!.newTrades).toBe(rowOf(change, 'BTC-31JUL26-50000-P').parts.positions);
    expect(exactSum(Object.values(positionParts!))).toBe(parts.positions);
    expectTies(change, pair.from, pair.to);
  });

  it('rows come with the largest change first', () => {
    const sizes = change.entries[0]!.rows.map((row) => Math.abs(Number(row.change)));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('what expired in between is settled at the index, and that is said', () => {
    expect(change.notices.join(' ')).toMatch(
      /Neither snapshot has a settlement price of 1 expired instrument; settled at the index of each combination: BTC-3JUL26-65000-C at (65000 and 68250|68250 and 65000)\./,
    );
  });

  it('what expired in between is expired though its row is still in the book', () => {
    const settlement = {
      class: 'settlement' as const,
      key: 'deribit:BTC-3JUL26-65000-C',
      expiry: '',
      value: '65500',
      time: to.market.time,
      source: 'test',
    };
    const market = { ...to.market, figures: [...to.market.figures, settlement] };
    const left = pairOf(from, { ...from, market });
    const again = runChange(left, context);
    expect(rowOf(again, 'BTC-3JUL26-65000-C')).toMatchObject({
      state: 'expired',
      quantityFrom: '-4',
      quantityTo: '-4',
      to: '0',
    });
    expect(rowOf(again, 'BTC-25SEP26-80000-C').state).toBe('kept');
    expectTies(again, left.from, left.to);
    // Settled in both runs: nothing happened to it in between.
    const later = { ...market, time: new Date(Date.parse(market.time) + 86_400_000).toISOString() };
    const after = runChange(pairOf({ ...from, market }, { ...from, market: later }), context);
    expect(rowOf(after, 'BTC-3JUL26-65000-C')).toBeUndefined();
  });

  it('a settlement price in either snapshot is used instead', () => {
    const settled = {
      ...to.market,
      figures: [
        ...to.market.figures,
        {
          class: 'settlement' as const,
          key: 'deribit:BTC-3JUL26-65000-C',
          expiry: '',
          value: '70000',
          time: to.market.time,
          source: 'test',
        },
      ],
    };
    const again = runChange(pairOf(from, { ...to, market: settled }), context);
    expect(again.notices.join(' ')).not.toMatch(/Neither snapshot/);
  });

  it('rows in another order are the same change to the bit', () => {
    const shuffled = (side: RunWords): RunWords => ({
      ...side,
      portfolio: {
        ...side.portfolio,
        positions: side.portfolio.positions.toReversed(),
        instruments: side.portfolio.instruments.toReversed(),
      },
    });
    const { milliseconds: _no, ...again } = {
      ...runChange(pairOf(shuffled(from), shuffled(to)), context),
      milliseconds: 0,
    };
    expect(again).toEqual(change);
  });
});

describe('what one run lacks', () => {
  it('figures are taken from the other, prices moved with their index, and counted', () => {
    const figures = {
      index: { btc_usd: '60000' },
      mark: { 'BTC-PERPETUAL': '60000' },
    };
    const from = words({
      portfolio: portfolioOf({ positions: { 'BTC-PERPETUAL': '100000' }, cash: { BTC: '3' } }),
      market: marketOf(figures),
    });
    const to = words({
      portfolio: portfolioOf({
        positions: { 'BTC-25SEP26': '50000', 'BTC-25SEP26-65000-P': '-5' },
        cash: { BTC: '3' },
      }),
      market: marketOf({
        index: { btc_usd: '66000' },
        mark: { 'BTC-25SEP26': '67320' },
        volatility: { 'BTC-25SEP26-65000-P': '0.5' },
      }),
    });
    const pair = pairOf(from, to);
    const change = runChange(pair, context);
    expectTies(change, pair.from, pair.to);
    expect(change.notices).toContainEqual(
      expect.stringMatching(
        /^The market of run first lacks 3 figures .*1 of class mark, 1 of class volatility, 1 of class forward.*taken from run second, prices moved with their index\.$/,
      ),
    );
    expect(rowOf(change, 'BTC-25SEP26-65000-P').state).toBe('new');
  });

  it('parameters of a currency that only the other run holds', () => {
    const withoutEther = parametersFor('deribit-pm');
    const set = withoutEther['deribit-pm']!;
    withoutEther['deribit-pm'] = {
      ...set,
      parameters: set.parameters.filter(({ path }) => !/\.eth(_|\.)/.test(path)),
    };
    const from = words({ parameters: withoutEther });
    const to = words({
      portfolio: portfolioOf({
        positions: { 'BTC-PERPETUAL': '100000', 'ETH-PERPETUAL': '50000' },
        cash: { BTC: '3' },
      }),
    });
    const pair = pairOf(from, to);
    const change = runChange(pair, context);
    expectTies(change, pair.from, pair.to);
    expect(change.notices).toContainEqual(
      expect.stringMatching(/^The parameter sets of run first say nothing of deribit-pm currency\.eth/),
    );
    // Nothing that run first holds rests on them: the change is all positions.
    for (const { measures } of change.entries) expect(measures[0]!.parts.parameters).toBe('0');
  });

  it('a row that a run itself left out counts nothing, and is named', () => {
    const figures = randomMarket.figures.filter(({ key }) => !/eth/i.test(key));
    const from = words({ market: { ...randomMarket, figures } });
    const positions = { 'BTC-PERPETUAL': '100000', 'ETH-25SEP26': '50000' };
    const portfolio = portfolioOf({ positions, cash: { BTC: '3' } });
    const to = words({ portfolio, market: { ...movedMarket(1.1, 1, 0), figures } });
    const pair = pairOf(from, to);
    const change = runChange(pair, context);
    expectTies(change, pair.from, pair.to);
    expect(change.notices).toEqual([
      'Run second left 1 row out (deribit:ETH-25SEP26); what it left out counts nothing in it.',
    ]);
  });
});

describe('what can’t be', () => {
  it('a stored result that doesn’t come out again by the same engine stops it', () => {
    const pair = pairOf(words(), words({ market: movedMarket(0.9, 1, 0) }));
    pair.from.stored[0] = { ...pair.from.stored[0]!, initialMargin: '1' };
    expect(() => runChange(pair, context)).toThrow(/Run first doesn’t come out as it was stored: a BTC BTC/);
  });

  it('of another engine it is said, and the split goes on', () => {
    const pair = pairOf(words(), words({ market: movedMarket(0.9, 1, 0) }));
    pair.from.stored[0] = { ...pair.from.stored[0]!, initialMargin: '1' };
    pair.from.engineVersion = '0.0.1';
    const { notices } = runChange(pair, context);
    expect(notices).toContainEqual(
      expect.stringMatching(/^Run first was made by engine 0\.0\.1 .* 1 entry comes out differently/),
    );
  });

  it('parameters that neither run has', () => {
    const from = words();
    const portfolio = words().portfolio;
    const to = words({
      rulebook: 'deribit-sm',
      parameters: parametersFor('deribit-sm'),
      portfolio: {
        ...portfolio,
        accounts: portfolio.accounts.map((account) => ({ ...account, marginModel: 'deribit-cross-pm' })),
      },
    });
    expect(() => runChange(pairOf(from, to), context)).toThrow(
      /The change can’t be split: the margin of one combination \(positions of second, market of first, parameters of first, time of first\) can’t be computed\. No parameter set of/,
    );
  });

  it('is cancelled between two combinations', () => {
    let asked = 0;
    const pair = pairOf(words(), words({ market: movedMarket(0.9, 1, 3) }));
    const stopping = { ...context, isCancelled: () => ++asked > 6 };
    expect(() => runChange(pair, stopping)).toThrow(/cancelled/);
  });
});

it('the sides of a pair carry what the desk stores', () => {
  const side = sideOf('first', words());
  expect(side.hashes.portfolio).toMatch(/^[0-9a-f]{64}$/);
  expect(side.stored.length).toBeGreaterThan(0);
});
