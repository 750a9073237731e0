// What listed instruments pay at expiry, at prices below 0 too, and options that are paid for day by day like futures.
import { expect, test } from 'vitest';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { MarketFigures } from '../../src-main/domain/market.ts';
import { emptyPortfolio, type Portfolio } from '../../src-main/domain/portfolio.ts';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import { screenPortfolio } from '../../src-main/engine/screen.ts';
import { settledAtMark } from '../../src-main/engine/settled-at-mark.ts';
import { resolveInputs } from '../../src-main/pricing/inputs.ts';
import { listedModelValue } from '../../src-main/pricing/listed-arguments.ts';
import { account, instrument, position } from './fixtures/books.ts';
import { LISTED_AS_OF, listedFigure, listedInstruments, listedMarket } from './fixtures/listed-books.ts';
import { toyRulebook } from './fixtures/toy-rulebook.ts';

const EXPIRED = '2026-01-02T20:00:00Z';
const of = (id: string, words: Partial<Instrument> = {}): Instrument => ({
  ...listedInstruments().find((one) => one.id === id)!,
  ...words,
});
const packed = (instruments: Instrument[], rows: [id: string, quantity: string, settledPrice?: string][]) => {
  const portfolio: Portfolio = {
    ...emptyPortfolio(),
    accounts: [account('a')],
    instruments,
    positions: rows.map(([id, quantity, settledPrice = null]) =>
      position('a', id, quantity, { settledPrice }),
    ),
  };
  return packPortfolio(portfolio);
};

test('what has expired is paid in cash: futures below 0, adjusted and normal options, profit alone of what is paid day by day', () => {
  const future = of('nymex:CLH26', { expiry: EXPIRED });
  const normal = of('nymex:LNH26--5-P', { expiry: EXPIRED });
  const adjusted = of('occ:AAPL1260220C00200000', { expiry: EXPIRED });
  const daily = of('nymex:LOH26-55-P', { expiry: EXPIRED, premium: 'daily' });
  const coin = { ...instrument({ symbol: 'BTC-2JAN26', kind: 'future', payoff: 'linear' }), expiry: EXPIRED };
  const instruments = [future, normal, adjusted, daily, coin];
  const figures = [
    listedFigure('settlement', future.id, -37.63),
    listedFigure('settlement', 'nymex:NCLH26', -12),
    listedFigure('settlement', adjusted.id, 260),
    listedFigure('settlement', daily.id, 50),
    listedFigure('settlement', coin.id, -1),
  ];
  const market = new MarketFigures({ id: 'm', time: LISTED_AS_OF, label: '', figures });
  const pack = packed(instruments, [
    [future.id, '2', '1.5'],
    [normal.id, '-3'],
    [adjusted.id, '4'],
    [daily.id, '2', '4.25'],
    [coin.id, '1', '1'],
  ]);
  const inputs = resolveInputs(instruments, market, LISTED_AS_OF);
  const { settled, excluded } = screenPortfolio(pack, inputs, null, (id) =>
    id === 'toy' ? toyRulebook : undefined,
  );
  const paid = Object.fromEntries(
    settled.map(({ holding, balance }) => [
      pack.instruments[pack.holdingInstrument[holding]!]!.id,
      Number(balance.amount),
    ]),
  );
  expect(paid[future.id]).toBeCloseTo(2 * 1000 * (-37.63 - 1.5), 8);
  expect(paid[normal.id]).toBeCloseTo(-3 * 1000 * (-5 + 12), 8);
  expect(paid[adjusted.id]).toBeCloseTo(4 * 100 * (0.8 * 260 + 5.125 - 200), 8);
  expect(paid[daily.id]).toBeCloseTo(2 * 1000 * (5 - 4.25), 8);
  // A coin's price below 0 is no price.
  expect(excluded.map((row) => row.instrument)).toEqual([coin.id]);
});

test('an option paid day by day is settled at its price before the market moves, as futures are; one paid at once is not', () => {
  const daily = of('nymex:LOH26-58-C', { premium: 'daily' });
  const future = of('nymex:CLH26');
  const atOnce = of('nymex:LOH26-55-P');
  const instruments = [daily, atOnce, future];
  const inputs = resolveInputs(instruments, new MarketFigures(listedMarket(instruments)), LISTED_AS_OF);
  const pack = packed(instruments, [
    [daily.id, '-3'],
    [atOnce.id, '5'],
    [future.id, '2'],
  ]);
  const after = settledAtMark(pack, inputs);
  const costOf = (id: string): number =>
    after.holdingCost[after.holdingInstrument.findIndex((place) => after.instruments[place]!.id === id)]!;
  expect(costOf(daily.id)).toBeCloseTo(-3 * 1000 * listedModelValue(inputs.valued.get(daily.id)!), 8);
  expect(costOf(future.id)).toBeCloseTo(2 * 1000 * 58.32, 8);
  expect(costOf(atOnce.id)).toBeNaN();
});
