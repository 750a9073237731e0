// Rows as a venue carries them, by hand: what the engine does before it values, done on the portfolio itself for the naive valuer.
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { MarketFigures, type MarketSnapshot } from '../../src-main/domain/market.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import type { Rulebook } from '../../src-main/margin/rulebook.ts';
import { price } from './naive-values.ts';

/** A portfolio without settled prices: rows that are refused are left out, others become the venue’s own at the same exposure. */
export function naiveCarried(rulebook: Rulebook, portfolio: Portfolio, market: MarketSnapshot): Portfolio {
  const figures = new MarketFigures(market);
  const held = new Map(portfolio.instruments.map((instrument) => [instrument.id, instrument]));
  const carried = new Map<string, Instrument>();
  for (const instrument of portfolio.instruments) {
    if (rulebook.refuses(instrument) === null)
      carried.set(instrument.id, rulebook.twin?.(instrument)?.instrument ?? instrument);
  }
  const coins = (instrument: Instrument): number =>
    instrument.payoff === 'inverse' && instrument.kind !== 'option'
      ? 1 / price(instrument, figures)
      : Number(instrument.multiplier);
  const turned = (id: string, quantity: string): string => {
    const own = held.get(id)!;
    const twin = carried.get(id)!;
    return own === twin ? quantity : String((Number(quantity) * coins(own)) / coins(twin));
  };
  return {
    ...portfolio,
    instruments: [...carried.values()],
    positions: portfolio.positions
      .filter(({ instrument }) => carried.has(instrument))
      .map((row) => ({ ...row, quantity: turned(row.instrument, row.quantity) })),
    orders: portfolio.orders
      .filter(({ instrument }) => carried.has(instrument))
      .map((row) => ({ ...row, quantity: turned(row.instrument, row.quantity) })),
  };
}
