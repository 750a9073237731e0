// Equity of a listed account: what each kind of holding adds, with and without a settled price, and money in other currencies.
import { expect, it } from 'vitest';
import { listedEquityByCurrency, listedEquityIn } from '../../../../src-main/margin/blocks/listed/equity.ts';
import { occCpm } from '../../../../src-main/margin/occ-cpm/margin.ts';
import { parametersOf } from '../../books.ts';
import { listedFuture, listedOption, share } from '../../listed-instruments.ts';
import { naiveInput } from '../../naive-values.ts';
import { venueMarket, venuePortfolio } from '../../venue-books.ts';

const aapl = share('AAPL');
const ko = share('KO');
const call = listedOption('AAPL', '2026-12-18', 'call', 250);
const put = listedOption('AAPL', '2026-12-18', 'put', 250);
const daily = listedOption('AAPL', '2026-12-18', 'put', 240, { premium: 'daily' });
const es = listedFuture('cme', 'ESZ26', {
  product: 'ES',
  underlying: 'SPX',
  multiplier: '50',
  day: '2026-12-18',
});
const next = listedFuture('cme', 'ESH27', {
  product: 'ES',
  underlying: 'SPX',
  multiplier: '50',
  day: '2027-03-19',
});
const market = venueMarket({
  'index us-aapl_usd': '240',
  'index us-ko_usd': '66',
  'index spx_usd': '6400',
  'currencyRate EUR/USD': '1.1',
  [`mark ${es.id}`]: '6410',
  [`mark ${next.id}`]: '6460',
  [`mark ${call.id}`]: '7.5',
  [`mark ${put.id}`]: '16',
  [`mark ${daily.id}`]: '9',
});

function equity(
  positions: Record<string, string | [string, string]>,
  money: { cash?: Record<string, string>; loans?: Record<string, string> } = {},
) {
  const book = { instruments: [aapl, ko, call, put, daily, es, next], positions, ...money };
  const portfolio = venuePortfolio(occCpm, book);
  return naiveInput({
    rulebook: occCpm,
    portfolio,
    market,
    parameters: parametersOf('occ-cpm', ['offsets']),
  });
}

it('shares count whole, long and short, whether settled or not; options at once at their mark; futures since their settled price', () => {
  const input = equity(
    {
      [aapl.id]: '100',
      [ko.id]: ['-50', '60'],
      [call.id]: '-2',
      [put.id]: '3',
      [es.id]: ['-4', '6400'],
      [next.id]: '5',
    },
    { cash: { USD: '1000' }, loans: { USD: '300' } },
  );
  expect([...listedEquityByCurrency(input)]).toEqual([
    [
      'USD',
      {
        cash: 700,
        collateral: 0,
        shareValue: 100 * 240 - 50 * 66,
        optionValue: 100 * (3 * 16 - 2 * 7.5),
        unrealisedProfit: -4 * 50 * (6410 - 6400),
      },
    ],
  ]);
});

it('an option paid day by day has no value, only profit since its settled price', () => {
  const input = equity({ [daily.id]: '7', [call.id]: '1' });
  expect(listedEquityByCurrency(input).get('USD')).toMatchObject({ optionValue: 750, unrealisedProfit: 0 });
  const settled = equity({ [daily.id]: ['7', '8'] });
  expect(listedEquityByCurrency(settled).get('USD')).toMatchObject({ optionValue: 0, unrealisedProfit: 700 });
});

it('money in other currencies counts at the snapshot’s rate, which is said; an empty balance is no word worth', () => {
  const said: string[] = [];
  const input = equity({}, { cash: { USD: '10', EUR: '100', GBP: '0' } });
  expect(listedEquityIn(input, 'USD', (sentence) => said.push(sentence)).cash).toBeCloseTo(120, 12);
  expect(said).toEqual([
    'The account asks for USD: what it has in EUR is counted at the snapshot’s rate, without a haircut.',
  ]);
  const unknown = equity({}, { cash: { JPY: '5' } });
  expect(() => listedEquityIn(unknown, 'USD', () => {})).toThrow('JPY/USD');
});
