// Netting is exact and writes its quantities in one way, however the rows write theirs.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deribitInstrument } from '../../src-main/analysis/reconcile/deribit/deribit-instrument.ts';
import { ExactDecimal } from '../../src-main/domain/decimal.ts';
import { netPositions, type Position } from '../../src-main/domain/portfolio.ts';

const instrument = deribitInstrument('BTC-27JUN25-100000-C')!;
const rows = (quantities: readonly string[]): Position[] =>
  quantities.map((quantity, lot) => ({
    account: 'a',
    instrument: instrument.id,
    strategy: '',
    lot: String(lot),
    quantity,
    averagePrice: null,
    settledPrice: null,
  }));
const netted = (quantities: readonly string[]): string | undefined =>
  netPositions(rows(quantities), new Map([[instrument.id, instrument]]))[0]?.quantity;

it.each([
  ['1.50', '1.5'],
  ['+3', '3'],
  ['-0.70', '-0.7'],
  ['1e3', '1000'],
  ['007', '7'],
  ['.5', '0.5'],
  ['0', undefined],
  ['-0', undefined],
  ['0.00', undefined],
  ['-100', '-100'],
])('one row of %j is %j', (text, quantity) => {
  expect(netted([text])).toBe(quantity);
});

it('lots add up exactly, one or many', () => {
  const quantity = fc.tuple(
    fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
    fc.integer({ min: 0, max: 18 }),
  );
  fc.assert(
    fc.property(fc.array(quantity, { minLength: 1, maxLength: 5 }), (list) => {
      const texts = list.map(([units, places]) =>
        new ExactDecimal(String(units)).times(`1e-${places}`).toFixed(),
      );
      const sum = texts.reduce((total, text) => total.plus(text), new ExactDecimal(0));
      expect(netted(texts)).toBe(sum.isZero() ? undefined : sum.toFixed());
    }),
    { seed: 5, numRuns: 200 },
  );
});
