// What trades do to rows and cash: by hand, and that a trade at the current price keeps the account's worth whatever row it meets.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deribitInstrument } from '../../../src-main/analysis/reconcile/deribit/deribit-instrument.ts';
import { rowKey, type Trade, traded } from '../../../src-main/desk/what-if/trades.ts';
import { ExactDecimal } from '../../../src-main/domain/decimal.ts';
import { netPositions, type Position } from '../../../src-main/domain/portfolio.ts';
import { share } from '../../margin/listed-instruments.ts';

const inverse = deribitInstrument('BTC-PERPETUAL')!;
const linear = deribitInstrument('BTC_USDC-PERPETUAL')!;
const option = deribitInstrument('BTC-27JUN25-100000-C')!;

const row = (instrument: Position['instrument'], how: Partial<Position>): Position => ({
  account: 'a',
  instrument,
  strategy: '',
  lot: '1',
  quantity: '0',
  averagePrice: null,
  settledPrice: null,
  ...how,
});
const trade = (instrument: Trade['instrument'], quantity: string, price: string, current = price): Trade => ({
  leg: `${quantity} ${price}`,
  instrument,
  quantity,
  price,
  current,
  row: { strategy: '', lot: '1' },
});
const rowAfter = (held: Position | null, trades: Trade[], premiumInCash = true) => {
  const made = traded('a', (key) => (held && key === rowKey(held) ? held : undefined), trades, premiumInCash);
  return { row: [...made.rows.values()][0]!.row, cash: Object.fromEntries(made.cash), cashOf: made.cashOf };
};

describe('shares', () => {
  it('are paid for in cash, whatever is chosen for premiums', () => {
    const bought = rowAfter(null, [trade(share('AAPL'), '500', '241.5')], false);
    expect(bought.row).toMatchObject({ quantity: '500', averagePrice: '241.5', settledPrice: null });
    expect(bought.cash).toEqual({ USD: '-120750' });
  });
});

describe('options', () => {
  it('pay their premium, in cash or not at all', () => {
    const sold = rowAfter(null, [trade(option, '-10', '0.05')]);
    expect(sold.row).toMatchObject({ quantity: '-10', averagePrice: '0.05', settledPrice: null });
    expect(sold.cash).toEqual({ BTC: '0.5' });
    expect(rowAfter(null, [trade(option, '-10', '0.05')], false).cash).toEqual({});
  });
  it('join the row: average price of what was opened, nothing left at 0', () => {
    const held = row(option.id, { quantity: '4', averagePrice: '0.02' });
    expect(rowAfter(held, [trade(option, '4', '0.04')]).row).toMatchObject({
      quantity: '8',
      averagePrice: '0.03',
    });
    expect(rowAfter(held, [trade(option, '-1', '0.04')]).row).toMatchObject({
      quantity: '3',
      averagePrice: '0.02',
    });
    expect(rowAfter(held, [trade(option, '-5', '0.04')]).row).toMatchObject({
      quantity: '-1',
      averagePrice: '0.04',
    });
    expect(rowAfter(held, [trade(option, '-4', '0.04')]).row).toBeNull();
  });
});

describe('futures', () => {
  it('are settled at the trade’s price, and cost nothing', () => {
    const made = rowAfter(null, [trade(inverse, '60000', '60000')]);
    expect(made.row).toMatchObject({ quantity: '60000', settledPrice: '60000' });
    expect(made.cash).toEqual({});
    expect(made.cashOf.get('60000 60000')).toBe('0');
  });
  it('that grow join prices by value, inverse ones by coin', () => {
    const long = row(linear.id, { quantity: '2', settledPrice: '50000', averagePrice: '50000' });
    expect(rowAfter(long, [trade(linear, '2', '60000')]).row).toMatchObject({
      quantity: '4',
      settledPrice: '55000',
    });
    const coin = row(inverse.id, { quantity: '50000', settledPrice: '50000' });
    // 1 BTC and 1 BTC: 150,000 USD at 75,000
    expect(rowAfter(coin, [trade(inverse, '100000', '100000')]).row).toMatchObject({
      quantity: '150000',
      settledPrice: '75000',
    });
  });
  it('that shrink pay the profit of what is closed; beyond 0 a new position begins', () => {
    const long = row(linear.id, { quantity: '2', settledPrice: '50000', averagePrice: '48000' });
    const less = rowAfter(long, [trade(linear, '-0.5', '60000')]);
    expect(less.row).toMatchObject({ quantity: '1.5', settledPrice: '50000', averagePrice: '48000' });
    expect(less.cash).toEqual({ USDC: '5000' });
    const flipped = rowAfter(long, [trade(linear, '-3', '60000')]);
    expect(flipped.row).toMatchObject({ quantity: '-1', settledPrice: '60000', averagePrice: '60000' });
    expect(flipped.cash).toEqual({ USDC: '20000' });
    // 100,000 USD short from 50,000 to 40,000: −100,000 · (1/50,000 − 1/40,000) = 0.5 BTC
    const short = row(inverse.id, { quantity: '-100000', settledPrice: '50000' });
    expect(rowAfter(short, [trade(inverse, '100000', '40000')])).toMatchObject({
      row: null,
      cash: { BTC: '0.5' },
    });
  });
  it('whose profit is all in the cash stay so', () => {
    const held = row(linear.id, { quantity: '2' });
    const made = rowAfter(held, [trade(linear, '1', '59000', '60000')]);
    expect(made.row).toMatchObject({ quantity: '3', settledPrice: null });
    expect(made.cash).toEqual({ USDC: '1000' });
  });
});

it('trades at the current price keep the worth of rows and cash, whatever they meet', () => {
  const price = fc.integer({ min: 20_000, max: 120_000 }).map(String);
  const size = fc.integer({ min: -500, max: 500 }).filter((units) => units !== 0);
  fc.assert(
    fc.property(
      fc.constantFrom(inverse, linear),
      fc.option(fc.tuple(size, fc.option(price, { nil: null })), { nil: null }),
      fc.array(size, { minLength: 1, maxLength: 5 }),
      price,
      (instrument, held, sizes, current) => {
        const unit = instrument === inverse ? 1000 : 1;
        const before =
          held && row(instrument.id, { quantity: String(held[0] * unit), settledPrice: held[1] });
        const made = rowAfter(
          before,
          sizes.map((units, place) => ({
            ...trade(instrument, String(units * unit), current),
            leg: String(place),
          })),
        );
        const worth = (position: Position | null) => {
          const [holding] = netPositions(position ? [position] : [], new Map([[instrument.id, instrument]]));
          if (!holding || holding.cost === null) return new ExactDecimal(0);
          const now = new ExactDecimal(holding.unsettledQuantity);
          const value = instrument === inverse ? now.negated().dividedBy(current) : now.times(current);
          return value.minus(holding.cost);
        };
        const cash = Object.values(made.cash)[0] ?? '0';
        expect(worth(made.row).plus(cash).minus(worth(before)).abs().toNumber()).toBeLessThan(1e-15);
        const quantity = sizes.reduce((sum, units) => sum + units * unit, (held?.[0] ?? 0) * unit);
        expect(Number(made.row?.quantity ?? '0')).toBe(quantity);
      },
    ),
    { seed: 12, numRuns: 200 },
  );
});
