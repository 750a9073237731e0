// No coin venue carries a share as a coin or an option on a share as one on a coin, and listed markets carry nothing that isn't listed.
import { expect, it } from 'vitest';
import { deribitInstrument } from '../../../../src-main/analysis/reconcile/deribit/deribit-instrument.ts';
import { rulebookById, rulebooks } from '../../../../src-main/margin/registry.ts';
import { listedRulebooks } from '../../listed-books.ts';
import { listedFuture, listedOption, optionOnFuture, share } from '../../listed-instruments.ts';

const es = listedFuture('cme', 'ESZ26', {
  product: 'ES',
  underlying: 'SPX',
  multiplier: '50',
  day: '2026-12-18',
});
const listed = [
  share('AAPL'),
  listedOption('AAPL', '2026-12-18', 'call', 250),
  listedOption('SPXW', '2026-12-18', 'put', 6000),
  es,
  // On a coin, and yet listed: none of the coin venues' contracts.
  listedFuture('cme', 'BTCZ26', { product: 'BTC', underlying: 'BTC', multiplier: '5', day: '2026-12-25' }),
  optionOnFuture(es, 'EW', 'call', 6400),
];

it('coin venues refuse listed instruments in a sentence that says where they belong, and have no twin of them', () => {
  const ofCoins = rulebooks.filter(({ id }) => !listedRulebooks.has(id));
  expect(ofCoins).toHaveLength(10);
  for (const rulebook of ofCoins) {
    for (const instrument of listed) {
      expect(rulebook.refuses(instrument), `${rulebook.id} ${instrument.id}`).toMatch(
        /is listed on a securities or futures exchange; .* has nothing like it\. Margin it under .*occ-cpm, reg-t or span\.$/,
      );
      expect(rulebook.twin?.(instrument) ?? null, `${rulebook.id} ${instrument.id}`).toBeNull();
    }
  }
});

it('coin instruments are refused by every rulebook of listed markets', () => {
  const own = rulebooks.filter(({ id }) => listedRulebooks.has(id));
  expect(own.length).toBeGreaterThan(0);
  for (const symbol of ['BTC-PERPETUAL', 'BTC-25JUN27-65000-P', 'BTC-25DEC26', 'SOL_USDC-25DEC26-150-C']) {
    for (const rulebook of own) {
      expect(rulebook.refuses(deribitInstrument(symbol)!), `${rulebook.id} ${symbol}`).toMatch(
        /is not listed on a securities or futures exchange; .* nothing stands in for it/,
      );
    }
  }
});

it('portfolio margin takes futures on broad indexes and options on them; commodities belong in a futures account', () => {
  const { refuses } = rulebookById('occ-cpm');
  const cl = listedFuture('nymex', 'CLF27', {
    product: 'CL',
    underlying: 'CL',
    multiplier: '1000',
    day: '2026-12-21',
  });
  for (const instrument of listed.filter(({ underlying }) => underlying !== 'BTC')) {
    expect(refuses(instrument), instrument.id).toBeNull();
  }
  expect(refuses(cl)).toBe(
    'CLF27 is a future on CL; customer portfolio margin takes futures on broad indexes only. It belongs in a futures account, under span.',
  );
  expect(refuses(optionOnFuture(cl, 'LO', 'put', 60))).toContain('is an option on a future on CL');
  expect(refuses({ ...share('SAP'), settlementCurrency: 'EUR' })).toContain('settles in EUR');
  expect(refuses({ ...share('X'), kind: 'perpetual' })).toContain('Correct the instrument');
});
