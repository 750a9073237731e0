// Forwards by price index and expiry: what the snapshot states, what futures' marks say, and what lies between.
// May import the domain.
import { toFloat } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketFigures } from '../domain/market.ts';

/** Where a forward or price comes from, best first. */
export type ForwardLevel = 'mark' | 'forward' | 'future of the expiry' | 'interpolated basis' | 'index';

export interface FoundForward {
  value: number;
  level: ForwardLevel;
}

interface CurvePoint {
  /** Milliseconds since 1970. */
  instant: number;
  value: number;
  level: ForwardLevel;
}

/** A figure as a usable price: finite and above 0. */
function price(figure: { value: string } | undefined): number | null {
  if (!figure) return null;
  const value = toFloat(figure.value);
  return value > 0 ? value : null;
}

/** Forwards of one snapshot. Each curve is built when first asked for. */
export class ForwardCurves {
  readonly #market: MarketFigures;
  readonly #asOf: number;
  readonly #futures = new Map<string, Instrument[]>();
  readonly #curves = new Map<string, CurvePoint[]>();

  constructor(market: MarketFigures, asOf: string, pool: readonly Instrument[]) {
    this.#market = market;
    this.#asOf = Date.parse(asOf);
    for (const instrument of pool) {
      if (instrument.kind !== 'future' || instrument.expiry === null) continue;
      const list = this.#futures.get(instrument.priceIndex);
      if (list) list.push(instrument);
      else this.#futures.set(instrument.priceIndex, [instrument]);
    }
  }

  /** Forward or price of one instrument, or null when there is nothing to take it from. */
  of(instrument: Instrument): FoundForward | null {
    const mark = instrument.kind === 'option' ? null : price(this.#market.find('mark', instrument.id));
    const index = price(this.#market.find('index', instrument.priceIndex));
    const fromMark: FoundForward | null = mark === null ? null : { value: mark, level: 'mark' };
    const fromIndex: FoundForward | null = index === null ? null : { value: index, level: 'index' };
    if (instrument.kind === 'spot') return fromIndex ?? fromMark;
    if (fromMark) return fromMark;
    if (instrument.expiry === null) return fromIndex;
    const instant = Date.parse(instrument.expiry);
    return this.#onCurve(instrument.priceIndex, instant, index) ?? fromIndex;
  }

  #onCurve(priceIndex: string, instant: number, index: number | null): FoundForward | null {
    const curve = this.#curve(priceIndex);
    const own = curve.find((point) => point.instant === instant);
    if (own) return { value: own.value, level: own.level };
    if (index === null) return null;
    // At the valuation instant itself a basis per year is not a number.
    const points = curve.filter((point) => point.instant > this.#asOf);
    const after = points.findIndex((point) => point.instant > instant);
    const right = after < 0 ? undefined : points[after];
    const left = after < 0 ? points.at(-1) : points[after - 1];
    const basis = (point: CurvePoint): number => Math.log(point.value / index) / (point.instant - this.#asOf);
    let perMillisecond: number;
    if (left && right) {
      const weight = (instant - left.instant) / (right.instant - left.instant);
      perMillisecond = basis(left) * (1 - weight) + basis(right) * weight;
    } else {
      const only = left ?? right;
      if (!only) return null;
      perMillisecond = basis(only);
    }
    const value = index * Math.exp(perMillisecond * (instant - this.#asOf));
    return { value, level: 'interpolated basis' };
  }

  /** Known points of an index, ordered by expiry; a stated forward goes before a future's mark. */
  #curve(priceIndex: string): CurvePoint[] {
    const known = this.#curves.get(priceIndex);
    if (known) return known;
    const points = new Map<number, CurvePoint>();
    // By id, so that two futures of one expiry give the same point in whatever order they are listed.
    const futures = [...(this.#futures.get(priceIndex) ?? [])].sort((a, b) => (a.id < b.id ? 1 : -1));
    for (const future of futures) {
      const value = price(this.#market.find('mark', future.id));
      if (value === null) continue;
      const instant = Date.parse(future.expiry ?? '');
      points.set(instant, { instant, value, level: 'future of the expiry' });
    }
    for (const figure of this.#market.all('forward', priceIndex)) {
      const value = price(figure);
      if (value === null) continue;
      const instant = Date.parse(figure.expiry);
      points.set(instant, { instant, value, level: 'forward' });
    }
    const curve = [...points.values()].sort((a, b) => a.instant - b.instant);
    this.#curves.set(priceIndex, curve);
    return curve;
  }
}
