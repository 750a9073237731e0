// A loan lowers equity like negative cash, under each rulebook that was there before loans.
import { expect, it } from 'vitest';
import { entriesOf, marketOf, portfolioOf } from './books.ts';

const positions = { 'BTC-PERPETUAL': '60000', 'BTC-25JUN27-80000-C': '-1' };
const market = marketOf({
  index: { btc_usd: '60000' },
  mark: { 'BTC-PERPETUAL': '60000' },
  forward: { 'btc_usd 2027-06-25T08:00:00Z': '60000' },
  volatility: { 'BTC-25JUN27-80000-C': '0.6' },
});

it.each(['deribit-pm', 'deribit-sm', 'deribit-cross-pm'])(
  '%s takes what is owed off the cash',
  (rulebook) => {
    const figures = (words: { cash: string; loan?: string }): string[][] =>
      entriesOf(
        rulebook,
        portfolioOf({
          positions,
          cash: { BTC: words.cash },
          ...(words.loan === undefined ? {} : { loan: { BTC: words.loan } }),
        }),
        market,
      ).map((entry) => [entry.currency, entry.equity, entry.initialMargin, entry.freeEquity, entry.deposit]);
    expect(figures({ cash: '3', loan: '1.25' })).toEqual(figures({ cash: '1.75' }));
    expect(figures({ cash: '0', loan: '2' })).toEqual(figures({ cash: '-2' }));
    expect(figures({ cash: '3', loan: '1.25' })).not.toEqual(figures({ cash: '3' }));
  },
);
