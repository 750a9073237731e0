// P&L of a subject over price × volatility, and the positions behind one cell. May import what run-margin may.
import { movePercent } from '../scenarios/price-volatility-grid.ts';
import type { RiskCellAnswer, RiskCellRequest, RiskGridAnswer, RiskGridRequest } from './risk-protocol.ts';
import { phaseTick, type RunContext } from './run-margin.ts';
import { pointLabel, Subject } from './subject.ts';

const DAYS_PER_YEAR = 365;
const MILLISECONDS_PER_DAY = 86_400_000;

/**
 * The grid: every cell a full revaluation, all underlyings of the subject moved alike. Amounts as `Subject` counts them.
 * What expires within the days is worth its payoff at the moved forward. Throws `incomplete` (detail.rows) and `cancelled`.
 */
export function runGrid(request: RiskGridRequest, context: RunContext): RiskGridAnswer {
  const subject = new Subject(request, context.kernel);
  const { priceMoves, volatilityMoves, days } = request;
  const years = days / DAYS_PER_YEAR;
  const points = priceMoves.flatMap((price) =>
    volatilityMoves.map((volatility) => ({ price, volatility, years })),
  );
  const cells = subject.profitAndLoss(points, phaseTick(context, 'Valuing the grid', 0, 1));
  const asOf = subject.market.snapshot.time;
  return {
    asOf,
    at: later(asOf, days),
    currency: subject.currency,
    underlyings: [...subject.underlyings],
    prices: subject.prices(priceMoves),
    cells,
    holdings: subject.places.length,
    excluded: subject.excluded,
  };
}

/** An instant so many days later, to the second. */
export function later(instant: string, days: number): string {
  const milliseconds = Date.parse(instant) + Math.round((days * MILLISECONDS_PER_DAY) / 1000) * 1000;
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** Holdings behind one cell, largest loss first; equal ones in the pack's order. `total` is their sum in that order. */
export function runCell(request: RiskCellRequest, context: RunContext): RiskCellAnswer {
  const subject = new Subject(request, context.kernel);
  const { price, volatility, days } = request;
  const amounts = subject.profitAndLossOfHoldings({ price, volatility, years: days / DAYS_PER_YEAR });
  const order = Int32Array.from(amounts.keys()).sort((a, b) => amounts[a]! - amounts[b]! || a - b);
  const sorted = Float64Array.from(order, (place) => amounts[place]!);
  return {
    label: pointLabel(movePercent(price), movePercent(volatility), days),
    currency: subject.currency,
    total: sorted.reduce((sum, amount) => sum + amount, 0),
    holding: order.map((place) => subject.places[place]!),
    profitAndLoss: sorted,
  };
}
