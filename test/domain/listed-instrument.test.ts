import { describe, expect, it } from 'vitest';
import {
  futuresInstrument,
  monthCode,
  monthOfCode,
  thirdFridayOpen,
} from '../../src-main/domain/futures-instrument.ts';
import { futuresProducts } from '../../src-main/domain/futures-products.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import {
  lacksDeliverable,
  occInstrument,
  occSymbol,
  shareInstrument,
} from '../../src-main/domain/listed-instrument.ts';
import { newYorkInstant } from '../../src-main/domain/new-york-time.ts';

const told = (instrument: Instrument | null) =>
  instrument &&
  [
    instrument.id,
    instrument.product,
    instrument.underlying,
    instrument.priceIndex,
    instrument.multiplier,
    instrument.exercise,
    instrument.settles,
    instrument.expiry,
    instrument.strike,
    instrument.right,
  ].join(' ');

describe('OCC symbols', () => {
  it.each([
    [
      'SPY   260320C00600000',
      'occ:SPY260320C00600000 SPY SPY us-spy_usd 100 american  2026-03-20T20:00:00Z 600 call',
    ],
    [
      'SPY260213P00500500',
      'occ:SPY260213P00500500 SPY SPY us-spy_usd 100 american  2026-02-13T21:00:00Z 500.5 put',
    ],
    [
      'SPX   260320C06000000',
      'occ:SPX260320C06000000 SPX SPX spx_usd 100 european am 2026-03-20T13:30:00Z 6000 call',
    ],
    [
      'SPXW  260116P06000000',
      'occ:SPXW260116P06000000 SPXW SPX spx_usd 100 european pm 2026-01-16T21:00:00Z 6000 put',
    ],
    [
      'VIX   260121C00020000',
      'occ:VIX260121C00020000 VIX VIX vix_usd 100 european am 2026-01-21T14:30:00Z 20 call',
    ],
    [
      'OEX   260320C03000000',
      'occ:OEX260320C03000000 OEX OEX oex_usd 100 american pm 2026-03-20T20:00:00Z 3000 call',
    ],
    [
      'MRUT  260320C00250000',
      'occ:MRUT260320C00250000 MRUT MRUT mrut_usd 100 european pm 2026-03-20T20:00:00Z 250 call',
    ],
    [
      'AAPL1 260320C00200000',
      'occ:AAPL1260320C00200000 AAPL1 AAPL us-aapl_usd 100 american  2026-03-20T20:00:00Z 200 call',
    ],
    [
      'googl 260320c00000500',
      'occ:GOOGL260320C00000500 GOOGL GOOGL us-googl_usd 100 american  2026-03-20T20:00:00Z 0.5 call',
    ],
  ])('%s', (symbol, expected) => {
    expect(told(occInstrument(symbol))).toBe(expected);
  });

  it('what isn’t a day, a strike or a root is no option', () => {
    for (const wrong of [
      'SPY260230C00600000',
      'SPY261320C00600000',
      'SPY260320C00000000',
      'SPY260320X00600000',
      'SPY260320C0060000',
      '2SPY260320C00600000',
      'ABCDEFG260320C00600000',
      'SPY',
      '',
    ])
      expect(occInstrument(wrong), wrong).toBeNull();
  });

  it('formats back to the compact form, and refuses strikes that OCC can’t write', () => {
    for (const padded of [
      'SPY   260320C00600500',
      'SPXW  260116P06000000',
      'AAPL1 260320C00200000',
      'F     270115P00012500',
    ]) {
      const read = occInstrument(padded)!;
      const day = `20${padded.slice(6, 8)}-${padded.slice(8, 10)}-${padded.slice(10, 12)}`;
      expect(occSymbol({ root: read.product!, day, right: read.right!, strike: read.strike! })).toBe(
        read.symbol,
      );
    }
    const parts = { root: 'SPY', day: '2026-03-20', right: 'call' as const };
    expect(occSymbol({ ...parts, strike: '600.0005' })).toBeNull();
    expect(occSymbol({ ...parts, strike: '100000' })).toBeNull();
    expect(occSymbol({ ...parts, strike: '0' })).toBeNull();
    expect(occSymbol({ ...parts, root: 'TOOLONG', strike: '600' })).toBeNull();
  });

  it('an adjusted contract lacks its deliverable until it is stated', () => {
    const adjusted = occInstrument('AAPL1 260320C00200000')!;
    expect(lacksDeliverable(adjusted)).toBe(true);
    expect(lacksDeliverable({ ...adjusted, deliverableUnits: '150' })).toBe(false);
    expect(lacksDeliverable({ ...adjusted, deliverableCash: '12.5' })).toBe(false);
    expect(lacksDeliverable(occInstrument('AAPL260320C00200000')!)).toBe(false);
  });

  it('a Saturday, as symbols had it before February 2015, means the Friday before', () => {
    expect(occInstrument('SPY150117C00200000')!.expiry).toBe('2015-01-16T21:00:00Z');
    expect(occInstrument('SPX140621C01900000')!.expiry).toBe('2014-06-20T13:30:00Z');
    expect(occInstrument('SPY150220C00200000')!.expiry).toBe('2015-02-20T21:00:00Z');
  });

  it('follows New York’s clocks on both sides of both changes of 2026', () => {
    const close = (day: string) => newYorkInstant(day, '16:00').slice(11, 16);
    expect(['2026-03-06', '2026-03-09', '2026-10-30', '2026-11-02'].map(close)).toEqual([
      '21:00',
      '20:00',
      '20:00',
      '21:00',
    ]);
    expect(newYorkInstant('2026-03-06', '09:30')).toBe('2026-03-06T14:30:00Z');
    expect(newYorkInstant('2026-03-09', '09:30')).toBe('2026-03-09T13:30:00Z');
    expect(newYorkInstant('2026-03-09', '20:30')).toBe('2026-03-10T00:30:00Z');
  });
});

describe('shares', () => {
  it('share the underlying of their options, also in share classes', () => {
    expect(shareInstrument('aapl')).toMatchObject({
      id: 'us:AAPL',
      kind: 'spot',
      product: 'AAPL',
      priceIndex: 'us-aapl_usd',
      multiplier: '1',
      expiry: null,
    });
    for (const ticker of ['BRK.B', 'BRK-B', 'BRK B', 'BRK/B'])
      expect(shareInstrument(ticker)?.underlying, ticker).toBe(
        occInstrument('BRKB260320C00500000')!.underlying,
      );
    expect(shareInstrument('=SUM(A1)')).toBeNull();
    expect(shareInstrument('')).toBeNull();
  });
});

describe('futures and options on them', () => {
  it('stock index futures say everything, with 09:30 of the third Friday or of the Thursday before a holiday', () => {
    expect(futuresInstrument('ESH26', 'cme')).toEqual({
      instrument: {
        id: 'cme:ESH26',
        venue: 'cme',
        symbol: 'ESH26',
        kind: 'future',
        payoff: 'linear',
        underlying: 'SPX',
        priceIndex: 'spx_usd',
        quoteCurrency: 'USD',
        settlementCurrency: 'USD',
        quantityUnit: 'base',
        multiplier: '50',
        contractSize: '1',
        expiry: '2026-03-20T13:30:00Z',
        strike: null,
        right: null,
        exercise: null,
        product: 'ES',
        contractMonth: '202603',
      },
    });
    expect(thirdFridayOpen('202612')).toBe('2026-12-18T14:30:00Z');
    expect(thirdFridayOpen('202606')).toBe('2026-06-18T13:30:00Z');
    expect(thirdFridayOpen('202006')).toBe('2020-06-19T13:30:00Z');
  });

  it('others need their expiry, unknown products their multiplier, options of these the future that they deliver', () => {
    expect(futuresInstrument('CLH26', 'nymex')).toEqual({ missing: ['expiry'] });
    expect(futuresInstrument('XYZH26', 'cme')).toEqual({ missing: ['expiry', 'multiplier'] });
    expect(futuresInstrument('XYZH26-10-C', 'cme')).toEqual({
      missing: ['expiry', 'multiplier', 'deliversFuture'],
    });
    expect(futuresInstrument('ESF26-6000-C', 'cme')).toEqual({ missing: ['expiry'] });
    expect(futuresInstrument('ES', 'cme')).toBeNull();
    expect(futuresInstrument('ESA26', 'cme')).toBeNull();
    const expiry = '2026-02-20T19:30:00Z';
    expect(futuresInstrument('CLH26', 'nymex', { expiry })).toMatchObject({
      instrument: { multiplier: '1000', priceIndex: 'cl_usd', expiry },
    });
    expect(futuresInstrument('XYZH26', 'cme', { expiry, multiplier: '25', currency: 'EUR' })).toMatchObject({
      instrument: { multiplier: '25', priceIndex: 'xyz_eur', settlementCurrency: 'EUR', underlying: 'XYZ' },
    });
  });

  it('options deliver the future of their month, or of the next month that has one', () => {
    const delivers = (symbol: string, exchange: string) => {
      const reading = futuresInstrument(symbol, exchange, { expiry: '2026-02-17T19:30:00Z' });
      return reading && 'instrument' in reading ? reading.instrument.deliversFuture : reading;
    };
    expect(delivers('LOH26-70-C', 'nymex')).toBe('nymex:CLH26');
    expect(delivers('OGH26-3000-P', 'comex')).toBe('comex:GCJ26');
    expect(delivers('OZCF26-450-C', 'cbot')).toBe('cbot:ZCH26');
    expect(delivers('OZSZ26-1000-C', 'cbot')).toBe('cbot:ZSF27');
    expect(delivers('ESH26-6000-C', 'cme')).toBe('cme:ESH26');
    const low = futuresInstrument('LOH26--10.50-P', 'nymex', {
      expiry: '2026-02-17T19:30:00Z',
      priceModel: 'normal',
      deliversFuture: 'nymex:CLJ26',
    });
    expect(low).toMatchObject({
      instrument: {
        id: 'nymex:LOH26--10.5-P',
        strike: '-10.5',
        right: 'put',
        exercise: 'american',
        multiplier: '1000',
        priceModel: 'normal',
        deliversFuture: 'nymex:CLJ26',
        contractMonth: '202603',
      },
    });
  });

  it('names are made as they are read', () => {
    for (let month = 1; month <= 12; month++) {
      const contractMonth = `2027${String(month).padStart(2, '0')}`;
      expect(monthOfCode(monthCode(contractMonth)!)).toBe(contractMonth);
    }
    expect(monthCode('202613')).toBeNull();
    expect(monthCode('2026')).toBeNull();
    expect(monthOfCode('A26')).toBeNull();
    const names = futuresProducts.map(({ exchange, product }) => `${exchange}:${product}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
