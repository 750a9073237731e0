// How much each underlying moves when the leading one does, from daily price history. May import the domain.
import { toFloat } from '../domain/decimal.ts';
import type { HistoryPoint } from '../domain/market.ts';

export interface Beta {
  underlying: string;
  /** Slope of its daily log returns on those of the leading underlying, four decimals; 1 where it isn't known. */
  beta: number;
  /** What it is from, as a sentence. */
  from: string;
}

/** Fewest common daily returns that a beta is taken from. */
const FEWEST_DAYS = 60;

/**
 * Beta of each underlying against the leading one, by least squares on the days both series have a price and had one the day
 * before; prices after `until`, the market's instant, count for nothing (conventions 18). A move m of the leading price comes with (1 + m)^beta − 1 of the other: betas are of log returns.
 */
export function betasAgainst(
  leading: string,
  underlyings: readonly string[],
  history: readonly HistoryPoint[],
  until: string,
): Beta[] {
  const end = Date.parse(until);
  const known = history.filter(({ time }) => Date.parse(time) <= end);
  const bySeries = Map.groupBy(known, ({ series }) => series);
  const returns = (underlying: string): Map<number, number> => dailyReturns(bySeries.get(underlying) ?? []);
  const lead = returns(leading);
  return underlyings.map((underlying) => {
    if (underlying === leading) return { underlying, beta: 1, from: 'The leading underlying itself.' };
    const own = returns(underlying);
    const days = [...own.keys()].filter((day) => lead.has(day)).sort((a, b) => a - b);
    if (days.length < FEWEST_DAYS) {
      const have = days.length === 0 ? 'no common daily returns' : `only ${days.length} common daily returns`;
      return {
        underlying,
        beta: 1,
        from: `Assumed: the book has ${have} of ${underlying} and ${leading}; ${FEWEST_DAYS} are needed.`,
      };
    }
    const mean = (of: Map<number, number>): number =>
      days.reduce((sum, day) => sum + of.get(day)!, 0) / days.length;
    const [meanOwn, meanLead] = [mean(own), mean(lead)];
    let joint = 0;
    let spread = 0;
    for (const day of days) {
      joint += (own.get(day)! - meanOwn) * (lead.get(day)! - meanLead);
      spread += (lead.get(day)! - meanLead) ** 2;
    }
    if (!(spread > 0)) return { underlying, beta: 1, from: `Assumed: the price of ${leading} never moved.` };
    const date = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
    return {
      underlying,
      beta: Math.round((joint / spread) * 1e4) / 1e4,
      from: `${days.length} daily log returns against ${leading}, ${date(days[0]!)} to ${date(days.at(-1)!)}.`,
    };
  });
}

const DAY = 86_400_000;

/** Log return by day number since 1970, from the last price of the day before to the last of the day. */
function dailyReturns(points: readonly HistoryPoint[]): Map<number, number> {
  const closes = new Map<number, { instant: number; value: number }>();
  for (const { time, value } of points) {
    const instant = Date.parse(time);
    const day = Math.floor(instant / DAY);
    const known = closes.get(day);
    const price = toFloat(value);
    if (price > 0 && (!known || known.instant <= instant)) closes.set(day, { instant, value: price });
  }
  const returns = new Map<number, number>();
  for (const [day, { value }] of closes) {
    const before = closes.get(day - 1);
    if (before) returns.set(day, Math.log(value / before.value));
  }
  return returns;
}

/** Relative move of an underlying when the leading one moves by `move`. */
export function movedByBeta(move: number, beta: number): number {
  return beta === 1 ? move : (1 + move) ** beta - 1;
}
