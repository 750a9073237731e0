// A headline is the whole entry without its explanation: every amount, level and sentence to the bit; levels alone are its amounts.
import { describe, it } from 'vitest';
import { marketOf } from './books.ts';
import { expectHeadline, expectHeadlines } from './headline-books.ts';

describe.each(['deribit-pm', 'deribit-cross-pm', 'deribit-sm'])('%s', (rulebook) => {
  it('headline and levels equal whole to the bit on random books', () => expectHeadlines(rulebook, 20));

  it('says the same of its root where every line is confirmed, and where none is', () => {
    const market = marketOf({ index: { btc_usd: '65000' }, mark: { 'BTC-PERPETUAL': '65010' } });
    expectHeadline(rulebook, { positions: { 'BTC-PERPETUAL': '500000' }, cash: { BTC: '3' } }, market);
    expectHeadline(rulebook, { cash: { BTC: '3' } }, market);
    expectHeadline(rulebook, { positions: { 'BTC-25SEP26-65000-P': '-20' } });
  });
});
