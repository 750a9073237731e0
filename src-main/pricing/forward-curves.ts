// Forwards by price index and expiry: what the snapshot states, what futures' marks say, and what lies between.
// May import the domain.
import { toFloat } from '../domain/decimal.ts';
import { type Instrument, isListed } from '../domain/instrument.ts';
import type { MarketFigures } from '../domain/market.ts';

/** Where a forward or price comes from, best first. */
export type ForwardLevel =
  | 'mark'
  | 'forward'
  | 'future of the expiry'
  | 'interpolated basis'
  | 'index'
  // Of listed options: the mark of the future or of the share that they are on.
  | 'delivered future'
  | 'share';

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

/** The price of a listed future may be 0 or below; of anything else it is no price then. */
function priceOf(instrument: Instrument, figure: { value: string } | undefined): number | null {
  if (instrument.kind !== 'future' || !isListed(instrument)) return price(figure);
  return figure ? toFloat(figure.value) : null;
}

/** Forwards of one snapshot. Each curve is built when first asked for. */
export class ForwardCurves {
  readonly #market: MarketFigures;
  readonly #asOf: number;
  readonly #futures = new Map<string, Instrument[]>();
  readonly #curves = new Map<string, CurvePoint[]>();
  readonly #listedFutures = new Map<string, Instrument>();
  /** Listed shares and funds by price index, in the order of their ids. */
  readonly #shares = new Map<string, Instrument[]>();

  constructor(market: MarketFigures, asOf: string, pool: readonly Instrument[]) {
    this.#market = market;
    this.#asOf = Date.parse(asOf);
    for (const instrument of pool) {
      if (instrument.product !== undefined) this.#list(instrument);
      if (instrument.kind !== 'future' || instrument.expiry === null) continue;
      const list = this.#futures.get(instrument.priceIndex);
      if (list) list.push(instrument);
      else this.#futures.set(instrument.priceIndex, [instrument]);
    }
  }

  #list(instrument: Instrument): void {
    if (instrument.kind === 'future') this.#listedFutures.set(instrument.id, instrument);
    if (instrument.kind !== 'spot') return;
    const list = this.#shares.get(instrument.priceIndex);
    if (list) list.push(instrument);
    else this.#shares.set(instrument.priceIndex, [instrument]);
  }

  /**
   * The price that a listed option is on: of the future that it delivers (its mark, else the curve at its expiry), which may be 0 or below; else the
   * index, else the mark of a share of that index. Null when there is nothing to take it from.
   */
  underListed(option: Instrument): FoundForward | null {
    const index = price(this.#market.find('index', option.priceIndex));
    if (option.deliversFuture === undefined) {
      if (index !== null) return { value: index, level: 'index' };
      const shares = [...(this.#shares.get(option.priceIndex) ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
      for (const share of shares) {
        const value = price(this.#market.find('mark', share.id));
        if (value !== null) return { value, level: 'share' };
      }
      return null;
    }
    const mark = this.#market.find('mark', option.deliversFuture);
    if (mark) return { value: toFloat(mark.value), level: 'delivered future' };
    const expiry = this.#listedFutures.get(option.deliversFuture)?.expiry ?? option.expiry;
    return expiry === null ? null : this.#onCurve(option.priceIndex, Date.parse(expiry), index);
  }

  /** Forward or price of one instrument that isn't a listed option, or null when there is nothing to take it from. */
  of(instrument: Instrument): FoundForward | null {
    const mark =
      instrument.kind === 'option' ? null : priceOf(instrument, this.#market.find('mark', instrument.id));
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
    const points = curve.filter((point) => point.instant > this.#asOf && point.value > 0);
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
      const value = priceOf(future, this.#market.find('mark', future.id));
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
