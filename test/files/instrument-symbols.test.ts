import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSymbol } from '../../src-main/files/instrument-symbols.ts';
import { describeWithShared } from '../setup/shared.ts';
import { file, read } from './reading.ts';

function fields(symbol: string, venue: string | null = null): string {
  const reading = readSymbol(symbol, venue);
  if ('reason' in reading) return `refused: ${reading.reason}`;
  const { id, kind, payoff, settlementCurrency, quantityUnit, multiplier, expiry, strike, right } =
    reading.instrument;
  return [id, kind, payoff, settlementCurrency, quantityUnit, multiplier, expiry, strike, right].join(' ');
}

describe('symbols', () => {
  it.each([
    [
      'BTC-27JUN25-100000-C',
      'deribit:BTC-27JUN25-100000-C option inverse BTC base 1 2025-06-27T08:00:00Z 100000 call',
    ],
    [
      'btc-6jun25-95000-p',
      'deribit:BTC-6JUN25-95000-P option inverse BTC base 1 2025-06-06T08:00:00Z 95000 put',
    ],
    ['BTC-PERPETUAL', 'deribit:BTC-PERPETUAL perpetual inverse BTC quote 1   '],
    ['BTC-28JUN24', 'deribit:BTC-28JUN24 future inverse BTC quote 1 2024-06-28T08:00:00Z  '],
    ['BTC_USDC-PERPETUAL', 'deribit:BTC_USDC-PERPETUAL perpetual linear USDC base 1   '],
    [
      'SOL_USDC-26JUN26-150-C',
      'deribit:SOL_USDC-26JUN26-150-C option linear USDC base 1 2026-06-26T08:00:00Z 150 call',
    ],
    [
      'XRP_USDC-30JUN25-0d625-C',
      'deribit:XRP_USDC-30JUN25-0d625-C option linear USDC base 1 2025-06-30T08:00:00Z 0.625 call',
    ],
    ['deribit:ETH_USDC', 'deribit:ETH_USDC spot linear USDC base 1   '],
    [
      'SPY   260213C00500000',
      'occ:SPY260213C00500000 option linear USD base 100 2026-02-13T21:00:00Z 500 call',
    ],
    [
      'SPY260713P00500500',
      'occ:SPY260713P00500500 option linear USD base 100 2026-07-13T20:00:00Z 500.5 put',
    ],
    ['us:brk.b', 'us:BRKB spot linear USD base 1   '],
    ['cme:ESH26', 'cme:ESH26 future linear USD base 50 2026-03-20T13:30:00Z  '],
    ['cme:ESH26-6000-p', 'cme:ESH26-6000-P option linear USD base 50 2026-03-20T13:30:00Z 6000 put'],
  ])('%s', (symbol, expected) => {
    expect(fields(symbol)).toBe(expected);
  });

  it.each([
    ['BTC-31FEB25', /not a day/],
    ['BTC', /not a name/],
    ['BTC-FS-27JUN25_PERP', /combination/],
    ['SPY1 260213C00500000', /adjusted/],
    ['SPY261313C00500000', /no day/],
    ['BTC-27JUN25-0-C', /strike/],
    ['=cmd|calc', /not a name/],
    ['nymex:CLJ26', /does not say when it expires/],
    ['comex:GC', /not the name of a future/],
    ['us:1', /not a ticker/],
    ['occ:12', /not an option symbol/],
    ['', /not a name/],
  ])('%j is refused', (symbol, reason) => {
    expect(fields(symbol)).toMatch(reason);
  });

  it('16:00 in New York follows the summer time of each year', () => {
    const hours = [
      'SPY250307C00500000',
      'SPY250310C00500000',
      'SPY251031C00500000',
      'SPY251103C00500000',
    ].map((symbol) =>
      fields(symbol)
        .match(/T(\d\d)/)
        ?.at(1),
    );
    expect(hours).toEqual(['21', '20', '20', '21']);
  });
});

describeWithShared('symbols against the venue’s own instruments', 'data/deribit', (folder) => {
  it.each([
    '2026-06-27_btc_instruments_and_tickers.json',
    '2026-05-22_btc_instruments_future.json',
    '2026-05-22_btc_instruments_option_SAMPLE5.json',
  ])('each name in %s says what get_instruments says', async (name) => {
    const { instruments } = await read(file(`${folder}/${name}`));
    expect(instruments.length).toBeGreaterThan(4);
    for (const instrument of instruments) {
      const reading = readSymbol(instrument.symbol);
      expect('instrument' in reading && reading.instrument).toEqual(instrument);
      expect('contractSizeKnown' in reading && reading.contractSizeKnown).toBe(true);
    }
    expect(readFileSync(`${folder}/${name}`, 'utf8')).toContain(instruments[0]!.symbol);
  });
});
