// How old a snapshot's figures are against its valuation time, by class, and how much margin rests on old ones (conventions 8).
// May import the domain.
import { fromFloat, toFloat } from '../domain/decimal.ts';
import { type AgeLimits, ageClass, isPastLimit } from '../domain/figure-age.ts';
import { type Instrument, isListed } from '../domain/instrument.ts';
import type { AgedShare, MarginEntry, MarketAge } from '../domain/margin-result.ts';
import type { MarketFigure, MarketFigures, MarketSnapshot } from '../domain/market.ts';

/**
 * Oldest and newest observation, their spread, and per class the count, the greatest age in seconds at the snapshot's
 * time (negative when every figure of the class is from after it), the limit and how many figures are past it.
 * Without figures all times are the snapshot's. Classes are in code-point order.
 * @param perpetuals ids of the perpetuals, whose marks have a limit of their own
 */
export function marketAge(
  snapshot: MarketSnapshot,
  limits: AgeLimits = {},
  perpetuals: ReadonlySet<string> = new Set(),
): Omit<MarketAge, 'agedShares'> {
  const asOf = Date.parse(snapshot.time);
  let oldest = { time: snapshot.time, instant: asOf };
  let newest = oldest;
  const classes = new Map<string, { figures: number; past: number; time: string; instant: number }>();
  snapshot.figures.forEach((figure, index) => {
    const observed = { time: figure.time, instant: Date.parse(figure.time) };
    if (index === 0 || observed.instant < oldest.instant) oldest = observed;
    if (index === 0 || observed.instant > newest.instant) newest = observed;
    const name = ageClass(figure, perpetuals);
    const past = isPastLimit(figure, name, asOf, limits) ? 1 : 0;
    const own = classes.get(name);
    if (!own) classes.set(name, { figures: 1, past, ...observed });
    else {
      own.figures += 1;
      own.past += past;
      if (observed.instant < own.instant) Object.assign(own, observed);
    }
  });
  return {
    oldest: oldest.time,
    newest: newest.time,
    spreadSeconds: (newest.instant - oldest.instant) / 1000,
    byClass: [...classes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { figures, past, time, instant }]) => ({
        class: name,
        figures,
        oldest: time,
        maximumAgeSeconds: (asOf - instant) / 1000,
        limitSeconds: limits[name] ?? null,
        pastLimit: past,
      })),
  };
}

/**
 * Per entry, the share of its initial margin's contributions (by size, of instruments only) whose instrument rests on a
 * figure past its class' limit: its index, the forward of its expiry and what is fixed of it, its own mark, its own volatility or the
 * surface that stands in for it; of a listed option also the future it delivers, interest, dividends and borrow rate. 0 where nothing contributes.
 */
export function agedShares(
  entries: readonly MarginEntry[],
  instruments: readonly Instrument[],
  market: MarketFigures,
  limits: AgeLimits,
): AgedShare[] {
  const asOf = Date.parse(market.snapshot.time);
  const aged = new Set<string>();
  for (const instrument of instruments) {
    const { id, priceIndex, expiry, kind } = instrument;
    const perpetuals = new Set(kind === 'perpetual' ? [id] : []);
    const figures = [
      market.find('index', priceIndex),
      expiry === null ? undefined : market.find('forward', priceIndex, expiry),
      market.find('mark', id),
      expiry === null ? undefined : market.find('fixedForward', priceIndex, expiry),
      market.find('volatility', id) ??
        (kind === 'option' ? market.find('surface', `${priceIndex}/a`, expiry ?? '') : undefined),
      ...termFigures(instrument, market),
    ];
    if (figures.some((figure) => figure && isPastLimit(figure, ageClass(figure, perpetuals), asOf, limits))) {
      aged.add(id);
    }
  }
  return entries.map(({ account, nettingSet, currency, contributions }) => {
    let all = 0;
    let old = 0;
    for (const { instrument, amount } of contributions) {
      if (instrument === null) continue;
      const size = Math.abs(toFloat(amount));
      all += size;
      if (aged.has(instrument)) old += size;
    }
    return { account, nettingSet, currency, share: fromFloat(all === 0 ? 0 : old / all) };
  });
}

const paidClasses = ['dividend', 'dividendForecast', 'dividendYield', 'borrowRate'] as const;

/** What a listed option's terms are made of. */
function termFigures(instrument: Instrument, market: MarketFigures): (MarketFigure | undefined)[] {
  const { kind, priceIndex, quoteCurrency, deliversFuture } = instrument;
  if (kind !== 'option' || !isListed(instrument)) return [];
  const rates = market.all('rate', quoteCurrency);
  if (deliversFuture !== undefined) return [...rates, market.find('mark', deliversFuture)];
  return [...rates, ...paidClasses.flatMap((of) => market.all(of, priceIndex))];
}
