// A market snapshot: dated figures, each with its own time and source.
import type { DecimalText } from './decimal.ts';

/**
 * Classes of market figures and what `key` and `expiry` mean:
 * - `index`: key = price index (`btc_usd`); value in the quote currency.
 * - `forward`: key = price index, expiry = instant of expiry; value in the quote currency.
 * - `mark`: key = instrument id; value as the venue quotes it (inverse options in coin, futures in the quote currency).
 * - `volatility`: key = option's instrument id; a fraction per year (0.6 is 60 %).
 * - `rate`: key = currency, expiry = instant or empty for all; continuously compounded fraction per year.
 * - `currencyRate`: key = `FROM/TO` (`USDT/USD`); TO per one FROM.
 * - `settlement`: key = instrument id; price at which an expired instrument settled, quote currency (the delivery price).
 * - `fixedForward`: key = price index, expiry = instant of expiry; the part of the forward that the settlement average has fixed already, in the
 *   quote currency; the rest of the forward still moves with the price.
 * - `surface`: key = price index, `/` and one of `a`, `b`, `rho`, `m`, `sigma`, `forward`, `time` (years), expiry = instant of expiry; the raw SVI
 *   parameters of that expiry's total variance, and the forward and time that they were fitted at.
 * - `confidence`: key = price index, `/` and one of `spot`, `perpetual`, `forward`, `rate`, `volatility`, with the expiry of the last three; or
 *   `<asset>/collateral`; how sure the venue's oracle is, 0 … 1.
 * - `dividend`, `dividendForecast`: key = price index, expiry = ex-dividend instant; cash per share in the quote currency, declared or expected. Where a
 *   day has both, the declared one counts.
 * - `dividendYield`: key = price index; continuously compounded fraction per year that the index pays.
 * - `borrowRate`: key = price index; continuously compounded fraction per year that borrowing the share costs.
 * - `bid`, `ask`: key = instrument id; the best quotes, in the venue's quotation.
 */
export type FigureClass =
  | 'index'
  | 'forward'
  | 'mark'
  | 'volatility'
  | 'rate'
  | 'currencyRate'
  | 'settlement'
  | 'fixedForward'
  | 'surface'
  | 'confidence'
  | 'dividend'
  | 'dividendForecast'
  | 'dividendYield'
  | 'borrowRate'
  | 'bid'
  | 'ask';

export interface MarketFigure {
  class: FigureClass;
  key: string;
  /** Instant in UTC, or empty when the class has none. */
  expiry: string;
  value: DecimalText;
  /** When this figure was observed: ISO 8601 UTC, with Z. */
  time: string;
  source: string;
}

/** Figures taken together. Valuation time is `time`; *expired* means before it. */
export interface MarketSnapshot {
  id: string;
  time: string;
  label: string;
  figures: MarketFigure[];
}

/** How the id of a snapshot begins that is a copy with figures set by hand. Such a copy is used only when chosen by its id. */
export const editedSnapshot = 'edited:';

/** One observation of price history: series `BTC` (index close, quote USD), `volatility:BTC`, `rate:USD`. */
export interface HistoryPoint {
  series: string;
  /** Instant in UTC. */
  time: string;
  value: DecimalText;
  source: string;
}

/** Figures by class, key and expiry, each figure once (a later entry replaces an earlier one of the same identity). */
export class MarketFigures {
  readonly #snapshot: MarketSnapshot;
  readonly #byIdentity = new Map<string, MarketFigure>();
  readonly #byClassAndKey = new Map<string, MarketFigure[]>();

  constructor(snapshot: MarketSnapshot) {
    this.#snapshot = snapshot;
    for (const figure of snapshot.figures) this.#byIdentity.set(figureIdentity(figure), figure);
    for (const figure of this.#byIdentity.values()) {
      const key = `${figure.class} ${figure.key}`;
      const list = this.#byClassAndKey.get(key);
      if (list) list.push(figure);
      else this.#byClassAndKey.set(key, [figure]);
    }
  }

  get snapshot(): MarketSnapshot {
    return this.#snapshot;
  }

  find(figureClass: FigureClass, key: string, expiry = ''): MarketFigure | undefined {
    return this.#byIdentity.get(`${figureClass} ${key} ${expiry}`);
  }

  /** All figures of one class and key, whatever their expiry. */
  all(figureClass: FigureClass, key: string): readonly MarketFigure[] {
    return this.#byClassAndKey.get(`${figureClass} ${key}`) ?? [];
  }

  /** All figures of a class. */
  *ofClass(figureClass: FigureClass): Generator<MarketFigure> {
    for (const figure of this.#byIdentity.values()) if (figure.class === figureClass) yield figure;
  }

  /**
   * The same figures at another instant, some of them replaced by figures of the same identity. What isn't replaced is
   * shared, so a market can be moved a thousand times without being copied a thousand times.
   */
  replacing(figures: readonly MarketFigure[], time: string): MarketFigures {
    return new ReplacedFigures(this, figures, time);
  }
}

/** Figures of another market, some of them replaced. */
class ReplacedFigures extends MarketFigures {
  readonly #base: MarketFigures;
  readonly #whole: MarketSnapshot;

  constructor(base: MarketFigures, replaced: readonly MarketFigure[], time: string) {
    const { id, label } = base.snapshot;
    super({ id, label, time, figures: [...replaced] });
    this.#base = base;
    let figures: MarketFigure[] | null = null;
    const listed = (): MarketFigure[] => base.snapshot.figures.map((figure) => this.#current(figure));
    this.#whole = {
      id,
      label,
      time,
      // Listed when asked for: what values a market moved a thousand times asks for its time only.
      get figures() {
        figures ??= listed();
        return figures;
      },
    };
  }

  override get snapshot(): MarketSnapshot {
    return this.#whole;
  }

  override find(figureClass: FigureClass, key: string, expiry = ''): MarketFigure | undefined {
    return super.find(figureClass, key, expiry) ?? this.#base.find(figureClass, key, expiry);
  }

  override all(figureClass: FigureClass, key: string): readonly MarketFigure[] {
    return this.#base.all(figureClass, key).map((figure) => this.#current(figure));
  }

  override *ofClass(figureClass: FigureClass): Generator<MarketFigure> {
    for (const figure of this.#base.ofClass(figureClass)) yield this.#current(figure);
  }

  #current(figure: MarketFigure): MarketFigure {
    return super.find(figure.class, figure.key, figure.expiry) ?? figure;
  }
}

/** What makes a figure the same figure within one snapshot. */
export function figureIdentity(figure: Pick<MarketFigure, 'class' | 'key' | 'expiry'>): string {
  return `${figure.class} ${figure.key} ${figure.expiry}`;
}
