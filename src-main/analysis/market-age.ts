// How old a snapshot's figures are against its valuation time, by class (conventions 8).
// May import the domain.
import type { MarketAge } from '../domain/margin-result.ts';
import type { MarketSnapshot } from '../domain/market.ts';

/**
 * Oldest and newest observation, their spread, and per class the count and the greatest age in seconds at the snapshot's
 * time (negative when every figure of the class is from after it). Without figures all times are the snapshot's.
 * Classes are in code-point order.
 */
export function marketAge(snapshot: MarketSnapshot): MarketAge {
  const asOf = Date.parse(snapshot.time);
  let oldest = { time: snapshot.time, instant: asOf };
  let newest = oldest;
  const classes = new Map<string, { figures: number; time: string; instant: number }>();
  snapshot.figures.forEach((figure, index) => {
    const observed = { time: figure.time, instant: Date.parse(figure.time) };
    if (index === 0 || observed.instant < oldest.instant) oldest = observed;
    if (index === 0 || observed.instant > newest.instant) newest = observed;
    const own = classes.get(figure.class);
    if (!own) classes.set(figure.class, { figures: 1, ...observed });
    else {
      own.figures += 1;
      if (observed.instant < own.instant) Object.assign(own, observed);
    }
  });
  return {
    oldest: oldest.time,
    newest: newest.time,
    spreadSeconds: (newest.instant - oldest.instant) / 1000,
    byClass: [...classes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { figures, time, instant }]) => ({
        class: name,
        figures,
        oldest: time,
        maximumAgeSeconds: (asOf - instant) / 1000,
      })),
  };
}
