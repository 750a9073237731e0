// Butterfly, vertical and calendar arbitrage in the option prices of one market, and in the surfaces fitted to them (conventions 9).
// May import domain, pricing and arbitrage/.
import type { ArbitrageKind, ArbitrageViolation, UnderlyingArbitrage } from '../domain/arbitrage.ts';
import type { Instrument, OptionRight } from '../domain/instrument.ts';
import type { MarketFigures } from '../domain/market.ts';
import { fallingVariance, longerLives, totalVariance } from './arbitrage/between-expiries.ts';
import { atMiddle, betweenStrikes, takeable } from './arbitrage/between-strikes.ts';
import { fittedExpiries, ofFittedSurfaces } from './arbitrage/fitted-surfaces.ts';
import { type OptionFamily, optionFamilies } from './arbitrage/option-quotes.ts';
import type { Finding } from './arbitrage/violations.ts';

/** Per underlying what was tested; all violations, the worst first: beyond the spread, then by amount. */
export interface SurfaceArbitrage {
  underlyings: UnderlyingArbitrage[];
  violations: (ArbitrageViolation & Pick<UnderlyingArbitrage, 'underlying' | 'priceIndex' | 'venue'>)[];
}

type Violation = SurfaceArbitrage['violations'][number];

/**
 * Tests the options of the pool that the market has quotes, marks or volatilities of, and every fitted surface.
 * - Per expiry and right: prices convex in strike; spreads of two strikes worth at least 0 and at most their width. With bids and asks these hold whatever
 *   the model, for European and American options, interest at or above 0.
 * - Between expiries: American options by price, strike by strike; European ones by total variance at equal forward moneyness.
 * - Fitted surfaces: Durrleman's g, and total variance of neighbouring expiries.
 * Only options that differ in expiry, strike and right alone are compared: not two roots, not AM with PM, not options on different futures.
 */
export function surfaceArbitrage(market: MarketFigures, pool: readonly Instrument[]): SurfaceArbitrage {
  const found = new Map<string, { head: UnderlyingArbitrage; expiries: Set<string>; list: Violation[] }>();
  const at = (underlying: string, priceIndex: string, venue: string) => {
    const key = `${venue} ${priceIndex}`;
    let one = found.get(key);
    if (!one) {
      one = { head: emptyHead(underlying, priceIndex, venue), expiries: new Set(), list: [] };
      found.set(key, one);
    }
    return one;
  };
  for (const family of optionFamilies(market, pool)) {
    const { underlying, priceIndex, venue, smiles } = family;
    const { head, expiries, list } = at(underlying, priceIndex, venue);
    head.leftAside += family.leftAside;
    for (const violation of ofQuotes(family)) list.push({ ...violation, underlying, priceIndex, venue });
    for (const smile of smiles) {
      expiries.add(smile.expiry);
      head.options += smile.calls.length + smile.puts.length;
      if (!family.isAmerican && totalVariance(smile) === null) head.notCompared += 1;
    }
  }
  const byIndex = new Map(pool.map((one) => [one.priceIndex, one]));
  const fitted = new Set([...market.ofClass('surface')].map(({ key }) => key.slice(0, key.lastIndexOf('/'))));
  for (const priceIndex of [...fitted].sort()) {
    const { underlying = priceIndex, venue = '', quoteCurrency = '' } = byIndex.get(priceIndex) ?? {};
    const { head, expiries, list } = at(underlying, priceIndex, venue);
    const fits = fittedExpiries(market, priceIndex);
    head.surfaces += fits.length;
    for (const { expiry } of fits) expiries.add(expiry);
    for (const violation of ofFittedSurfaces(fits))
      list.push({ ...violation, currency: quoteCurrency, underlying, priceIndex, venue });
  }
  const underlyings: UnderlyingArbitrage[] = [];
  for (const { head, expiries, list } of found.values()) {
    head.expiries = expiries.size;
    head.violations = list.length;
    for (const violation of list) {
      head.byKind[violation.kind].violations += 1;
      if ((violation.beyondSpread ?? 0) <= 0) continue;
      head.beyondSpread += 1;
      head.byKind[violation.kind].beyondSpread += 1;
    }
    list.sort(worseFirst);
    const [worst] = list;
    if (worst) {
      const { underlying: _, priceIndex: __, venue: ___, ...violation } = worst;
      head.worst = violation;
    }
    underlyings.push(head);
  }
  const violations = [...found.values()].flatMap(({ list }) => list).sort(worseFirst);
  return {
    underlyings: underlyings.sort((a, b) =>
      a.priceIndex === b.priceIndex ? (a.venue < b.venue ? -1 : 1) : a.priceIndex < b.priceIndex ? -1 : 1,
    ),
    violations,
  };
}

const emptyHead = (underlying: string, priceIndex: string, venue: string): UnderlyingArbitrage => ({
  underlying,
  priceIndex,
  venue,
  options: 0,
  expiries: 0,
  surfaces: 0,
  leftAside: 0,
  notCompared: 0,
  violations: 0,
  beyondSpread: 0,
  byKind: {
    butterfly: { violations: 0, beyondSpread: 0 },
    vertical: { violations: 0, beyondSpread: 0 },
    calendar: { violations: 0, beyondSpread: 0 },
  },
  worst: null,
});

/** Beyond the spread before within it, then the larger first; equal ones by their legs. */
function worseFirst(a: ArbitrageViolation, b: ArbitrageViolation): number {
  const [beyondA, beyondB] = [Math.max(0, a.beyondSpread ?? 0), Math.max(0, b.beyondSpread ?? 0)];
  if (beyondA !== beyondB) return beyondB - beyondA;
  if (a.amount !== b.amount) return b.amount - a.amount;
  return `${a.kind} ${legText(a)} ${a.expiry}` < `${b.kind} ${legText(b)} ${b.expiry}` ? -1 : 1;
}

const legText = ({ legs }: ArbitrageViolation): string => legs.map(({ instrument }) => instrument).join(' ');

function* ofQuotes(family: OptionFamily): Generator<ArbitrageViolation> {
  for (const smile of family.smiles) {
    for (const right of ['call', 'put'] as const)
      for (const finding of betweenStrikes(smile[`${right}s`], right, family))
        yield inWords(finding, right, family);
  }
  const between = family.isAmerican ? longerLives(family) : fallingVariance(family);
  for (const finding of between) yield inWords(finding, finding.legs[0]!.quote.option.right!, family);
}

function inWords(
  { kind, legs, bound, byVolatility }: Finding,
  right: OptionRight,
  { currency, multiplier, tolerance }: OptionFamily,
): ArbitrageViolation {
  const [first, last] = [legs[0]!.quote.option, legs.at(-1)!.quote.option];
  const taken = takeable(legs) - bound;
  const beyond = taken > tolerance ? taken : Math.min(taken, 0);
  const earned = byVolatility ?? atMiddle(legs) - bound;
  const strikes = legs.map(({ quote }) => quote.option.strike!);
  return {
    kind,
    on: 'quotes',
    right,
    expiry: first.expiry!,
    laterExpiry: kind === 'calendar' ? last.expiry : null,
    legs: legs.map(({ quote, ratio }) => ({ instrument: quote.option.id, ratio })),
    what: sentence(kind, right, strikes, first.expiry!, last.expiry!, bound > 0, byVolatility !== undefined),
    amount: Math.max(0, earned, taken) * multiplier,
    currency,
    // Volatilities at equal moneyness compare different strikes: what quotes would give for them says nothing.
    beyondSpread: byVolatility === undefined && Number.isFinite(taken) ? beyond * multiplier : null,
  };
}

function sentence(
  kind: ArbitrageKind,
  right: OptionRight,
  strikes: readonly string[],
  expiry: string,
  laterExpiry: string,
  isWidth: boolean,
  isVariance: boolean,
): string {
  const [day, later] = [expiry.slice(0, 10), laterExpiry.slice(0, 10)];
  if (kind === 'butterfly')
    return `${right}s ${strikes.join(', ')} of ${day}: the butterfly costs less than nothing`;
  if (kind === 'vertical')
    return isWidth
      ? `${right}s ${strikes.join(', ')} of ${day}: the spread is worth more than the difference of its strikes`
      : `${right}s ${strikes.join(', ')} of ${day}: the spread costs less than nothing`;
  return isVariance
    ? `total variance falls from ${day} (${strikes[0]}) to ${later} (${strikes.at(-1)}) at equal moneyness`
    : `${right} ${strikes[0]}: ${later} costs less than ${day}`;
}
