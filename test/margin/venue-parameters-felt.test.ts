// Every kind of parameter of Paradex, Binance and Hyperliquid reaches a result of some book; what only some books feel says which.
import { describe, expect, it } from 'vitest';
import { fieldOfPath } from '../../src-main/margin/blocks/parameter-reader.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { parametersOf } from './books.ts';
import { instrumentOf, type VenueBook, venueEntries, venueMarket } from './venue-books.ts';

const option = (id: string, expiry: string, strike: string) =>
  instrumentOf(id, { kind: 'option', expiry, strike, right: 'call', exercise: 'european' });
const near = option('paradex:BTC-USD-31OCT26-60000-C', '2026-10-30T14:00:00Z', '60000');
const far = option('paradex:BTC-USD-29JAN27-90000-C', '2027-01-29T08:00:00Z', '90000');
const one = instrumentOf('paradex:BTC-USD-PERP');
const two = instrumentOf('paradex:BTC-USDX-PERP');
const inverse = instrumentOf('binance:BTCUSD_PERP', {
  payoff: 'inverse',
  settlementCurrency: 'BTC',
  quantityUnit: 'quote',
});
const linear = instrumentOf('binance:BTCUSDT', { settlementCurrency: 'USDT' });
const dated = {
  ...linear,
  id: 'binance:BTCUSDT_261225',
  kind: 'future' as const,
  expiry: '2026-12-25T08:00:00Z',
};
const perpetual = instrumentOf('hyperliquid:BTC');

const market = venueMarket({
  'index btc_usd': '60000',
  'index hype_usd': '40',
  ...Object.fromEntries(
    [one, two, inverse, linear, dated, perpetual].map(({ id }) => [`mark ${id}`, '60000']),
  ),
  [`forward btc_usd ${near.expiry}`]: '60000',
  [`forward btc_usd ${far.expiry}`]: '60000',
  [`forward btc_usd ${dated.expiry}`]: '60000',
  [`volatility ${near.id}`]: '0.1',
  [`volatility ${far.id}`]: '0.5',
  [`mark ${near.id}`]: '400',
  [`mark ${far.id}`]: '9',
});

/** Per rulebook: books, and the rows changed first so that a provision or a cap is there to be felt. */
const cases: Record<string, { books: VenueBook[]; base: Record<string, string>; assets: string[] }> = {
  'paradex-pm': {
    assets: ['BTC'],
    base: { 'asset.btc.fundingRate': '0.0001' },
    books: [
      { instruments: [one], positions: { [one.id]: '3' }, cash: { BTC: '1' } },
      { instruments: [one, two], positions: { [one.id]: '3', [two.id]: '-2.99' } },
      { instruments: [near, far], positions: { [near.id]: '-20', [far.id]: '-500' } },
    ],
  },
  'binance-pm': {
    assets: ['BTC', 'USDT'],
    base: {},
    books: [
      {
        instruments: [linear, inverse, dated],
        positions: { [linear.id]: '100', [inverse.id]: '900000', [dated.id]: '20' },
        cash: { BTC: '90' },
        loans: { USDT: '1000' },
      },
    ],
  },
  'hyperliquid-pm': {
    assets: ['BTC'],
    base: { 'token.hype.supplyCap': '100' },
    books: [
      { instruments: [perpetual], positions: { [perpetual.id]: '4000' }, cash: { HYPE: '1000', BTC: '9' } },
      { instruments: [perpetual], positions: { [perpetual.id]: '1' }, cash: { USDC: '90000' } },
    ],
  },
};
// A cap of a million dollars is felt by a book that backs more.
const capped = { 'token.usdc.borrowCap': '1000' };

describe.each(Object.entries(cases))('%s', (id, { books, base, assets }) => {
  it('feels every kind of parameter', () => {
    const { parameterFields } = rulebookById(id);
    const { parameters } = parametersOf(id, assets, {}, undefined, '2026-10-30');
    const results = (replaced: Record<string, string>): string =>
      books.map((book) => JSON.stringify(venueEntries(id, book, market, { ...base, ...replaced }))).join();
    const unchanged = results({});
    const unfelt = parameterFields.filter((field) => {
      const rows = parameters.filter(({ path }) => fieldOfPath([field], path));
      return !rows.some(({ path, value }) => {
        const given = base[path] ?? String(value);
        const other =
          field.kind === 'choice'
            ? (field.choices ?? []).find((choice) => choice !== given)!
            : String(Number(given) * 0.9 + (given === '0' ? 0.01 : 0));
        const extra: Record<string, string> =
          path === 'token.usdc.borrowCap' ? { [path]: capped[path] } : { [path]: other };
        return results(extra) !== unchanged;
      });
    });
    expect(unfelt.map(({ path }) => path)).toEqual([]);
  });
});
